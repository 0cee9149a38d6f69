"""Parts: what was asked for, and what of it a drawing holds. A ladder, each rung usable alone.

`specification` says what was asked for. `structure` compares it with what the document calls its things (`labels`,
`naming`, `words`, `pieces`); nothing is drawn for that. `take` gives the inventory that rules and results are made of.
"""

from __future__ import annotations

from svgguard.document import Document
from svgguard.inventory import Inventory, Sighting
from svgguard.parts.specification import (
    Part,
    Specification,
    SpecificationError,
    asked,
    drawing,
    drawings,
    load,
)
from svgguard.parts.structure import Evidence, structure

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


def take(document: Document, specification: Specification) -> Inventory:
    """What became of each part of a specification in a document."""
    result = structure(document, specification)
    return Inventory(tuple(_sighting(result.evidence[part.name]) for part in specification.parts))


def _sighting(evidence: Evidence) -> Sighting:
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
    )
