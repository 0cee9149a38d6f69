"""The geometry of one path segment: where the pen goes, in which direction it leaves and arrives, what it passes.

Only as exact as choosing between readings needs: curves are known by their control points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]


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


class Drawn(NamedTuple):
    """What a segment does."""

    pen: Pen
    leaving: Point | None
    """The direction in which it leaves."""
    points: list[Point]
    """Its control points and its end."""


def draw(pen: Pen, letter: str, args: Sequence[float]) -> Drawn:
    """Draw one segment: a command letter with exactly its arguments."""
    kind = letter.lower()
    ox, oy = (pen.x, pen.y) if letter == kind else (0.0, 0.0)
    here = (pen.x, pen.y)
    if kind == "z":
        leaving = _direction(here, pen.start)
        return Drawn(Pen(*pen.start, pen.start, None, "z", leaving), leaving, [pen.start])
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
        return Drawn(Pen(*end, end, None, "m", None), None, points)
    smooth = "cs" if kind == "s" else "qt"
    if kind in "st":
        known = pen.control if pen.curve and pen.curve in smooth else None
        points.insert(0, (2 * pen.x - known[0], 2 * pen.y - known[1]) if known else here)
    control = points[-2] if kind in "csqt" else None
    outline = [here, *points]
    leaving = next((d for p in outline[1:] if (d := _direction(here, p))), None)
    arriving = next((d for p in reversed(outline[:-1]) if (d := _direction(p, end))), None)
    return Drawn(Pen(*end, pen.start, control, kind, arriving), leaving, points)


def _direction(a: Point, b: Point) -> Point | None:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy)
    return (dx / length, dy / length) if 1e-9 < length < 1e12 else None


def _arc(pen: Pen, args: Sequence[float], end: Point) -> Drawn:
    """An arc, by the conversion to its centre (SVG 2, appendix B.2.4)."""
    rx, ry, turn, large, sweep = abs(args[0]), abs(args[1]), math.radians(args[2] % 360), args[3], args[4]
    here = (pen.x, pen.y)
    chord = _direction(here, end)
    if not (0 < rx < 1e9 and 0 < ry < 1e9) or chord is None:
        return Drawn(Pen(*end, pen.start, None, "a", chord), chord, [end])
    cos, sin = math.cos(turn), math.sin(turn)
    hx, hy = (pen.x - end[0]) / 2, (pen.y - end[1]) / 2
    ux, uy = (cos * hx + sin * hy) / rx, (cos * hy - sin * hx) / ry
    size = ux * ux + uy * uy
    root = math.sqrt(max(0.0, 1 / size - 1)) * (1 if bool(large) != bool(sweep) else -1)
    cx, cy = root * uy, -root * ux
    way = 1 if sweep else -1

    def tangent(px: float, py: float) -> Point | None:
        tx, ty = -way * (py - cy) * rx, way * (px - cx) * ry
        return _direction((0.0, 0.0), (cos * tx - sin * ty, sin * tx + cos * ty))

    return Drawn(Pen(*end, pen.start, None, "a", tangent(-ux, -uy)), tangent(ux, uy), [end])
