"""By label: the parts asked for against what the document calls its things. No model, no rendering.

For each part the labels are weighed that name it, that name something of it, that hold nothing; then what the other
parts say of it, and how far the drawing is labelled at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from svgguard.document import Document
from svgguard.parts.by_label.claims import Claim, Reading, outermost, within
from svgguard.parts.by_label.headings import heads, is_detail
from svgguard.parts.by_label.labels import NAMES, Label, Origin, target
from svgguard.parts.by_label.mentions import mentions
from svgguard.parts.by_label.naming import Fit
from svgguard.parts.by_picture.pieces import pieces
from svgguard.parts.evidence import Evidence, Structure, closing, quoted, spoken
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part, Specification
from svgguard.text.elision import leaves_out

__all__ = ["Evidence", "Structure", "judge_count", "structure"]


def structure(document: Document, specification: Specification) -> Structure:
    """What the labels of a document say of each part, before `absence.settle` weighs what they do not say."""
    reading = Reading(document, specification)
    evidence = {part.name: _weigh(reading, part) for part in specification.parts}
    _count(reading, evidence)
    return Structure(reading, evidence)


# --- the labels that speak of one part


def _weigh(reading: Reading, part: Part) -> Evidence:
    """What the labels that speak of a part say, without looking at other parts."""
    own = reading.claims[part.name]
    if (spoken_of := _texts(reading, part)) is not None and spoken_of.presence is Presence.MISSING:
        return spoken_of
    naming = [c for c in own if c.match.fit is Fit.NAMES]
    painted = [c for c in naming if c.label.origin is Origin.PAINT]
    named = [c for c in naming if c.label.origin is not Origin.PAINT]
    best = _best(part, named)
    holding = [c for c in best if reading.names(c, part)]
    if not holding and any(c.label.stacked is not None for c in best):
        # A heading, perhaps, over labels that say it in fewer words.
        holding = [c for c in _best(part, [c for c in named if c not in best]) if reading.names(c, part)]
    named = best
    belonging = [c for c in own if c.match.fit is Fit.BELONGS and reading.draws(c.label) and not is_detail(part)]
    if decisive := holding or belonging or ([] if named else painted):
        evidence = _at(part, Presence.FOUND, f"by {spoken(decisive)}", decisive)
        evidence.elements = outermost(e for c in decisive for e in reading.names(c, part))
        evidence.exact = bool(holding)
        return evidence
    if spoken_of is not None:
        return spoken_of
    elided = [c for c in own if c.label.origin is Origin.COMMENT and leaves_out(c.label.text, followed=False)]
    if elided:
        return _at(part, Presence.ELIDED, f"{part.name} is left out: {quoted(elided[0].label)}", elided)
    return _empty(reading, part, named) if named else Evidence(part, Presence.UNKNOWN, "no label tells", own)


def _best(part: Part, named: Sequence[Claim]) -> list[Claim]:
    """Of the labels that name a part those that name it best, whether or not they hold anything."""
    # Words in the picture tell what stands beside them, so any other name is better.
    best = [c for c in named if c.label.origin is not Origin.TEXT] or list(named)
    least = min((c.match.unmatched for c in best), default=0)
    best = [c for c in best if c.match.unmatched == least]
    # A synonym may mean something else in a drawing that has the word itself.
    literal = [c for c in best if c.match.literal]
    return literal if literal and (part.count == 1 or any(c.match.plural for c in literal)) else best


def _at(part: Part, presence: Presence, message: str, claims: Sequence[Claim]) -> Evidence:
    first = claims[0].label
    return Evidence(part, presence, message, claims, start=first.start, end=first.end)


def _texts(reading: Reading, part: Part) -> Evidence | None:
    """True if the words that a part must show stand in the picture; None for a part that need not show any."""
    if not part.text:
        return None
    drawn = [(e, " ".join("".join(map(str, e.itertext())).split()).lower()) for e in reading.shapes]
    missing = [text for text in part.text if not any(text.lower() in said for _, said in drawn)]
    if missing:
        end = closing(reading.document)
        message = f"{part.name} does not show {', '.join(map(repr, missing))}"
        return Evidence(part, Presence.MISSING, message, start=end, end=end)
    elements = tuple(e for e, said in drawn if any(text.lower() in said for text in part.text))
    token = reading.document.start_tag(elements[0])
    found = Evidence(part, Presence.FOUND, "by its words", elements=elements, exact=False)
    found.start, found.end = token.start, token.end
    return found


# --- labels that hold nothing


def _empty(reading: Reading, part: Part, claims: Sequence[Claim]) -> Evidence:
    """A part that is named by labels none of which holds anything that draws."""
    for claim in claims:
        if heads(reading, claim.label, part):
            return _at(part, Presence.UNKNOWN, f"{spoken([claim])} is a heading", [claim])
    above = _wholes(reading.specification, part)
    for claim in claims:
        # "Bicycle frame" before the group of the bicycle is where the frame's whole begins.
        if any(reading.bears(element, name) for element in claim.label.elements for name in above):
            return _at(part, Presence.UNKNOWN, f"{spoken([claim])} stands before the {part.of}", [claim])
    named = {claim.label for claim in claims}
    other = next((x for x in mentions(reading, part) if x not in named and x.elements and x.origin in NAMES), None)
    if other is not None and not any(
        reading.is_claimed(other, p.name) for p in reading.specification.parts if p != part
    ):
        return _at(part, Presence.UNKNOWN, f"may be what {other.origin} {quoted(other)} names", claims)
    first = claims[0].label
    nowhere = [d for leaf in within(first.elements) if (d := reading.refers(leaf)) is not None]
    if nowhere:
        why = f"refers to {nowhere[0]!r}, which does not exist"
    elif first.origin is Origin.COMMENT and first.elements:
        why = "is followed by another part"
    elif first.last and re.fullmatch(r"(?:\s|</[\w:.-]+\s*>)*", reading.document.text[first.end :]):
        why = "is where the drawing ends"
    else:
        why = "holds nothing that draws"
    return _at(part, Presence.EMPTY, f"{part.name} is named, but {first.origin} {quoted(first)} {why}", claims)


def _wholes(specification: Specification, part: Part) -> list[str]:
    """The names of what a part belongs to, from the inside out."""
    return [] if part.of is None else [part.of, *_wholes(specification, specification.part(part.of))]


# --- what the parts say of each other


def _count(reading: Reading, evidence: dict[str, Evidence]) -> None:
    """Parts that must be there more than once, and parts that one label names together."""
    groups: dict[tuple[etree._Element, ...], list[Evidence]] = {}
    for one in evidence.values():
        if one.presence is Presence.FOUND and one.exact:
            groups.setdefault(one.elements, []).append(one)
    for elements, group in groups.items():
        together = [e for e in group if any(c.match.fit is Fit.NAMES and c.match.unmatched for c in e.claims)]
        members = together if len(together) > 1 else [e for e in group if e.part.count > 1]
        if not members:
            continue
        counted = _uses(elements, members) or pieces(within(elements), reading.ids)
        for one in members:
            one.counted = max(counted, _singles(one))
            one.shared = tuple(e.part.name for e in members if e is not one) if members is together else ()
            judge_count(one, sum(e.part.count for e in (members if members is together else [one])))
            if one.presence is Presence.FEW and (more := _further(reading, one)) is not None:
                one.presence = Presence.UNKNOWN
                one.message += f"; {more.origin} {quoted(more)} may name more"


def _further(reading: Reading, one: Evidence) -> Label | None:
    """A label of other shapes that may be the rest of a part of which too few are named."""
    own = set(within(one.elements))
    naming = [c.label for c in reading.claims[one.part.name] if c.match.fit is Fit.NAMES]
    named = {c.label for claims in reading.claims.values() for c in claims if c.match.fit is Fit.NAMES}
    told = {c.label for c in one.claims}
    for label in (*naming, *(x for x in mentions(reading, one.part) if x not in named)):
        if label not in told and label.origin in NAMES and set(within(label.elements)) - own:
            return label
    return None


def _uses(elements: Sequence[etree._Element], members: Sequence[Evidence]) -> int:
    """How many times a part that is named in the singular is used; 0 for what is not drawn by using one thing."""
    used = {target(element) for element in elements}
    plural = any(c.match.plural for one in members for c in one.claims)
    return len(elements) if None not in used and len(used) == 1 and not plural else 0


def _singles(one: Evidence) -> int:
    """How many things the labels of a part name one by one."""
    alone: list[set[etree._Element]] = []
    for claim in one.claims:
        inside = set(within(claim.label.elements))
        if claim.match.fit is Fit.NAMES and not claim.match.plural and not any(inside & other for other in alone):
            alone.append(inside)
    return len(alone)


def judge_count(one: Evidence, wanted: int, why: str = "") -> None:
    """Say that a part is too few when it is; `why` is what became of the others."""
    if one.counted is not None and one.counted < wanted:
        what = " and ".join((one.part.name, *one.shared))
        one.presence = Presence.FEW
        one.message = f"{one.counted} of {wanted} found for {what}{why and f': {why}'} ({one.message})"
