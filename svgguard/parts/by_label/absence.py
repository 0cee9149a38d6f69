"""Absence: whether a part that no label decides is missing, may be drawn unnamed, or is the sum of others.

That no label names a part means something only in a drawing that names its things: how consistently it names the other
parts, and whether it has shapes without a name among which this one may be, decide.
"""

from __future__ import annotations

from svgguard.document.suspects import local_name
from svgguard.parts import words
from svgguard.parts.by_label.claims import Claim, Reading, outermost, within
from svgguard.parts.by_label.headings import is_detail
from svgguard.parts.by_label.labels import Label, Origin
from svgguard.parts.by_label.naming import Fit, phrases
from svgguard.parts.by_label.strangers import MOST_WORDS, NAMES, stranger
from svgguard.parts.evidence import Evidence, closing, quoted, spoken
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part

_THOROUGH = 0.75
"""How likely it must be that a drawing names a part that it has, judged by the other parts."""
_FEWEST_OTHERS = 3
_FEWEST_PEERS = 2
_ROOM = 2
"""Shapes without names of their own of which one may be a part that need not be drawn apart."""
_MOST = 0.5
"""The share of a whole's parts that stand for it."""


def settle(reading: Reading, evidence: dict[str, Evidence], part: Part) -> None:
    """What the other parts say of one that no label decides; parts that belong to it come first."""
    one = evidence[part.name]
    thorough = _is_thorough(evidence, part)
    if one.presence is Presence.FOUND and (why := _is_but_spoken_of(reading, evidence, one, thorough)):
        one.presence, one.message, one.elements = Presence.MISSING, f"{part.name} is not drawn: {why}", ()
    if one.presence is not Presence.UNKNOWN or _is_sum(reading, evidence, one, thorough):
        return
    if one.claims and one.claims[0].match.fit is Fit.NAMES:
        return
    one.start = one.end = closing(reading.document)
    hosts = [evidence[name] for name in part.merges if evidence[name].presence is Presence.FOUND]
    if hosts and (not thorough or any(reading.unnamed_in(host.part, host.elements) >= _ROOM for host in hosts)):
        one.message = f"may be drawn with {hosts[0].part.name}"
    elif not thorough and (alike := [c for c in one.claims if _may_be(reading, c)]):
        one.message = f"may be what {spoken(alike)} names"
        one.elements, one.exact = outermost(e for c in alike for e in c.label.elements), False
    elif not thorough and (inside := _left(reading, evidence, part)):
        one.message = f"its {inside[0].part.name} is there"
    elif ground := _ground(reading, part):
        one.message = f"may be what {ground.origin} {quoted(ground)} names"
        one.elements, one.exact = ground.elements, False
    elif details := _details(evidence, part):
        one.message = f"its {', '.join(e.part.name for e in details[:3])} may be there"
    elif other := stranger(reading, part):
        one.message = f"may be what {other.origin} {quoted(other)} names"
    elif reading.labelled and not _may_hide(reading, evidence, part, thorough):
        one.presence = Presence.MISSING
        one.message = f"nothing in the drawing is called {part.name}"


def _is_thorough(evidence: dict[str, Evidence], part: Part, *, details: bool = False) -> bool:
    """Whether a drawing names its things: the other parts, or of them those that are details.

    Of `n` others with `k` named the next is named with probability (k + 1) / (n + 2), by the rule of succession.
    """
    others = [e for e in evidence.values() if e.part is not part and not e.part.text]
    if details:
        others = [e for e in others if is_detail(e.part)]
    fewest = _FEWEST_PEERS if details else _FEWEST_OTHERS
    return len(others) >= fewest and sum(e.named for e in others) + 1 >= _THOROUGH * (len(others) + 2)


