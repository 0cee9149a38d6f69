"""The examination: a document searched for what was asked for, by label and by picture, and its inventory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from svgguard.document import Document
from svgguard.parts.by_label.absence import settle
from svgguard.parts.by_label.structure import Evidence, Structure, structure
from svgguard.parts.inventory import Inventory, Presence, Sighting, Trace
from svgguard.parts.places import place_for
from svgguard.parts.specification import Specification
from svgguard.svg.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from svgguard.parts.by_picture.layers import Layers


@dataclass(frozen=True, slots=True)
class Examination:
    """A document looked at for parts: the inventory, and what it rests on."""

    structure: Structure
    inventory: Inventory
    layers: Layers | None = None
    """What it was drawn with; None where it was not drawn."""

    def picture(self, title: str = "") -> Image:
        """The drawing with the parts outlined and named, and the list of them; raises `svgguard.RenderError`."""
        from svgguard.parts.picture import picture

        return picture(self.structure, self.inventory, title)


def take(document: Document, specification: Specification, *, drawn: bool = True) -> Inventory:
    """What became of each part of a specification in a document; without `drawn`, as far as labels tell."""
    return examine(document, specification, drawn=drawn).inventory


def examine(document: Document, specification: Specification, *, drawn: bool = True) -> Examination:
    """As `take`, keeping what it rests on."""
    found = structure(document, specification)
    if drawn:
        from svgguard.parts.by_picture.shapes import tell_by_shape

        tell_by_shape(found)
    settle(found.reading, found.evidence)
    boxes: dict[str, Box] = {}
    left: tuple[Trace, ...] = ()
    layers: Layers | None = None
    if drawn:
        from svgguard.rendering import RenderError

        try:
            boxes, left, layers = _seen(found)
        except RenderError:
            boxes = {}  # what cannot be drawn says so by a rule of its own, and labels still tell
    for evidence in found.evidence.values():
        if evidence.presence is Presence.MISSING:
            evidence.start, evidence.end = place_for(found, evidence.part).spans[0]
    sightings = tuple(_sighting(found.evidence[p.name], boxes.get(p.name)) for p in specification.parts)
    return Examination(found, Inventory(sightings, left), layers)


def _seen(found: Structure) -> tuple[dict[str, Box], tuple[Trace, ...], Layers]:
    from svgguard.parts.by_picture.flat import Flat
    from svgguard.parts.by_picture.layers import Layers
    from svgguard.parts.by_picture.traces import traces
    from svgguard.parts.by_picture.visibility import look
    from svgguard.parts.relations.scene import seen_boxes

    layers = Layers(found.reading.document, plain=True)
    flat = Flat(layers, found.reading.shapes, found.reading.ids)
    look(found, layers, flat)
    return seen_boxes(layers, found.evidence.values()), traces(found, layers, flat), layers


def _sighting(evidence: Evidence, box: Box | None) -> Sighting:
    part = evidence.part
    return Sighting(
        part=part.name,
        presence=evidence.presence,
        message=evidence.message,
        importance=part.importance,
        wanted=part.count,
        counted=evidence.counted,
        start=evidence.start,
        end=evidence.end,
        box=box,
    )
