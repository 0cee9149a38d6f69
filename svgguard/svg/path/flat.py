"""Path data as straight lines: close enough to measure how long and how large a path is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from svgguard.svg.geometry import Point
from svgguard.svg.path.arc import arc
from svgguard.svg.path.geometry import Pen, draw
from svgguard.svg.path.segments import segments

_STEPS = 24
"""Lines for one curve."""
_MOST_POINTS = 50_000

Line = list[Point]
"""Points that are joined one after another."""


def flat(data: str) -> list[Line]:
    """The subpaths of path data, each as one line."""
    lines: list[Line] = []
    pen = Pen()
    count = 0
    for letter, arguments in segments(data):
        here = (pen.x, pen.y)
        drawn = draw(pen, letter, arguments)
        pen = drawn.pen
        match pen.curve:
            case "m":
                lines.append([drawn.points[-1]])
                continue
            case "c" | "s" | "q" | "t":
                points = [_along((here, *drawn.points), step / _STEPS) for step in range(1, _STEPS + 1)]
            case "a" if (round_ := arc(here, arguments, drawn.points[-1])) is not None:
                points = [round_.point(step / _STEPS) for step in range(1, _STEPS + 1)]
            case _:
                points = [drawn.points[-1]]
        if not lines or (pen.curve != "z" and len(lines[-1]) > 1 and here != lines[-1][-1]):
            lines.append([here])
        lines[-1] += points
        count += len(points)
        if count > _MOST_POINTS:
            break
    return lines


def length(lines: Sequence[Line]) -> float:
    """How long the lines are together."""
    return sum(dist(a, b) for line in lines for a, b in pairwise(line))


def at(lines: Sequence[Line], way: float) -> tuple[Point, Point]:
    """The point after this way along the lines, and the direction there."""
    last: tuple[Point, Point] = ((0.0, 0.0), (1.0, 0.0))
    for line in lines:
        for a, b in pairwise(line):
            step = dist(a, b)
            if step <= 0:
                continue
            heading = ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
            if way <= step:
                return (a[0] + heading[0] * way, a[1] + heading[1] * way), heading
            way -= step
            last = (b, heading)
    return last


def _along(hull: Sequence[Point], t: float) -> Point:
    """De Casteljau's point at `t`."""
    while len(hull) > 1:
        hull = [(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])) for p, q in pairwise(hull)]
    return hull[0]
