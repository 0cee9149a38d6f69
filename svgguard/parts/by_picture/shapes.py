"""What shapes tell where labels are silent: wheels, the strokes that reach their hubs, and a wheel too few."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import outermost, within
from svgguard.parts.by_picture import hints
from svgguard.parts.by_picture.hints import Wheel
from svgguard.parts.by_picture.strokes import connected, held, look
from svgguard.parts.by_picture.unseen import canvas
from svgguard.parts.evidence import Evidence, Structure
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part

_WHEEL = "wheel"


def tell_by_shape(structure: Structure) -> None:
    """Find the wheels that no label names, and then what joins them; a single wheel of two is one too few.

    Of a wheel that a label names and that is not round nothing tells that it is one.
    """
    for evidence in structure.evidence.values():
        if (
            evidence.part.shape == _WHEEL
            and evidence.presence is Presence.FOUND
            and not _may_be_round(structure, evidence)
        ):
            evidence.presence = Presence.UNKNOWN
            evidence.message = f"nothing round is drawn there ({evidence.message})"
    wanted = [e for e in structure.evidence.values() if e.part.shape == _WHEEL and _is_silent(e)]
    if wanted:
        _tell_wheels(structure, wanted)
    for evidence in structure.evidence.values():
        if _is_silent(evidence) and evidence.part.shape is None:
            _tell_strokes(structure, evidence)


def _may_be_round(structure: Structure, evidence: Evidence) -> bool:
    """True if something that a label names is round, or nothing tells of what shape it is."""
    shapes = within(evidence.elements)
    untold = any(local_name(leaf) in ("text", "image") or leaf.get("rx") or leaf.get("ry") for leaf in shapes)
    return untold or bool(_wheels(structure, evidence.part))


def _is_silent(evidence: Evidence) -> bool:
    """True if no label names a part, or only one that is a heading."""
    return evidence.presence is Presence.UNKNOWN and not evidence.elements


def _tell_wheels(structure: Structure, wanted: list[Evidence]) -> None:
    """Two round things on one line are wheels; a single round thing with strokes to its hub is one of them."""
    reading = structure.reading
    pair = hints.wheels(reading.document)
    if pair is None:
        one = hints.lone_wheel(reading.document) if len(wanted) > 1 else None
        if one is not None:
            for evidence in wanted:
                _tell(structure, evidence, one.elements, "by its shape: a round thing whose hub is reached by lines")
                evidence.presence, evidence.counted = Presence.FEW, 1
                evidence.message = f"1 of {len(wanted)} wheels found ({evidence.message})"
        return
    taken = {leaf for e in structure.evidence.values() if e.part.shape == _WHEEL for leaf in within(e.elements)}
    free = [wheel for wheel in pair if not taken & set(wheel.elements)]
    # Of two wheels alike the one that nothing reaches is taken for the front one, where forks are left out.
    free.sort(key=lambda wheel: (not hints.reaching(reading.document, wheel), wheel.x))
    wanted.sort(key=lambda e: "front" in e.part.name)
    for evidence in wanted:
        mine, free = free[: evidence.part.count], free[evidence.part.count :]
        if len(mine) < evidence.part.count:
            return
        elements = outermost(leaf for wheel in mine for leaf in wheel.elements)
        _tell(structure, evidence, elements, "by its shape: two round things of one size on one line")


def _tell(structure: Structure, evidence: Evidence, elements: Sequence[etree._Element], why: str) -> None:
    evidence.presence, evidence.message, evidence.by_shape = Presence.FOUND, why, True
    evidence.elements = tuple(elements)
    token = structure.reading.document.start_tag(evidence.elements[0])
    evidence.start, evidence.end = token.start, token.end


def _tell_strokes(structure: Structure, evidence: Evidence) -> None:
    """A part that joins a wheel is the strokes that reach the hub, and those of their look that they hold together."""
    wheels = [w for part in _joined(structure, evidence.part) for w in _wheels(structure, part)]
    if not wheels:
        return
    reading = structure.reading
    inside = reading.specification.inside
    taken = {leaf for e in structure.evidence.values() if not inside(e.part) for leaf in within(e.elements)}
    taken |= {leaf for wheel in wheels for leaf in wheel.elements}
    reaching = {leaf for wheel in wheels for leaf in hints.reaching(reading.document, wheel)} - taken
    if not reaching:
        return
    looks = set(map(look, reaching))
    _, _, width, height = canvas(reading.document)
    side = max(width, height)
    free = [leaf for leaf in reading.shapes if leaf not in taken and look(leaf) in looks]
    together = connected(reaching, free, reading.ids, side)
    hubs = [((w.x, w.y), hints.HUB * w.radius) for e in structure.evidence.values() for w in _wheels(structure, e.part)]
    kept = held(together, hubs, reading.ids, side)
    members = [leaf for leaf in together if leaf in kept or leaf in reaching]
    wheel = next(part.name for part in _joined(structure, evidence.part) if part.shape == _WHEEL)
    _tell(structure, evidence, outermost(members), f"by the lines that reach the hub of the {wheel}")
    evidence.exact = False


def _joined(structure: Structure, part: Part) -> list[Part]:
    return [b if a == part else a for a, b in structure.reading.specification.joints() if part in (a, b)]


def _wheels(structure: Structure, part: Part) -> list[Wheel]:
    evidence = structure.evidence[part.name]
    if part.shape != _WHEEL or evidence.presence is not Presence.FOUND:
        return []
    return hints.wheels_in(structure.reading.document, evidence.elements)
