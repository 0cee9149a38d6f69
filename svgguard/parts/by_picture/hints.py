"""What shapes tell without any label: two round things of one size on one line, low in the picture, are wheels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from lxml import etree

from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.parts.by_label.labels import leaves
from svgguard.parts.by_picture.pieces import bearers, outlines
from svgguard.parts.by_picture.strokes import distance, gap, lines, look, near
from svgguard.parts.by_picture.unseen import canvas
from svgguard.svg.geometry import Box, Point

_ROUND = frozenset(("circle", "ellipse"))
_UNROUND = 0.15
"""How much wider than high a round thing may be, and the other way round."""
_LEAST_RADIUS = 0.05
"""Of a wheel, in shorter sides of the canvas."""
_UNLIKE = 0.25
"""Share by which the radii of two wheels may differ."""
_TILT = 0.25
"""Share of their distance by which one wheel may stand higher than the other."""
_LOWER = 0.45
"""Share of the canvas's height below which wheels have their hubs."""
HUB = 0.35
"""Share of a wheel's radius within which something reaches its hub."""
_BEYOND = 1.1
"""Radii from the hub at which something has left the wheel."""
_ACROSS = 0.9
"""Share of the canvas's width that only a horizon, a road or a background takes."""
_FEWEST_REACHING = 2
"""Lines that come to the hub of a wheel when there is no second wheel to tell it by."""
_MOST_ROUND = 60
"""Round shapes looked at; a drawing with more is full of bubbles."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """Something round; user units of the root."""

    x: float
    y: float
    radius: float
    elements: tuple[etree._Element, ...]
    """What lies in it: the tyre, the hub, the spokes."""


def wheels_in(document: Document, elements: Sequence[etree._Element]) -> list[Wheel]:
    """The round shapes among some elements that lie in no other of them."""
    ids = bearers(document)
    inside = [leaf for e in elements for leaf in leaves(e)]
    found = [w for leaf in inside for w in _round(leaf, ids)][:_MOST_ROUND]
    outer = [w for w in found if not any(_holds(v, w) for v in found if v is not w)]
    return [_dressed(w, inside, ids) for w in outer]


def wheels(document: Document) -> tuple[Wheel, Wheel] | None:
    """The two wheels of a drawing, left one first, where there is strong evidence of two and no more."""
    _, top, width, height = canvas(document)
    ids = bearers(document)
    shapes = list(leaves(document.root))
    found = [w for leaf in shapes for w in _round(leaf, ids) if w.radius >= _LEAST_RADIUS * min(width, height)]
    found = [w for w in found if w.y > top + _LOWER * height]
    outer = [w for w in found if not any(_holds(v, w) for v in found if v is not w)][:_MOST_ROUND]
    pairs = [(a, b) for a, b in combinations(sorted(outer, key=lambda w: w.x), 2) if _alike(a, b)]
    if not pairs or len({w for pair in pairs for w in pair}) != 2:
        return None
    a, b = pairs[0]
    return _dressed(a, shapes, ids), _dressed(b, shapes, ids)


def lone_wheel(document: Document) -> Wheel | None:
    """The one wheel of a drawing that has no second: low, round, and reached by lines at its hub; None for several."""
    _, top, width, height = canvas(document)
    ids = bearers(document)
    shapes = list(leaves(document.root))
    found = [w for leaf in shapes for w in _round(leaf, ids) if w.radius >= _LEAST_RADIUS * min(width, height)]
    outer = [w for w in found if not any(_holds(v, w) for v in found if v is not w)][:_MOST_ROUND]
    low = [_dressed(w, shapes, ids) for w in outer if w.y > top + _LOWER * height]
    reached = [w for w in low if len(reaching(document, w)) >= _FEWEST_REACHING]
    return reached[0] if len(reached) == 1 else None


def _round(leaf: etree._Element, ids: Mapping[str, Sequence[etree._Element]]) -> list[Wheel]:
    """The circles that a leaf draws: itself, or what it uses."""
    return [
        Wheel((b[0] + b[2]) / 2, (b[1] + b[3]) / 2, (b[2] - b[0] + b[3] - b[1]) / 4, (leaf,))
        for shape, b in outlines(leaf, ids)
        if _is_round(shape, b)
    ]


def _is_round(points: Sequence[Point], b: Box) -> bool:
    """True if all points of an outline are as far from its middle."""
    width, height = b[2] - b[0], b[3] - b[1]
    if len(points) < 7 or not width or not height or abs(width - height) > _UNROUND * max(width, height):
        return False
    x, y, radius = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2, (width + height) / 4
    return all(abs(math.hypot(p[0] - x, p[1] - y) - radius) < _UNROUND * radius for p in points)


def _holds(a: Wheel, b: Wheel) -> bool:
    """True if `b` lies in `a`, or is drawn over it and comes later."""
    return math.hypot(a.x - b.x, a.y - b.y) + b.radius <= a.radius * 1.02 and (a.radius, id(a)) > (b.radius, id(b))


def _alike(a: Wheel, b: Wheel) -> bool:
    apart = math.hypot(a.x - b.x, a.y - b.y)
    return (
        abs(a.radius - b.radius) <= _UNLIKE * max(a.radius, b.radius)
        and apart > a.radius + b.radius
        and abs(a.y - b.y) <= _TILT * apart
    )


def _dressed(wheel: Wheel, shapes: Sequence[etree._Element], ids: Mapping[str, Sequence[etree._Element]]) -> Wheel:
    """A wheel with all the shapes that lie in it."""
    inside = []
    for leaf in shapes:
        drawn = [p for points, _ in outlines(leaf, ids) for p in points]
        if drawn and all(math.hypot(x - wheel.x, y - wheel.y) <= wheel.radius * 1.08 for x, y in drawn):
            inside.append(leaf)
    return Wheel(wheel.x, wheel.y, wheel.radius, tuple(inside))


def reaching(document: Document, wheel: Wheel) -> list[etree._Element]:
    """The shapes with a line that comes from beyond a wheel to its hub, by itself or by others of its look."""
    _, _, width, height = canvas(document)
    ids = bearers(document)
    found, beyond = [], []
    for leaf in leaves(document.root):
        if leaf in wheel.elements or local_name(leaf) == "text":
            continue
        drawn = [(points, b) for points, b in outlines(leaf, ids) if b[2] - b[0] < _ACROSS * width]
        if any(_reaches(points, wheel) for points, _ in drawn):
            found.append(leaf)
        elif drawn:
            beyond.append(leaf)
    # The end of a fork may lie within the wheel, as spokes do; but it goes on in what is no part of the wheel.
    inside = [leaf for leaf in wheel.elements if any(_passes(line, wheel) for line in lines(leaf, ids))]
    for leaf in inside:
        others = [line for other in (*found, *beyond) if look(other) == look(leaf) for line in lines(other, ids)]
        reach = gap(leaf, max(width, height))
        ends = [end for line in lines(leaf, ids) for end in (line[0], line[-1])]
        if any(near(end, others, reach) for end in ends if not _at_hub(end, wheel)):
            found.append(leaf)
    return found


def _passes(points: Sequence[Point], wheel: Wheel) -> bool:
    return any(distance((wheel.x, wheel.y), a, b) <= HUB * wheel.radius for a, b in pairwise(points))


def _at_hub(point: Point, wheel: Wheel) -> bool:
    return math.dist(point, (wheel.x, wheel.y)) <= HUB * wheel.radius


def _reaches(points: Sequence[Point], wheel: Wheel) -> bool:
    farthest = max((math.hypot(x - wheel.x, y - wheel.y) for x, y in points), default=0.0)
    if farthest < _BEYOND * wheel.radius:
        return False
    return _passes(points, wheel)
