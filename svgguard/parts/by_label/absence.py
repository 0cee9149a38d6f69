"""Absence: whether a part that no label decides is missing, merged with another, the sum of others, or not told.

Silence is no absence. A part is missing only when no label has a word of it and no shape is left that could be it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.parts import words
from svgguard.parts.by_label.claims import Claim, Reading, outermost, within
from svgguard.parts.by_label.headings import is_detail
from svgguard.parts.by_label.labels import NAMES, Label, Origin
from svgguard.parts.by_label.mentions import is_of_another, mentions
from svgguard.parts.by_label.naming import Fit, phrases
from svgguard.parts.by_label.room import PRIMITIVES, Room
from svgguard.parts.by_label.strangers import MOST_WORDS, stranger
from svgguard.parts.evidence import Evidence, closing, quoted, spoken
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part

_THOROUGH = 0.75
"""How likely it must be that a drawing names a part that it has, judged by the other parts."""
_FEWEST_OTHERS = 3
_FEWEST_PEERS = 2
_MOST = 0.5
"""The share of a whole's parts that stand for it."""
_MANY_LINES = 3
"""Lines of one thing of which one may be another thing."""
_NAMED = 3
"""Shapes that a message names."""


def settle(reading: Reading, evidence: dict[str, Evidence]) -> None:
    """Decide what the labels of each part alone do not; parts that belong to others come first."""
    room = Room(reading, evidence)
    for part in reversed(reading.specification.parts):
        _settle(reading, evidence, part, room)


def _settle(reading: Reading, evidence: dict[str, Evidence], part: Part, room: Room) -> None:
    one = evidence[part.name]
    if one.presence is Presence.FOUND and (why := _is_but_spoken_of(reading, evidence, one)):
        texts = all(c.label.origin is Origin.TEXT for c in one.claims)
        one.presence = Presence.MISSING if texts and not room.candidates(part) else Presence.UNKNOWN
        may = "is not drawn" if one.presence is Presence.MISSING else "may not be drawn"
        one.message, one.elements = f"{part.name} {may}: {why}", ()
        return
    if one.presence is not Presence.UNKNOWN or _is_sum(reading, evidence, one):
        return
    if one.claims and one.claims[0].match.fit is Fit.NAMES:
        return
    one.start = one.end = closing(reading.document)
    hosts = _hosts(reading, evidence, part)
    candidates = room.candidates(part)
    if alike := [c for c in one.claims if _may_be(reading, c, part)]:
        one.message = f"may be what {spoken(alike)} names"
        one.elements, one.exact = outermost(e for c in alike for e in c.label.elements), False
    elif label := next(mentions(reading, part), None):
        one.message = f"may be what {label.origin} {quoted(label)} names"
    elif hosts and (candidates or any(_has_room(host.elements) for host in hosts)):
        one.presence = Presence.MERGED
        one.message = f"not told apart from {hosts[0].part.name}"
    elif ground := _ground(reading, part):
        one.message = f"may be what {ground.origin} {quoted(ground)} names"
        one.elements, one.exact = ground.elements, False
    elif details := _details(evidence, part):
        one.message = f"its {', '.join(e.part.name for e in details[:3])} may be there"
    elif piece := _piece(reading, part):
        one.message = f"what {piece.origin} {quoted(piece)} names may belong to it"
    elif bearer := _bearer(reading, part):
        one.message = f"may be drawn with what {bearer.origin} {quoted(bearer)} names"
    elif other := stranger(reading, part):
        one.message = f"may be what {other.origin} {quoted(other)} or another name in words that are not known means"
    elif not reading.labelled:
        one.message = "no label tells"
    elif candidates:
        one.message = f"may be among {_shapes(reading, candidates)}, which no label accounts for"
    else:
        one.presence = Presence.MISSING
        one.message = f"nothing in the drawing is called {part.name}"


def _shapes(reading: Reading, leaves: list[etree._Element]) -> str:
    """Shapes by their tags and lines."""
    text = reading.document.text
    said = [
        f"the {local_name(leaf)} on line {text.count(chr(10), 0, reading.document.start_tag(leaf).start) + 1}"
        for leaf in leaves[:_NAMED]
    ]
    return ", ".join(said) + (f" and {len(leaves) - _NAMED} more" if len(leaves) > _NAMED else "")


def _hosts(reading: Reading, evidence: dict[str, Evidence], part: Part) -> list[Evidence]:
    """The parts that are there and may be drawn as one with a part, whichever of the two says so."""
    merging = (p.name for p in reading.specification.parts if part.name in p.merges)
    return [evidence[n] for n in (*part.merges, *merging) if evidence[n].presence is Presence.FOUND]


def _bearer(reading: Reading, part: Part) -> Label | None:
    """The label of something that was not asked for and is often drawn as one with a part: of a beak, for a pouch."""
    bearers = words.known(words.normal(part.name)[-1]).get("merges", ())
    for label, head in _unclaimed(reading):
        if any(words.same(head, bearer) for bearer in bearers) and _has_room(label.elements):
            return label
    return None


def _piece(reading: Reading, part: Part) -> Label | None:
    """The label of something that such parts have, and that was not asked for: of tubes, for a frame."""
    kind = words.normal(part.name)[-1]
    return next((label for label, head in _unclaimed(reading) if words.has_detail(kind, head)), None)


