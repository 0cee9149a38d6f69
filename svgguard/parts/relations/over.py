"""A part that others must not cover: the numerals on the face of a clock."""

from __future__ import annotations

from svgguard.parts.inventory import Presence
from svgguard.parts.relations import Relation
from svgguard.parts.relations.scene import Scene

_BURIED = 0.5
"""Share of a part, where it overlaps one that it must lie over, that may be covered."""


def _check(scene: Scene) -> None:
    for evidence, below in scene.related("over"):
        if evidence.presence is Presence.FOUND and below.elements:
            both, seen = scene.overlap(evidence, below)
            if both and seen < (1 - _BURIED) * both:
                evidence.presence = Presence.COVERED
                evidence.message = f"{evidence.part.name} is covered by {below.part.name} ({evidence.message})"


RELATION = Relation(
    said="It must not be covered by $parts.",
    asked="Is the $name in front of the $other, so that it can be seen?",
    check=_check,
)
