"""Rung 1: the parts asked for against what the document calls its things. No model, no rendering.

Every label is matched with every part; what is left is to weigh, for each part, the labels that name it, those that
name something of it, the ones that hold nothing, and how far the drawing is labelled at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import etree

from svgguard.document import Document
from svgguard.inventory import Presence
from svgguard.parts import words
from svgguard.parts.labels import Label, Origin, dangling, labels, leaves
from svgguard.parts.naming import Fit, Match, match, phrases
from svgguard.parts.pieces import pieces
from svgguard.parts.specification import Part, Specification

ELISION = re.compile(
    r"\.{3}|…|\b(?:rest|remaining|remainder|repeat(?:ed)?|similarly|likewise|omitted|etc|and so on|placeholder|todo"
    r"|(?:add|draw|insert|include|continue)\b.*\b(?:more|others?|here|similar|remaining|rest)"
    r"|more .* here|same (?:for|as))\b",
    re.I,
)
"""Phrases by which a drawing says that it leaves something out."""

_LABELLED = 0.5
"""The share of its shapes that a drawing has labelled for a missing label to mean anything."""
_FEWEST_LABELS = 3
_COARSE = 5
"""Shapes under one label, none of them with a label of its own, among which a part may be hidden."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A label that speaks of a part."""

    label: Label
    match: Match


@dataclass(slots=True)
class Evidence:
    """What rung 1 makes of one part."""

    part: Part
    presence: Presence
    message: str
    claims: list[Claim] = field(default_factory=list)
    """Those that decided, surest first."""
    elements: tuple[etree._Element, ...] = ()
    """What draws the part, where that can be told: none inside another."""
    counted: int | None = None
    start: int = 0
    end: int = 0
    shared: tuple[str, ...] = ()
    """Other parts that the same elements draw."""


@dataclass(slots=True)
class Structure:
    """A document and what its labels say of the parts."""

    document: Document
    specification: Specification
    labels: list[Label]
    evidence: dict[str, Evidence]
    labelled: bool
    """Whether the drawing is labelled well enough for a missing label to mean something."""


def structure(document: Document, specification: Specification) -> Structure:
    """What the labels of a document say of each part."""
    found = labels(document)
    shapes = list(leaves(document.root))
    claims = _claims(found, specification)
    labelled = _is_labelled(found, shapes)
    weighed = {p.name: _weigh(document, specification, p, claims, found) for p in specification.parts}
    result = Structure(document, specification, found, weighed, labelled)
    _share(result)
    for part in reversed(specification.parts):
        _settle(result, part)
    return result


# --- claims


def _claims(found: Sequence[Label], specification: Specification) -> dict[str, list[Claim]]:
    """For each part the labels that speak of it, in order; of a name that fits two parts, the better fit alone."""
    claims: dict[str, list[Claim]] = {part.name: [] for part in specification.parts}
    for label in found:
        best: dict[str, Match] = {}
        for phrase in phrases(label.text, paint=label.origin is Origin.PAINT):
            fits = {part.name: match(phrase, part) for part in specification.parts}
            least = min((m.unmatched for m in fits.values() if m.fit is Fit.NAMES), default=0)
            for name, fit in fits.items():
                if fit.fit is Fit.NAMES and 0 < fit.unmatched != least:
                    continue
                if fit.fit > best.get(name, Match(Fit.NONE)).fit:
                    best[name] = fit
        for name, fit in best.items():
            claims[name].append(Claim(label, fit))
    return claims


def _is_labelled(found: Sequence[Label], shapes: Sequence[etree._Element]) -> bool:
    telling = [x for x in found if x.origin not in (Origin.PAINT, Origin.TEXT) and phrases(x.text)]
    if len({x.text.lower() for x in telling}) < _FEWEST_LABELS:
        return False
    covered = {leaf for x in telling for e in x.elements for leaf in leaves(e)}
    return len(covered) >= _LABELLED * max(1, len(shapes))


# --- weighing one part


def _weigh(
    document: Document, specification: Specification, part: Part, claims: dict[str, list[Claim]], found: Sequence[Label]
) -> Evidence:
    """What the labels that speak of a part say, without looking at other parts."""
    own = claims[part.name]
    naming = [c for c in own if c.match.fit is Fit.NAMES]
    elided = [c for c in own if c.label.origin is Origin.COMMENT and ELISION.search(c.label.text)]
    named = [c for c in naming if c not in elided or c.label.elements]
    holding = [c for c in named if _holds(document, c, part, claims) and c.label.origin is not Origin.PAINT]
    if holding:
        return _found(part, holding, Presence.FOUND)
    if text := _texts(document, part):
        return text
    belonging = [c for c in own if c.match.fit is Fit.BELONGS and _drawn(document, c.label)]
    painted = [c for c in naming if c.label.origin is Origin.PAINT]
    if belonging or painted:
        return _found(part, belonging or painted, Presence.FOUND)
    if elided:
        return _at(part, Presence.ELIDED, f"{part.name} is left out: {_quoted(elided[0].label)}", elided)
    empty = [c for c in named if c.label.origin is not Origin.PAINT]
    if empty:
        return _empty(document, specification, part, empty, found)
    return Evidence(part, Presence.UNKNOWN, "no label tells", own)


