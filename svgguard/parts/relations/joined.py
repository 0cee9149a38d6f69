"""Relations between parts, tested on masks: what is joined must touch, a wheel's hub be reached, and nothing float."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.parts.by_label.claims import within
from svgguard.parts.by_label.structure import Evidence, Structure
from svgguard.parts.by_picture import hints
from svgguard.parts.by_picture.easel import Easel, disc, near, overlap
from svgguard.parts.by_picture.hints import Wheel
from svgguard.parts.by_picture.unseen import canvas, why_unseen
from svgguard.parts.inventory import OPEN, Presence
from svgguard.parts.specification import Part

if TYPE_CHECKING:
    from PIL.Image import Image

_TOUCHING = 0.012
"""Gap between two joined parts that nobody sees, in longer sides of the picture."""
_AFLOAT = 0.04
"""Gap around a part beyond which it belongs to nothing near it."""
_LEAST_HUB = 2.0
"""Pixels."""
_FEWEST_NEIGHBOURS = 2


class Relations:
    """The relations of one drawing."""

    def __init__(self, structure: Structure, easel: Easel) -> None:
        self._structure = structure
        self._easel = easel
        self._evidence = structure.evidence
        self._document = structure.reading.document
        self._slack = max(1, round(_TOUCHING * max(easel.size)))
        self._wheels = {
            name: wheels
            for name, e in self._evidence.items()
            if e.part.shape == "wheel" and self._seen(e) and (wheels := hints.wheels_in(self._document, e.elements))
        }

    def joints(self) -> None:
        """Test every joint; a part that no label names is missing when nothing reaches the wheel that it would."""
        pairs = self._structure.reading.specification.joints()
        for evidence in self._evidence.values():
            partners = [b if a == evidence.part else a for a, b in pairs if evidence.part in (a, b)]
            silent = evidence.presence is Presence.MISSING or (evidence.presence in OPEN and not evidence.elements)
            if silent and (why := self._unreached(evidence.part, partners)):
                evidence.presence, evidence.message = Presence.MISSING, why
        for a, b in pairs:
            one, other = self._evidence[a.name], self._evidence[b.name]
            if self._seen(one) and self._seen(other) and not self._joined(one.elements, b, other.elements, a):
                loose = min(one, other, key=lambda e: len(e.elements))
                rest = other if loose is one else one
                if loose.presence is Presence.FOUND:
                    loose.presence = Presence.LOOSE
                    loose.message = f"{loose.part.name} does not touch {rest.part.name} ({loose.message})"

    def floating(self) -> None:
        """Say of what belongs to something and is near no other part of it that it floats, unless one is missing."""
        present = (Presence.FOUND, *OPEN)
        incomplete = {self._root(e.part) for e in self._evidence.values() if e.presence not in present}
        for evidence in self._evidence.values():
            if evidence.part.of is None or not self._seen(evidence) or self._root(evidence.part) in incomplete:
                continue
            mine = set(within(evidence.elements))
            root = self._evidence[self._root(evidence.part)]
            others = [
                e.elements
                for e in self._evidence.values()
                if e is not evidence and self._seen(e) and self._root(e.part) == root.part.name
                if not mine & set(within(e.elements))
            ]
            if not self._is_apart(evidence, root):
                continue
            if len(others) < _FEWEST_NEIGHBOURS:
                continue
            reach = max(self._slack, round(_AFLOAT * max(self._easel.size)))
            around = near(self._easel.alone(evidence.elements), reach)
            if not any(overlap(around, self._easel.alone(elements)) for elements in others):
                evidence.presence = Presence.LOOSE
                evidence.message = f"{evidence.part.name} floats: it is near no other part ({evidence.message})"

    def _is_apart(self, evidence: Evidence, root: Evidence) -> bool:
        """Whether a part shares no shape with another, and is near none of its whole, named or not."""
        mine = set(within(evidence.elements))
        own = [e for e in self._evidence.values() if e is not evidence and e.part is not root.part and e.elements]
        if any(mine & set(within(e.elements)) for e in own) or evidence.by_shape:
            return False
        rest = [leaf for leaf in within(root.elements) if leaf not in mine]
        reach = max(self._slack, round(_AFLOAT * max(self._easel.size)))
        return not rest or not overlap(near(self._easel.alone(evidence.elements), reach), self._easel.alone(rest))

    def _root(self, part: Part) -> str:
        return self._structure.reading.specification.root(part).name

    def _seen(self, evidence: Evidence) -> bool:
        seen = evidence.presence in (Presence.FOUND, Presence.FEW, Presence.LOOSE)
        return seen and evidence.exact and bool(evidence.elements)

    def _unreached(self, part: Part, partners: list[Part]) -> str:
        """Why a part cannot join a wheel among its partners: no line reaches the hub. Empty when it may."""
        for wheel in partners:
            if not all(self._reaching(one) for one in self._wheels.get(wheel.name, ())):
                return f"no line reaches the hub of the {wheel.name}, as {part.name} would"
        return ""

    def _joined(
        self, one: tuple[etree._Element, ...], b: Part, other: tuple[etree._Element, ...], a: Part | None
    ) -> bool:
        """Whether two parts touch; of a wheel, its hub. What one has in common with the other joins nothing."""
        first, second = set(within(one)), set(within(other))
        if first & second:
            if not (first - second) or not (second - first):
                return True
            first -= second
        wheels = self._wheels.get(b.name) or (self._wheels.get(a.name) if a is not None else None)
        if wheels:
            arm = (first if b.name in self._wheels else second) - {leaf for wheel in wheels for leaf in wheel.elements}
            reach = near(self._easel.alone(arm), self._slack)
            return any(overlap(reach, self._hub(wheel)) for wheel in wheels)
        return overlap(near(self._easel.alone(first), self._slack), near(self._easel.alone(second), self._slack))

    def _reaching(self, wheel: Wheel) -> list[etree._Element]:
        """The shapes that come from elsewhere to a wheel's hub, and can be seen there."""
        ids = self._structure.reading.ids
        hub = self._hub(wheel)
        found = [e for e in hints.reaching(self._document, wheel) if why_unseen(e, self._document, ids) is None]
        return [e for e in found if overlap(near(self._easel.changed([e]), self._slack), hub)]

    def _hub(self, wheel: Wheel) -> Image:
        left, top, width, height = canvas(self._document)
        across, down = self._easel.size
        scale = min(across / width, down / height)
        x = (wheel.x - left) * scale + (across - width * scale) / 2
        y = (wheel.y - top) * scale + (down - height * scale) / 2
        return disc(self._easel.size, x, y, max(_LEAST_HUB, hints.HUB * wheel.radius * scale))


def seen_boxes(easel: Easel, evidence: Iterable[Evidence]) -> dict[str, tuple[float, float, float, float]]:
    """Where each part can be seen, in fractions of the picture."""
    across, down = easel.size
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for one in evidence:
        if one.elements and (box := easel.changed(one.elements).getbbox()) is not None:
            boxes[one.part.name] = (box[0] / across, box[1] / down, box[2] / across, box[3] / down)
    return boxes
