"""Claims: which labels of a document speak of which parts, and how much of the drawing is labelled at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from svgguard.document import Document
from svgguard.parts import words
from svgguard.parts.by_label.labels import Label, Origin, labels, leaves, target
from svgguard.parts.by_label.naming import Fit, Match, Phrase, match, phrases, whole_name
from svgguard.parts.by_picture.pieces import Ids, bearers
from svgguard.parts.specification import Part, Specification

_LABELLED = 0.75
"""The share of its shapes that a drawing has labelled for a missing label to mean anything."""
_FEWEST_NAMES = 3
_LABELLED_THROUGHOUT = 0.9
"""That share with fewer names."""
_SHORTEST = 3
"""Letters of the shortest word that tells anything, in scripts that write sounds."""
_COARSE, _VARIED = 6, 3
"""Shapes under one label, none of them with a finer label, among which a part may be hidden; and how many kinds of
shapes and fills there must be, for many of one kind are a pattern."""
_OWN = frozenset((Origin.ID, Origin.TITLE, Origin.DESC, Origin.ARIA, Origin.DATA))
"""Origins of the names that an element bears itself; a class is for style, and many may have it."""
UNTELLING = frozenset((Origin.PAINT, Origin.TEXT))
"""Origins that name a paint, or are drawn themselves."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A label that speaks of a part."""

    label: Label
    match: Match


@dataclass
class Reading:
    """A document with its labels, read for the parts of a specification."""

    document: Document
    specification: Specification
    labels: list[Label] = field(init=False)
    claims: dict[str, list[Claim]] = field(init=False)
    """For each part the labels that speak of it, in order of place."""

    def __post_init__(self) -> None:
        self.labels = labels(self.document)
        self.claims = _claims(self.labels, self.specification)

    @cached_property
    def ids(self) -> Ids:
        """The elements that bear each id."""
        return bearers(self.document)

    @cached_property
    def shapes(self) -> list[etree._Element]:
        """Everything that is drawn."""
        return list(leaves(self.document.root))

    @cached_property
    def _finest(self) -> dict[etree._Element, int]:
        """For each labelled shape how many shapes share its finest label."""
        finest: dict[etree._Element, int] = {}
        for label in self.labels:
            if _name(label):
                inside = within(label.elements)
                for leaf in inside:
                    finest[leaf] = min(len(inside), finest.get(leaf, len(inside)))
        return finest

    def has_name(self, leaf: etree._Element) -> bool:
        """Whether a shape has a name, its own or that of what it stands in."""
        return leaf in self._finest

    @cached_property
    def labelled(self) -> bool:
        """Whether the drawing is labelled well enough for a missing label to mean something."""
        names = {name for label in self.labels if (name := _name(label))}
        share = len(self._finest) / max(1, len(self.shapes))
        return share >= (_LABELLED if len(names) >= _FEWEST_NAMES else _LABELLED_THROUGHOUT) and bool(names)

    def coarse(self, elements: Iterable[etree._Element] | None = None) -> bool:
        """Whether among these elements (by default all) there are many shapes without a name of their own."""
        inside = self.shapes if elements is None else within(elements)
        unnamed = [leaf for leaf in inside if self._finest.get(leaf, len(self.shapes)) >= _COARSE]
        kinds = {(leaf.tag, leaf.get("fill"), leaf.get("class")) for leaf in unnamed}
        return len(unnamed) >= _COARSE and len(kinds) >= _VARIED

    def unnamed_in(self, part: Part, elements: Sequence[etree._Element]) -> int:
        """How many of the shapes that draw a part have no name but its own."""
        inside = set(within(elements))
        own = {claim.label for claim in self.claims[part.name] if claim.match.fit is Fit.NAMES}
        named: set[etree._Element] = set()
        for label in self.labels:
            if label not in own and _name(label) and (leaves_ := set(within(label.elements))) < inside:
                named |= leaves_
        return len(inside - named)

    def draws(self, label: Label) -> bool:
        """Whether anything that a label names can be drawn."""
        return any(self.refers(leaf) is None for leaf in within(label.elements))

    def names(self, claim: Claim, part: Part) -> tuple[etree._Element, ...]:
        """What a claim says draws a part, without what goes by the name of another; none when nothing of it draws."""
        if not self.draws(claim.label):
            return ()
        if claim.label.origin is not Origin.COMMENT:
            return claim.label.elements
        mine = {part.name, *(p.name for p in self.specification.inside(part))}
        elements = claim.label.elements
        kept = tuple(e for e in elements if not (named := self._bearers.get(e)) or named & mine)
        # Over several things with names of their own a comment is a heading.
        return kept if kept or len(elements) == 1 else elements

    @cached_property
    def _bearers(self) -> dict[etree._Element, set[str]]:
        """The parts by whose name an element goes itself."""
        bearers: dict[etree._Element, set[str]] = {}
        for name, claims in self.claims.items():
            for claim in claims:
                if claim.match.fit is Fit.NAMES and claim.label.origin in _OWN:
                    for element in claim.label.elements:
                        bearers.setdefault(element, set()).add(name)
        return bearers

    def refers(self, leaf: etree._Element) -> str | None:
        """What a ``use`` refers to when that does not exist."""
        used = target(leaf)
        return used if used is not None and used not in self.ids else None