def _found(part: Part, claims: list[Claim], presence: Presence) -> Evidence:
    evidence = _at(part, presence, f"by {_spoken(claims)}", claims)
    evidence.elements = outermost(e for c in claims for e in c.label.elements)
    return evidence


def _at(part: Part, presence: Presence, message: str, claims: list[Claim]) -> Evidence:
    first = claims[0].label
    return Evidence(part, presence, message, claims, start=first.start, end=first.end)


def _spoken(claims: Sequence[Claim]) -> str:
    """The labels that decided, in words."""
    said = dict.fromkeys(f"{c.label.origin} {_quoted(c.label)}" for c in claims)
    return ", ".join(list(said)[:3]) + (f" and {len(said) - 3} more" if len(said) > 3 else "")


def _quoted(label: Label) -> str:
    text = label.text if len(label.text) <= 40 else f"{label.text[:39]}…"
    return f'"{text}"'


def outermost(elements: Iterable[etree._Element]) -> tuple[etree._Element, ...]:
    """Elements in order of the document's labels, without those that stand inside another of them."""
    kept = list(dict.fromkeys(elements))
    chosen = set(kept)
    return tuple(e for e in kept if not any(a in chosen for a in e.iterancestors()))


def _drawn(document: Document, label: Label) -> bool:
    return any(dangling(document, leaf) is None for e in label.elements for leaf in leaves(e))


def _holds(document: Document, claim: Claim, part: Part, claims: dict[str, list[Claim]]) -> bool:
    """Whether what a label names draws anything that is not by its own name another of the parts."""
    if not _drawn(document, claim.label):
        return False
    if claim.label.origin is not Origin.COMMENT:
        return True
    others = {
        e
        for name, rest in claims.items()
        if name != part.name
        for c in rest
        if c.match.fit is Fit.NAMES and c.label.origin not in (Origin.COMMENT, Origin.PAINT)
        for e in c.label.elements
    }
    own = {
        e
        for c in claims[part.name]
        if c.match.fit >= Fit.BELONGS and c.label.origin not in (Origin.COMMENT, Origin.PAINT)
        for e in c.label.elements
    }
    elements = claim.label.elements
    return len(elements) > 1 or elements[0] in own or elements[0] not in others


def _texts(document: Document, part: Part) -> Evidence | None:
    """A part that must show words: whether they stand in the picture."""
    if not part.text:
        return None
    drawn = [(e, " ".join("".join(map(str, e.itertext())).split()).lower()) for e in leaves(document.root)]
    missing = [text for text in part.text if not any(text.lower() in said for _, said in drawn)]
    if missing:
        message = f"{part.name} does not show {', '.join(map(repr, missing))}"
        end = _closing(document)
        return Evidence(part, Presence.MISSING, message, start=end, end=end)
    elements = tuple(e for e, said in drawn if any(text.lower() in said for text in part.text))
    token = document.start_tag(elements[0])
    return Evidence(part, Presence.FOUND, "by its words", elements=elements, start=token.start, end=token.end)


def _empty(
    document: Document, specification: Specification, part: Part, claims: list[Claim], found: Sequence[Label]
) -> Evidence:
    """A part that is named by labels none of which holds anything that draws."""
    for claim in claims:
        if _heads(claim.label, part, specification, found):
            return _at(part, Presence.UNKNOWN, f"{_spoken([claim])} is a heading", [claim])
    first = claims[0].label
    nowhere = [d for e in first.elements for leaf in leaves(e) if (d := dangling(document, leaf)) is not None]
    if nowhere:
        why = f"refers to {nowhere[0]!r}, which does not exist"
    elif first.origin is Origin.COMMENT and first.elements:
        why = "is followed by another part"
    elif first.origin is Origin.COMMENT and first.last and _ends(document, first):
        why = "is where the drawing ends"
    else:
        why = "holds nothing that draws"
    return _at(part, Presence.EMPTY, f"{part.name} is named, but {first.origin} {_quoted(first)} {why}", claims)


def _ends(document: Document, label: Label) -> bool:
    """Whether nothing but end tags follows a label."""
    return re.fullmatch(r"(?:\s|</[\w:.-]+\s*>)*", document.text[label.end :]) is not None


