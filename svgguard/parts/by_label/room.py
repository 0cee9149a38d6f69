"""Room: the shapes that no label accounts for, among which a part that no label names may be.

A label accounts for the largest of the shapes that it names more closely than any other label does, and for those that
look like it: of `Pelican body` over a white ellipse, a yellow triangle and a black circle only the ellipse is told. It
accounts for all of them where nothing else is drawn on what it names, as on a wheel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from svgguard.document.styles import chain, inherited
from svgguard.document.suspects import local_name
from svgguard.parts import words
from svgguard.parts.by_label.claims import Reading, within
from svgguard.parts.by_label.headings import is_detail
from svgguard.parts.by_label.labels import Label
from svgguard.parts.by_label.naming import phrases
from svgguard.parts.by_picture.hints import HUB, wheels_in
from svgguard.parts.by_picture.pieces import extent, pieces
from svgguard.parts.by_picture.strokes import Spot, held
from svgguard.parts.by_picture.unseen import canvas, why_unseen
from svgguard.parts.evidence import Evidence
from svgguard.parts.inventory import Presence
from svgguard.parts.relations import relation
from svgguard.parts.specification import Part
from svgguard.svg.geometry import Box

_LARGE = 0.9
"""Share of the canvas's width that only a background, a horizon or a road takes."""
_SMALL = 0.05
"""Share of the canvas's shorter side that a thing of its own takes at least."""