def _unclaimed(reading: Reading) -> Iterator[tuple[Label, str]]:
    """The labels of what was not asked for, each with the word for what it names."""
    for label in reading.labels:
        first = phrases(label.text)[:1]
        claimed = any(reading.is_claimed(label, name) for name in reading.claims)
        if first and not claimed and label.origin in NAMES and reading.draws(label):
            yield label, first[0].words[-1]


def _has_room(elements: Iterable[etree._Element]) -> bool:
    """True if a second thing may be drawn in what draws one: in a path or among many lines, and not in a circle."""
    names = [local_name(leaf) for leaf in within(elements)]
    return any(name not in PRIMITIVES for name in names) or names.count("line") >= _MANY_LINES


def _is_thorough(evidence: dict[str, Evidence], part: Part) -> bool:
    """True if a drawing names its things: the other parts.

    Of `n` others with `k` named the next is named with probability (k + 1) / (n + 2), by the rule of succession.
    """
    others = [e for e in evidence.values() if e.part is not part and not e.part.text]
    return len(others) >= _FEWEST_OTHERS and sum(e.named for e in others) + 1 >= _THOROUGH * (len(others) + 2)


def _is_but_spoken_of(reading: Reading, evidence: dict[str, Evidence], one: Evidence) -> str:
    """Why labels that name a part do not show that it is drawn."""
    if not one.claims or one.part.text:
        return ""
    origins = {c.label.origin for c in one.claims if c.match.fit is Fit.NAMES}
    peers = [e for e in evidence.values() if e is not one and _shows_name(reading, e.part)]
    if origins == {Origin.TEXT} and reading.labelled and len(peers) >= _FEWEST_PEERS:
        return f"only {spoken(one.claims)} speaks of it"
    if origins == {Origin.PAINT} and _is_but_colour(reading, one):
        return f"only {spoken(one.claims)} is called so"
    if one.exact and (siblings := _named_inside(evidence, one)):
        return f"{spoken(one.claims)} holds {', '.join(siblings[:3])}"
    return ""


def _is_but_colour(reading: Reading, one: Evidence) -> bool:
    """True if what is called after a part only colours or cuts: a gradient paints, it does not draw."""
    paints = [e for c in one.claims for e in reading.ids.get(c.label.text, ())]
    return not any(local_name(e) == "pattern" for e in paints) and not _is_ground(one.part)


def _shows_name(reading: Reading, part: Part) -> bool:
    """True if words in the picture name a part."""
    return any(c.match.fit is Fit.NAMES and c.label.origin is Origin.TEXT for c in reading.claims[part.name])


def _named_inside(evidence: dict[str, Evidence], one: Evidence) -> list[str]:
    """The parts of the same kind that have names of their own inside all that a looser name holds."""
    if not all(c.match.unmatched for c in one.claims):
        return []
    kind = words.normal(one.part.name)[-1]
    inside = set(within(one.elements))
    siblings = [
        e
        for e in evidence.values()
        if e is not one and e.exact and words.normal(e.part.name)[-1] == kind and e.elements
        if all(not c.match.unmatched for c in e.claims) and set(within(e.elements)) < inside
    ]
    return [e.part.name for e in siblings] if len(siblings) >= _FEWEST_PEERS else []


def _is_sum(reading: Reading, evidence: dict[str, Evidence], one: Evidence) -> bool:
    """True if a part is there because most parts that belong to it are."""
    inside = [evidence[p.name] for p in reading.specification.inside(one.part)]
    shown = [e for e in inside if e.presence in (Presence.FOUND, Presence.FEW) and e.elements]
    if not shown or len(shown) < _MOST * len(inside):
        return False
    if _is_thorough(evidence, one.part) and (one.part.of is not None or len(shown) < _FEWEST_PEERS):
        return False
    one.presence = Presence.FOUND
    one.message = f"by its {', '.join(e.part.name for e in shown[:3])}"
    one.elements = outermost(x for e in shown for x in e.elements)
    one.exact = False
    one.start, one.end = shown[0].start, shown[0].end
    return True


def _details(evidence: dict[str, Evidence], part: Part) -> list[Evidence]:
    """The head and other details that may be those of the first part of a list which does not say whose they are."""
    ones = list(evidence.values())
    if ones[0].part is not part or is_detail(part) or any(e.part.of is not None for e in ones):
        return []
    found = [e for e in ones if is_detail(e.part) and e.presence is Presence.FOUND]
    headed = any(words.normal(e.part.name)[-1] in words.listed("bodies") for e in found)
    return found if headed and len(found) >= _FEWEST_PEERS else []


def _may_be(reading: Reading, claim: Claim, part: Part) -> bool:
    """True if a label is of something like a part, and of none of the others."""
    label = claim.label
    if claim.match.fit is not Fit.MAY_BE or label.origin not in NAMES or not reading.draws(label):
        return False
    if len(phrases(label.text)[0].words) > MOST_WORDS:
        return False
    if any(is_of_another(reading, phrase, part) for phrase in phrases(label.text)[:1]):
        return False
    return not any(reading.is_claimed(label, name) for name in reading.claims)


def _ground(reading: Reading, part: Part) -> Label | None:
    """The label of a background that a part may be, as the sky may; None when there is none."""
    if not _is_ground(part):
        return None
    for label in reading.labels:
        first = phrases(label.text)[:1]
        if label.origin in NAMES and first and words.same(first[0].words[-1], "background") and reading.draws(label):
            return label
    return None


def _is_ground(part: Part) -> bool:
    """True if a part may be drawn as the background of the picture."""
    return words.normal(part.name)[-1] in words.listed("grounds")
