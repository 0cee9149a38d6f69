"""A part that touches another, and the hub where that is a wheel: a fork and the front wheel."""

from __future__ import annotations

from collections.abc import Sequence

from svgguard.parts.inventory import OPEN, Presence
from svgguard.parts.relations import Relation
from svgguard.parts.relations.scene import Scene
from svgguard.parts.specification import Part


def _check(scene: Scene) -> None:
    """Test every joint; a part that no label names is missing when nothing reaches the wheel that it would."""
    pairs = scene.specification.joints()
    for evidence in scene.evidence.values():
        partners = [b if a == evidence.part else a for a, b in pairs if evidence.part in (a, b)]
        silent = evidence.presence is Presence.MISSING or (evidence.presence in OPEN and not evidence.elements)
        if silent and (why := _unreached(scene, evidence.part, partners)):
            evidence.presence, evidence.message = Presence.MISSING, why
    for a, b in pairs:
        one, other = scene.evidence[a.name], scene.evidence[b.name]
        if scene.seen(one) and scene.seen(other) and not scene.touch(one, other):
            loose = min(one, other, key=lambda e: len(e.elements))
            rest = other if loose is one else one
            if loose.presence is Presence.FOUND:
                loose.presence = Presence.LOOSE
                loose.message = f"{loose.part.name} does not touch {rest.part.name} ({loose.message})"


def _unreached(scene: Scene, part: Part, partners: Sequence[Part]) -> str:
    """Why a part cannot join a wheel among its partners: no line reaches the hub. Empty when it may."""
    for wheel in partners:
        if not all(scene.reaching(one) for one in scene.wheels.get(wheel.name, ())):
            return f"no line reaches the hub of the {wheel.name}, as {part.name} would"
    return ""


RELATION = Relation(
    said="It must touch $parts.",
    asked="Does the $name touch the $other?",
    check=_check,
)
