"""Parts: what was asked for, and what of it a drawing holds. A ladder, each rung usable alone.

`specification` says what was asked for. `structure` compares it with what the document calls its things (`labels`,
`naming`, `words`, `pieces`); nothing is drawn for that. `take` gives the inventory that rules and results are made of.
"""

from __future__ import annotations

from svgguard.document import Document
from svgguard.inventory import Box, Inventory, Sighting
from svgguard.parts.specification import (
    Part,
    Specification,
    SpecificationError,
    asked,
    drawing,
    drawings,
    load,
)
from svgguard.parts.structure import Evidence, Structure, structure

__all__ = [
    "Part",
    "Specification",
    "SpecificationError",
    "asked",
    "drawing",
    "drawings",
    "load",
    "take",
]


def take(document: Document, specification: Specification, *, drawn: bool = True) -> Inventory:
    """What became of each part of a specification in a document; without `drawn`, as far as labels tell."""
    found = structure(document, specification)
    boxes: dict[str, Box] = {}
    if drawn:
        from svgguard.rendering import RenderError

        try:
            boxes = _seen(found)
        except RenderError:
            boxes = {}  # what cannot be drawn says so by a rule of its own, and labels still tell
    return Inventory(tuple(_sighting(found.evidence[p.name], boxes.get(p.name)) for p in specification.parts))


def _seen(found: Structure) -> dict[str, Box]:
    from svgguard.parts.easel import Easel
    from svgguard.parts.relations import seen_boxes
    from svgguard.parts.visibility import look

    easel = Easel(found.reading.document)
    look(found, easel)
    return seen_boxes(easel, found.evidence.values())


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
