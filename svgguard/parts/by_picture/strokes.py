"""Strokes: which lines hold each other, and which have a loose end; told by where their outlines begin and end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lxml import etree

from svgguard.document.styles import chain, inherited
from svgguard.parts.by_picture.pieces import Ids, outlines
from svgguard.svg.geometry import Point
from svgguard.svg.length import pixels

Line = Sequence[Point]
"""The points of one outline; user units of the root."""
Spot = tuple[Point, float]
"""A place at which lines are held, and how far around it."""

_TOUCHING = 0.015
"""Gap between two strokes that nobody sees, in longer sides of the canvas."""


def look(leaf: etree._Element) -> tuple[str, str]:
    """The fill and the stroke of a shape."""
    written = chain(leaf)
    return inherited(written, "fill", "black"), inherited(written, "stroke", "none")


def gap(leaf: etree._Element, side: float) -> float:
    """How far apart the middles of two strokes may be that touch, on a canvas with a longer side of `side`."""
    width = pixels(inherited(chain(leaf), "stroke-width", "1"))
    return max(_TOUCHING * side, width or 0.0)


def lines(leaf: etree._Element, ids: Ids) -> list[Line]:
    """The outlines of a shape."""
    return [points for points, _ in outlines(leaf, ids) if points]


def distance(p: Point, a: Point, b: Point) -> float:
    """From a point to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if not length else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def near(point: Point, others: Iterable[Line], reach: float) -> bool:
    """True if a point lies near any of some lines."""
    return any(distance(point, a, b) <= reach for line in others for a, b in pairwise(line))


def held(leaves: Sequence[etree._Element], spots: Sequence[Spot], ids: Ids, side: float) -> list[etree._Element]:
    """Of some shapes those of which no end is loose: each lies on another of them, on the same shape, or in a spot.

    What is fixed at one end only may be another thing: a handlebar on a frame.
    """
    kept = {leaf: lines(leaf, ids) for leaf in leaves}
    shrinking = True
    while shrinking:
        loose = [leaf for leaf, own in kept.items() if not _is_held(leaf, own, kept, spots, side)]
        shrinking = bool(loose)
        for leaf in loose:
            del kept[leaf]
    return list(kept)


def _is_held(
    leaf: etree._Element,
    own: Sequence[Line],
    kept: dict[etree._Element, list[Line]],
    spots: Sequence[Spot],
    side: float,
) -> bool:
    reach = gap(leaf, side)
    for line in own:
        others = [other for key, drawn in kept.items() for other in drawn if key is not leaf or other is not line]
        for end in (line[0], line[-1]):
            closed = len(line) > 2 and near(end, [line[1:-1]], reach) and math.dist(line[0], line[-1]) <= reach
            at_spot = any(math.dist(end, place) <= radius for place, radius in spots)
            if not (closed or at_spot or near(end, others, reach)):
                return False
    return bool(own)


def connected(
    start: Iterable[etree._Element], leaves: Sequence[etree._Element], ids: Ids, side: float
) -> list[etree._Element]:
    """The shapes among some that hang together with those to start with, these included; in order."""
    drawn = {leaf: lines(leaf, ids) for leaf in leaves}
    found = {leaf for leaf in start if leaf in drawn}
    pending = list(found)
    while pending:
        at = pending.pop()
        for leaf in leaves:
            if leaf not in found and _touch(drawn[at], drawn[leaf], max(gap(at, side), gap(leaf, side))):
                found.add(leaf)
                pending.append(leaf)
    return [leaf for leaf in leaves if leaf in found]


def _touch(one: Sequence[Line], other: Sequence[Line], reach: float) -> bool:
    return any(
        near(end, others, reach)
        for mine, others in ((one, other), (other, one))
        for line in mine
        for end in (line[0], line[-1])
    )
