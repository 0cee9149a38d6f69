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
        self._leave_to_their_wholes()

    def _leave_to_their_wholes(self) -> None:
        """Of the legs of a robot and of a dog, a label in the dog names the dog's alone."""
        roots = {part.name: self.specification.root(part).name for part in self.specification.parts}
        bodies = {
            root: {e for c in self.claims[root] if c.match.fit is Fit.NAMES for e in c.label.elements}
            for root in set(roots.values())
        }
        named: dict[Label, list[tuple[str, Match]]] = {}
        for name, claims in self.claims.items():
            for claim in claims:
                if claim.match.fit is Fit.NAMES:
                    named.setdefault(claim.label, []).append((name, claim.match))
        for label, rivals in named.items():
            above = {a for e in label.elements for a in (e, *e.iterancestors())}
            inside = {root for root, elements in bodies.items() if elements & above}
            if any(roots[name] in inside for name, _ in rivals):
                for name, _ in rivals:
                    if roots[name] not in inside and inside:
                        self.claims[name] = [c for c in self.claims[name] if c.label is not label]

    @cached_property
    def ids(self) -> Ids:
        """The elements that bear each id."""
        return bearers(self.document)

    @cached_property
    def shapes(self) -> list[etree._Element]:
        """Everything that is drawn."""
        return list(leaves(self.document.root))

    @cached_property
    def _finest(self) -> dict[etree._Element, tuple[Label, int]]:
        """For each labelled shape the label that names the fewest shapes with it, and how many those are."""
        finest: dict[etree._Element, tuple[Label, int]] = {}
        # A class is for style: what it says counts where nothing else does. Of two names the inner one is closer.
        for label in sorted(self.labels, key=lambda label: label.origin is not Origin.CLASS):
            if name_of(label):
                inside = within(label.elements)
                for leaf in inside:
                    if leaf not in finest or len(inside) <= finest[leaf][1]:
                        finest[leaf] = label, len(inside)
        return finest

    def finest(self, leaf: etree._Element) -> Label | None:
        """The label that names a shape most closely; None for a shape without a name."""
        return self._finest[leaf][0] if leaf in self._finest else None

    @cached_property
    def labelled(self) -> bool:
        """True if the drawing is labelled well enough for a missing label to mean something."""
        names = {name for label in self.labels if (name := name_of(label))}
        share = len(self._finest) / max(1, len(self.shapes))
        return share >= (_LABELLED if len(names) >= _FEWEST_NAMES else _LABELLED_THROUGHOUT) and bool(names)

    def draws(self, label: Label) -> bool:
        """True if anything that a label names can be drawn."""
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

    def is_claimed(self, label: Label, part: str) -> bool:
        """True if a label names a part."""
        return any(c.label is label and c.match.fit is Fit.NAMES for c in self.claims[part])

    def bears(self, element: etree._Element, part: str) -> bool:
        """True if an element goes by the name of a part itself."""
        return part in self._bearers.get(element, ())

    def refers(self, leaf: etree._Element) -> str | None:
        """What a ``use`` refers to when that does not exist."""
        used = target(leaf)
        return used if used is not None and used not in self.ids else None


def name_of(label: Label) -> frozenset[str]:
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


def is_name(phrase: Phrase, part: Part) -> bool:
    """True if a phrase is, to the word, the name of a part or one of its written synonyms."""
    return any(phrase.words == whole_name(name) for name in (part.name, *part.synonyms))


def _is_of_another(phrase: Phrase, name: str, fits: Mapping[str, Match]) -> bool:
    """True if a phrase says that its thing is of another part: the body of a jar is no mantle."""
    return len(phrase.words) > 1 and any(other != name and fit.fit is Fit.BELONGS for other, fit in fits.items())


def _claims(found: Sequence[Label], specification: Specification) -> dict[str, list[Claim]]:
    """The labels that speak of each part; of a name that fits two parts, only the better fit counts."""
    claims: dict[str, list[Claim]] = {part.name: [] for part in specification.parts}
    for label in found:
        best: dict[str, Match] = {}
        for phrase in phrases(label.text, paint=label.origin is Origin.PAINT):
            fits = {part.name: match(phrase, part) for part in specification.parts}
            exact = {p.name for p in specification.parts if fits[p.name].fit is Fit.NAMES and is_name(phrase, p)}
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