def _is_but_spoken_of(reading: Reading, evidence: dict[str, Evidence], one: Evidence, thorough: bool) -> str:
    """Why labels that name a part do not show that it is drawn, in a drawing that names the others better."""
    if not reading.labelled or not one.claims or one.part.text:
        return ""
    origins = {c.label.origin for c in one.claims if c.match.fit is Fit.NAMES}
    peers = [e for e in evidence.values() if e is not one and _shows_name(reading, e.part)]
    if origins == {Origin.TEXT} and len(peers) >= _FEWEST_PEERS and (thorough or all(e.named for e in peers)):
        return f"only {spoken(one.claims)} speaks of it"
    if origins == {Origin.PAINT} and thorough and _is_but_colour(reading, one):
        return f"only {spoken(one.claims)} is called so"
    if one.exact and (siblings := _named_inside(evidence, one)):
        return f"{spoken(one.claims)} holds {', '.join(siblings[:3])}"
    return ""


def _is_but_colour(reading: Reading, one: Evidence) -> bool:
    """Whether what is called after a part only colours or cuts, and what it is applied to has names of its own."""
    paints = [e for c in one.claims for e in reading.ids.get(c.label.text, ())]
    colour = not any(local_name(e) == "pattern" for e in paints)
    return colour and not _is_ground(one.part) and all(reading.has_name(leaf) for leaf in within(one.elements))


def _shows_name(reading: Reading, part: Part) -> bool:
    """Whether words in the picture name a part."""
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


def _is_sum(reading: Reading, evidence: dict[str, Evidence], one: Evidence, thorough: bool) -> bool:
    """Whether a part is there because most parts that belong to it are."""
    inside = [evidence[p.name] for p in reading.specification.inside(one.part)]
    shown = [e for e in inside if e.presence in (Presence.FOUND, Presence.FEW) and e.elements]
    if not shown or len(shown) < _MOST * len(inside):
        return False
    if thorough and (one.part.of is not None or len(shown) < _FEWEST_PEERS):
        return False
    one.presence = Presence.FOUND
    one.message = f"by its {', '.join(e.part.name for e in shown[:3])}"
    one.elements = outermost(x for e in shown for x in e.elements)
    one.exact = False
    one.start, one.end = shown[0].start, shown[0].end
    return True


def _left(reading: Reading, evidence: dict[str, Evidence], part: Part) -> list[Evidence]:
    """What there is of a part that has no name, unless most of it is missing."""
    inside = [evidence[p.name] for p in reading.specification.inside(part)]
    missing = sum(e.presence is Presence.MISSING for e in inside)
    return [] if missing >= _MOST * len(inside) else [e for e in inside if e.presence is Presence.FOUND]


def _details(evidence: dict[str, Evidence], part: Part) -> list[Evidence]:
    """The head and other details that may be those of the first part of a list which does not say whose they are."""
    ones = list(evidence.values())
    if ones[0].part is not part or is_detail(part) or any(e.part.of is not None for e in ones):
        return []
    found = [e for e in ones if is_detail(e.part) and e.presence is Presence.FOUND]
    headed = any(words.normal(e.part.name)[-1] in words.listed("bodies") for e in found)
    return found if headed and len(found) >= _FEWEST_PEERS else []


def _may_be(reading: Reading, claim: Claim) -> bool:
    """Whether a label is of something like a part, and of none of the others."""
    label = claim.label
    if claim.match.fit is not Fit.MAY_BE or label.origin not in NAMES or not reading.draws(label):
        return False
    if len(phrases(label.text)[0].words) > MOST_WORDS:
        return False
    return not any(c.label is label and c.match.fit is Fit.NAMES for own in reading.claims.values() for c in own)


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
    """Whether a part may be drawn as the background of the picture."""
    return words.normal(part.name)[-1] in words.listed("grounds")


def _may_hide(reading: Reading, evidence: dict[str, Evidence], part: Part, thorough: bool) -> bool:
    """Whether the part may be among shapes that have no name of their own."""
    whole = None if part.of is None else evidence[part.of]
    if whole is not None and whole.presence is Presence.FOUND:
        return not thorough and reading.coarse(whole.elements)
    if not is_detail(part) or _is_thorough(evidence, part, details=True):
        return False
    wholes = [e for e in evidence.values() if e.presence is Presence.FOUND and e.exact and not is_detail(e.part)]
    bodies = [x for x in reading.labels if any(p.words[-1] in words.listed("bodies") for p in phrases(x.text)[:1])]
    hosts = [*(e.elements for e in wholes), *(x.elements for x in bodies)]
    return any(reading.coarse(elements) for elements in hosts)