def _heads(label: Label, part: Part, specification: Specification, found: Sequence[Label]) -> bool:
    """Whether a comment that is followed by another one at once is the heading of what follows."""
    if label.stacked is None:
        return False
    following = phrases(label.stacked)
    if not following:
        return True
    if any(match(p, other).fit is Fit.NAMES for p in following for other in _within(part, specification)):
        return True
    own = {word for phrase in phrases(label.text) for word in phrase.words}
    if any(own & set(p.words) for p in following):
        return True
    if _is_component(following[0].words[-1]):
        return part.of is None and not _is_component(words.normal(part.name)[-1])
    if any(match(p, other).fit is Fit.NAMES for p in following for other in specification.parts):
        return False
    return sum(x.stacked is not None for x in found) > 1


def _is_component(word: str) -> bool:
    return word in words.listed("components")


def _within(part: Part, specification: Specification) -> list[Part]:
    """The parts that belong to a part, and those that belong to them."""
    inside: list[Part] = []
    for other in specification.parts:
        at: Part | None = other
        while at is not None and at.of is not None:
            at = specification.part(at.of)
            if at == part:
                inside.append(other)
    return inside


def _closing(document: Document) -> int:
    """Where a part that is missing would go: before the end of the root."""
    closing = document.text.rfind("</")
    return closing if closing >= 0 else len(document.text)


# --- what the parts say of each other


def _share(result: Structure) -> None:
    """Where the same elements draw several parts, count them against all of those parts together."""
    by_elements: dict[tuple[etree._Element, ...], list[Evidence]] = {}
    for evidence in result.evidence.values():
        if evidence.presence is Presence.FOUND and evidence.elements:
            by_elements.setdefault(evidence.elements, []).append(evidence)
    for elements, group in by_elements.items():
        alike = [e for e in group if any(c.match.fit is Fit.NAMES and c.match.unmatched for c in e.claims)]
        wanted = sum(e.part.count for e in (alike if len(alike) > 1 else group[:1]))
        members = alike if len(alike) > 1 else [e for e in group if e.part.count > 1]
        if len(members) < 1 or max(e.part.count for e in group) == 1 == len(members):
            continue
        counted = pieces(result.document, elements)
        for evidence in members:
            evidence.shared = tuple(e.part.name for e in members if e is not evidence)
            needed = wanted if len(alike) > 1 else evidence.part.count
            evidence.counted = counted
            if counted < needed:
                what = " and ".join(e.part.name for e in members)
                evidence.presence = Presence.FEW
                evidence.message = f"{counted} of {needed} found for {what} ({evidence.message})"


def _settle(result: Structure, part: Part) -> None:
    """What the other parts say of one that no label decides; parts that belong to it come first."""
    evidence = result.evidence[part.name]
    if evidence.presence is not Presence.UNKNOWN:
        return
    inside = [result.evidence[p.name] for p in _within(part, result.specification)]
    shown = [e for e in inside if e.presence in (Presence.FOUND, Presence.FEW) and e.elements]
    if shown:
        evidence.presence = Presence.FOUND
        evidence.message = f"by its {', '.join(e.part.name for e in shown[:3])}"
        evidence.elements = outermost(x for e in shown for x in e.elements)
        evidence.start, evidence.end = shown[0].start, shown[0].end
        return
    if evidence.claims and evidence.claims[0].match.fit is Fit.NAMES:
        return
    end = _closing(result.document)
    evidence.start = evidence.end = end
    merged = [result.evidence[name] for name in part.merges if result.evidence[name].presence is Presence.FOUND]
    if merged:
        evidence.message = f"may be drawn with {merged[0].part.name}"
    elif result.labelled and not _may_hide(result, part):
        evidence.presence = Presence.MISSING
        evidence.message = f"nothing in the drawing is called {part.name}"


def _may_hide(result: Structure, part: Part) -> bool:
    """Whether the part may be among shapes that have no name of their own."""
    whole = None if part.of is None else result.evidence[part.of]
    if whole is not None and whole.presence is Presence.FOUND:
        return _is_coarse(result, whole.elements)
    if not _is_component(words.normal(part.name)[-1]):
        return False
    others = [x for x in result.labels if x.origin not in (Origin.PAINT, Origin.TEXT)]
    return any(_is_coarse(result, x.elements) for x in others)


def _is_coarse(result: Structure, elements: Sequence[etree._Element]) -> bool:
    """Whether there are many shapes in these elements that no finer label names."""
    inside = {leaf for e in elements for leaf in leaves(e)}
    for label in result.labels:
        if label.origin in (Origin.PAINT, Origin.TEXT):
            continue
        covered = {leaf for e in label.elements for leaf in leaves(e)}
        if covered < inside:
            inside -= covered
    return len(inside) >= _COARSE