def _name(label: Label) -> frozenset[str]:
    """The words by which a label tells anything; none in ``g12``, ``shape-3`` and the like."""
    if label.origin in UNTELLING:
        return frozenset()
    said = frozenset(word for phrase in phrases(label.text) for word in phrase.words)
    long = (word for word in said if len(word) >= _SHORTEST or not word.isascii())
    return frozenset(word for word in long if word not in words.listed("neutral"))


def within(elements: Iterable[etree._Element]) -> list[etree._Element]:
    """The shapes in some elements, each once, in order."""
    return list(dict.fromkeys(leaf for e in elements for leaf in leaves(e)))


def outermost(elements: Iterable[etree._Element]) -> tuple[etree._Element, ...]:
    """Elements without those that stand inside another of them, in order."""
    kept = list(dict.fromkeys(elements))
    chosen = set(kept)
    return tuple(e for e in kept if not any(a in chosen for a in e.iterancestors()))


def _is_name(phrase: Phrase, part: Part) -> bool:
    """Whether a phrase is, to the word, the name of a part or one of its written synonyms."""
    return any(phrase.words == whole_name(name) for name in (part.name, *part.synonyms))


def _is_of_another(phrase: Phrase, name: str, fits: Mapping[str, Match]) -> bool:
    """Whether a phrase says that its thing is of another part: the body of a jar is no mantle."""
    return len(phrase.words) > 1 and any(other != name and fit.fit is Fit.BELONGS for other, fit in fits.items())


def _claims(found: Sequence[Label], specification: Specification) -> dict[str, list[Claim]]:
    """The labels that speak of each part; of a name that fits two parts, only the better fit counts."""
    claims: dict[str, list[Claim]] = {part.name: [] for part in specification.parts}
    for label in found:
        best: dict[str, Match] = {}
        for phrase in phrases(label.text, paint=label.origin is Origin.PAINT):
            fits = {part.name: match(phrase, part) for part in specification.parts}
            exact = {p.name for p in specification.parts if fits[p.name].fit is Fit.NAMES and _is_name(phrase, p)}
            least = min((m.unmatched for m in fits.values() if m.fit is Fit.NAMES), default=0)
            for name, fit in fits.items():
                if fit.fit is Fit.NAMES and (0 < fit.unmatched != least or (exact and name not in exact)):
                    continue
                if fit.fit is Fit.NAMES and not fit.literal and _is_of_another(phrase, name, fits):
                    continue
                if fit.fit > best.get(name, Match(Fit.NONE)).fit:
                    best[name] = fit
        for name, fit in best.items():
            claims[name].append(Claim(label, fit))
    return claims
