"""A part that lies higher than others: a saddle than the wheels."""

from __future__ import annotations

from collections.abc import Sequence

from svgguard.parts.relations import Relation
from svgguard.parts.relations.scene import Scene
from svgguard.svg.geometry import Box


def _check(_scene: Scene) -> None:
    """A named part that lies lower is still the part: where models put things says nothing of what they are."""


def _may_be(box: Box, others: Sequence[Box]) -> bool:
    """True if the middle of a shape is higher than the top of each of the others."""
    return all((box[1] + box[3]) / 2 < other[1] for other in others)


RELATION = Relation(
    said="It lies higher than $parts.",
    asked="Does the $name lie higher than the $other?",
    check=_check,
    may_be=_may_be,
)
