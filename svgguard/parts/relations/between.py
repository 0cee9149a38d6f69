"""A part that lies between others, at their height, and reaches the middle of none: pedals between two wheels."""

from __future__ import annotations

from collections.abc import Sequence

from svgguard.parts.relations import Relation
from svgguard.parts.relations.scene import Scene
from svgguard.svg.geometry import Box


def _check(_scene: Scene) -> None:
    """A named part that lies elsewhere is still the part: where models put things says nothing of what they are."""


def _may_be(box: Box, others: Sequence[Box]) -> bool:
    """True if a shape lies between the middles of the others, and its own middle between their tops and bottoms."""
    if len(others) < 2:
        return True
    middles = [(other[0] + other[2]) / 2 for other in others]
    middle = (box[1] + box[3]) / 2
    across = min(middles) < box[0] and box[2] < max(middles)
    return across and min(o[1] for o in others) <= middle <= max(o[3] for o in others)


RELATION = Relation(
    said="It lies between $parts.",
    asked="Does the $name lie beside the $other, and not on it?",
    check=_check,
    may_be=_may_be,
)