PRIMITIVES = frozenset(("circle", "ellipse", "rect", "line"))
"""Shapes in which no second thing can be drawn."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """What the closest label of a shape that it does not account for says of it."""

    label: Label | None
    """None for a shape without any label."""
    foreign: bool = False
    """True if the label is in words of a script of which svgguard knows few."""
    parts: tuple[Part, ...] = ()
    """The parts that the label names."""


class Room:
    """The room that one drawing has, as far as is known now; made anew when more is."""

    def __init__(self, reading: Reading, evidence: Mapping[str, Evidence]) -> None:
        self._reading = reading
        self._evidence = evidence
        self._specification = reading.specification

    def candidates(self, part: Part) -> list[etree._Element]:
        """The visible shapes that may be a part which no label names, in order."""
        found = [leaf for leaf, owner in self._left.items() if self._may_be(leaf, owner, part)]
        for key, names in part.relations:
            if (may_be := relation(key).may_be) is not None and (others := self._boxes(names)):
                placed = ((leaf, extent([leaf], self._reading.ids)) for leaf in found)
                found = [leaf for leaf, box in placed if box is None or may_be(box, others)]
        return [] if part.count > 1 and pieces(found, self._reading.ids) < part.count else found

    def _boxes(self, names: Iterable[str]) -> list[Box]:
        """The boxes of parts of which it is known where they are, all of them and nothing else; none unless of all."""
        shown = [self._evidence[name] for name in names]
        if any(not e.elements or not e.exact for e in shown):
            return []
        boxes = [box for e in shown for box in self._boxes_of(e)]
        distinct = list(dict.fromkeys(boxes))
        return distinct if len(distinct) == len(shown) else []

    def _boxes_of(self, evidence: Evidence) -> list[Box]:
        """The box of a part; those of all wheels that one label names together."""
        if evidence.shared and evidence.part.shape:
            wheels = wheels_in(self._reading.document, evidence.elements)
            return [Box(w.x - w.radius, w.y - w.radius, w.x + w.radius, w.y + w.radius) for w in wheels]
        box = extent(within(evidence.elements), self._reading.ids)
        return [] if box is None or evidence.shared else [box]

    @cached_property
    def _left(self) -> dict[etree._Element, _Owner]:
        """The shapes that are not accounted for."""
        reading = self._reading
        told = {leaf for e in self._evidence.values() if e.by_shape for leaf in within(e.elements)}
        groups: dict[Label | None, list[etree._Element]] = {}
        for leaf in reading.shapes:
            if leaf not in told and why_unseen(leaf, reading.document, reading.ids) is None:
                groups.setdefault(reading.finest(leaf), []).append(leaf)
        left: dict[etree._Element, _Owner] = {}
        for label, leaves in groups.items():
            owner = self._owner(label)
            left |= dict.fromkeys(self._surplus(owner, leaves), owner)
        return {leaf: left[leaf] for leaf in reading.shapes if leaf in left}

    def _owner(self, label: Label | None) -> _Owner:
        if label is None:
            return _Owner(None)
        named = (name for name in self._reading.claims if self._reading.is_claimed(label, name))
        return _Owner(label, not _is_understood(label), tuple(map(self._specification.part, named)))

    def _surplus(self, owner: _Owner, leaves: list[etree._Element]) -> Iterable[etree._Element]:
        """Of the shapes whose closest label is the same, those that it does not account for."""
        if owner.label is None or owner.foreign:
            return leaves
        if any(self._specification.inside(part) for part in owner.parts):
            return () if len(leaves) == 1 and local_name(leaves[0]) in PRIMITIVES else leaves
        if _is_closed(owner.label) or any(part.shape for part in owner.parts):
            return ()
        principal = max(leaves, key=self._size)
        if any(not is_detail(part) and part.of is None for part in owner.parts) and not _is_plural(owner.label):
            return [leaf for leaf in leaves if leaf is not principal]
        loose = self._loose(owner, leaves)
        return [leaf for leaf in leaves if leaf in loose or _look(leaf) != _look(principal)]

    def _loose(self, owner: _Owner, leaves: list[etree._Element]) -> set[etree._Element]:
        """Of the strokes of what joins a wheel those with a loose end, which may be something else fixed to it."""
        joints = self._specification.joints()
        if not self._hubs or not any(p in pair and any(o.shape for o in pair) for p in owner.parts for pair in joints):
            return set()
        side = max(canvas(self._reading.document)[2:])
        return set(leaves) - set(held(leaves, self._hubs, self._reading.ids, side))

    @cached_property
    def _hubs(self) -> list[Spot]:
        shown = [e for e in self._evidence.values() if e.part.shape and e.presence is Presence.FOUND]
        wheels = [w for e in shown for w in wheels_in(self._reading.document, e.elements)]
        return [((wheel.x, wheel.y), HUB * wheel.radius) for wheel in wheels]

    def _may_be(self, leaf: etree._Element, owner: _Owner, part: Part) -> bool:
        if self._is_ground(leaf) or local_name(leaf) == "text":
            return False
        apart = part.of is None and not is_detail(part)
        if apart and self._size(leaf) < _SMALL * min(canvas(self._reading.document)[2:]):
            return False
        if self._inside_another(leaf, part):
            return False
        if owner.label is None or (owner.foreign and part.name.isascii()):
            return True
        if apart:
            return False  # what a label does not account for is still a detail of what it names
        if any(other.name == part.of for other in owner.parts):
            return True  # by what was asked for it belongs there, whatever such things have elsewhere
        head = _head(owner.label)
        if not owner.parts and words.is_known(head) and head not in words.listed("components"):
            return self._are_details and words.may_bear(head, words.normal(part.name)[-1])
        if owner.parts and not any(self._may_share(part, other) for other in owner.parts):
            return False
        return words.may_bear(head, words.normal(part.name)[-1])

    @cached_property
    def _are_details(self) -> bool:
        """True if nothing was asked for but details, so that nobody said what they belong to."""
        return all(is_detail(part) and part.of is None for part in self._specification.parts)

    def _may_share(self, part: Part, other: Part) -> bool:
        """True if two parts may belong to one thing."""
        one, another = self._specification.root(part), self._specification.root(other)
        loose = one is part and not self._specification.inside(part)
        return one is another or loose or (another is other and not self._specification.inside(other))

    def _inside_another(self, leaf: etree._Element, part: Part) -> bool:
        """True if a shape stands in a thing that the part does not belong to."""
        root = self._specification.root(part)
        if root is part and not self._specification.inside(part):
            return False
        above = {leaf, *leaf.iterancestors(etree.Element)}
        tops = [e for e in self._evidence.values() if e.part.of is None and self._specification.inside(e.part)]
        inside = [e.part for e in tops if above & set(e.elements)]
        return bool(inside) and root not in inside

    def _is_ground(self, leaf: etree._Element) -> bool:
        box = extent([leaf], self._reading.ids)
        return box is not None and box[2] - box[0] >= _LARGE * canvas(self._reading.document)[2]

    def _size(self, leaf: etree._Element) -> float:
        """The longer side of a shape, in user units of the root."""
        box = extent([leaf], self._reading.ids)
        return 0.0 if box is None else max(box[2] - box[0], box[3] - box[1])


def _head(label: Label) -> str:
    """The word for what a label names; empty where it has none."""
    first = phrases(label.text)[:1]
    return first[0].words[-1] if first else ""


def _is_plural(label: Label) -> bool:
    """True if a label is about several things."""
    return any(phrase.plural for phrase in phrases(label.text)[:1])


def _is_understood(label: Label) -> bool:
    """True if the words of a label are known, or at least of a script whose words svgguard knows some of."""
    return any(word.isascii() or words.is_known(word) for phrase in phrases(label.text) for word in phrase.words)


def _is_closed(label: Label) -> bool:
    """True if nothing but its own details is drawn on what a label names."""
    return _head(label) in words.listed("closed")


def _look(leaf: etree._Element) -> tuple[str, str, str]:
    """By what shapes of one thing look alike."""
    written = chain(leaf)
    return inherited(written, "fill", ""), inherited(written, "stroke", ""), leaf.get("class", "")
