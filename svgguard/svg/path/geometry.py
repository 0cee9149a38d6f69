"""The geometry of one path segment: where the pen goes, in which direction it leaves and arrives, what it passes.

Only as exact as choosing between readings needs: curves are known by their control points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from svgguard.svg.geometry import Point
from svgguard.svg.path.arc import arc


class Pen(NamedTuple):
    """The state of drawing between two segments."""

    x: float = 0.0
    y: float = 0.0
    start: Point = (0.0, 0.0)
    """Where the subpath began."""
    control: Point | None = None
    """The last control point, for the smooth curves."""
    curve: str = ""
    """The kind of the last segment, in lower case."""
    direction: Point | None = None
    """The direction in which it arrived."""


class PathStep(NamedTuple):
    """What a segment does."""

    pen: Pen
    leaving: Point | None
    """The direction in which it leaves."""
    points: list[Point]
    """Its control points and its end."""


def draw(pen: Pen, letter: str, args: Sequence[float]) -> PathStep:
    """Draw one segment: a command letter with exactly its arguments."""
    kind = letter.lower()
    ox, oy = (pen.x, pen.y) if letter == kind else (0.0, 0.0)
    here = (pen.x, pen.y)
    if kind == "z":
        leaving = _direction(here, pen.start)
        return PathStep(Pen(*pen.start, pen.start, None, "z", leaving), leaving, [pen.start])
    if kind == "h":
        points = [(ox + args[0], pen.y)]
    elif kind == "v":
        points = [(pen.x, oy + args[0])]
    elif kind == "a":
        return _arc(pen, args, (ox + args[5], oy + args[6]))
    else:
        points = [(ox + args[i], oy + args[i + 1]) for i in range(0, len(args), 2)]
    end = points[-1]
    if kind == "m":
        return PathStep(Pen(*end, end, None, "m", None), None, points)
    smooth = "cs" if kind == "s" else "qt"
    if kind in "st":
        known = pen.control if pen.curve and pen.curve in smooth else None
        points.insert(0, (2 * pen.x - known[0], 2 * pen.y - known[1]) if known else here)
    control = points[-2] if kind in "csqt" else None
    outline = [here, *points]
    leaving = next((d for p in outline[1:] if (d := _direction(here, p))), None)
    arriving = next((d for p in reversed(outline[:-1]) if (d := _direction(p, end))), None)
    return PathStep(Pen(*end, pen.start, control, kind, arriving), leaving, points)


def _direction(a: Point, b: Point) -> Point | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if 1e-9 < length < 1e12 else None


def _arc(pen: Pen, args: Sequence[float], end: Point) -> PathStep:
    here = (pen.x, pen.y)
    round_ = arc(here, args, end)
    if round_ is None:
        chord = _direction(here, end)
        return PathStep(Pen(*end, pen.start, None, "a", chord), chord, [end])
    leaving, arriving = (_direction((0.0, 0.0), round_.heading(share)) for share in (0.0, 1.0))
    return PathStep(Pen(*end, pen.start, None, "a", arriving), leaving, [end])
