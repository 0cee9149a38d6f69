"""The scene: the parts of a drawing as masks, for the relations between them to be tested, and whether one floats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.parts.by_label.claims import within
from svgguard.parts.by_label.structure import Evidence, Structure
from svgguard.parts.by_picture import hints
from svgguard.parts.by_picture.hints import Wheel
from svgguard.parts.by_picture.layers import Layers, disc, near, overlap
from svgguard.parts.by_picture.unseen import canvas, why_unseen
from svgguard.parts.inventory import OPEN, Presence
from svgguard.parts.specification import Part
from svgguard.svg.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_TOUCHING = 0.012
"""Gap between two joined parts that nobody sees, in longer sides of the picture."""
_AFLOAT = 0.04
"""Gap around a part beyond which it belongs to nothing near it."""
_LEAST_HUB = 2.0
"""Pixels."""
_FEWEST_NEIGHBOURS = 2


class Scene:
    """The parts of one drawing as they stand to each other."""

    def __init__(self, structure: Structure, layers: Layers) -> None:
        self._structure = structure
        self._layers = layers
        self.evidence = structure.evidence
        self.specification = structure.reading.specification
        self._document = structure.reading.document
        self._slack = max(1, round(_TOUCHING * max(layers.size)))
        self.wheels = {
            name: wheels
            for name, e in self.evidence.items()
            if e.part.shape == "wheel" and self.seen(e) and (wheels := hints.wheels_in(self._document, e.elements))
        }

    def related(self, key: str) -> Iterator[tuple[Evidence, Evidence]]:
        """What is known of each part that states a relation, and of each other part that it states it of."""
        for evidence in self.evidence.values():
            for name in evidence.part.related(key):
                yield evidence, self.evidence[name]

    def overlap(self, one: Evidence, other: Evidence) -> tuple[int, int]:
        """Pixels that two parts both paint, and those of them in which the first is seen."""
        from PIL import ImageChops

        both = ImageChops.logical_and(self._layers.alone(one.elements), self._layers.alone(other.elements))
        shown = ImageChops.logical_and(both, self._layers.changed(one.elements))
        return _area(both), _area(shown)

    def floating(self) -> None:
        """Say of what belongs to something and is near no other part of it that it floats, unless one is missing."""
        present = (Presence.FOUND, *OPEN)
        incomplete = {self._root(e.part) for e in self.evidence.values() if e.presence not in present}
        for evidence in self.evidence.values():
            if evidence.part.of is None or not self.seen(evidence) or self._root(evidence.part) in incomplete:
                continue
            mine = set(within(evidence.elements))
            root = self.evidence[self._root(evidence.part)]
            others = [
                e.elements
                for e in self.evidence.values()
                if e is not evidence and self.seen(e) and self._root(e.part) == root.part.name
                if not mine & set(within(e.elements))
            ]
            if len(others) < _FEWEST_NEIGHBOURS:
                continue
            reach = max(self._slack, round(_AFLOAT * max(self._layers.size)))
            if not self._layers.touch(evidence.elements, others, reach) and self._is_apart(evidence, root):
                evidence.presence = Presence.LOOSE
                evidence.message = f"{evidence.part.name} floats: it is near no other part ({evidence.message})"

    def _is_apart(self, evidence: Evidence, root: Evidence) -> bool:
        """True if a part shares no shape with another, and is near none of its whole, named or not."""
        mine = set(within(evidence.elements))
        own = [e for e in self.evidence.values() if e is not evidence and e.part is not root.part and e.elements]
        if any(mine & set(within(e.elements)) for e in own) or evidence.by_shape:
            return False
        rest = [leaf for leaf in within(root.elements) if leaf not in mine]
        reach = max(self._slack, round(_AFLOAT * max(self._layers.size)))
        return not rest or not self._layers.touch(evidence.elements, [rest], reach)

    def _root(self, part: Part) -> str:
        return self._structure.reading.specification.root(part).name

    def seen(self, evidence: Evidence) -> bool:
        """True if it is known where a part can be seen, all of it and nothing else."""
        seen = evidence.presence in (Presence.FOUND, Presence.FEW, Presence.LOOSE)
        return seen and evidence.exact and bool(evidence.elements)

    def touch(self, one: Evidence, other: Evidence) -> bool:
        """True if two parts touch; of a wheel, its hub."""
        return self._joined(one.elements, other.part, other.elements, one.part)

    def _joined(
        self, one: tuple[etree._Element, ...], b: Part, other: tuple[etree._Element, ...], a: Part | None
    ) -> bool:
        """True if two parts touch; of a wheel, its hub. What one has in common with the other joins nothing."""
        first, second = set(within(one)), set(within(other))
        if first & second:
            if not (first - second) or not (second - first):
                return True
            first -= second
        wheels = self.wheels.get(b.name) or (self.wheels.get(a.name) if a is not None else None)
        if wheels:
            arm = (first if b.name in self.wheels else second) - {leaf for wheel in wheels for leaf in wheel.elements}
            reach = near(self._layers.alone(arm), self._slack)
            return any(overlap(reach, self._hub(wheel)) for wheel in wheels)
        return self._layers.touch(first, [second], 2 * self._slack)

    def reaching(self, wheel: Wheel) -> list[etree._Element]:
        """The shapes that come from elsewhere to a wheel's hub, and can be seen there."""
        ids = self._structure.reading.ids
        hub = self._hub(wheel)
        found = [e for e in hints.reaching(self._document, wheel) if why_unseen(e, self._document, ids) is None]
        return [e for e in found if overlap(near(self._layers.changed([e]), self._slack), hub)]

    def _hub(self, wheel: Wheel) -> Image:
        left, top, width, height = canvas(self._document)
        across, down = self._layers.size
        scale = min(across / width, down / height)
        x = (wheel.x - left) * scale + (across - width * scale) / 2
        y = (wheel.y - top) * scale + (down - height * scale) / 2
        return disc(self._layers.size, x, y, max(_LEAST_HUB, hints.HUB * wheel.radius * scale))


def seen_boxes(layers: Layers, evidence: Iterable[Evidence]) -> dict[str, Box]:
    """Where each part can be seen, in fractions of the picture."""
    across, down = layers.size
    boxes: dict[str, Box] = {}
    for one in evidence:
        if one.elements and (box := layers.changed(one.elements).getbbox()) is not None:
            boxes[one.part.name] = Box(box[0] / across, box[1] / down, box[2] / across, box[3] / down)
    return boxes


def _area(mask: Image) -> int:
    """Pixels."""
    return mask.convert("L").histogram()[255]
