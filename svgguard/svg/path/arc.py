"""An elliptical arc by its centre, made of the way path data gives it (SVG 2, appendix B.2.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from svgguard.svg.geometry import Point


class Arc(NamedTuple):
    """An arc of an ellipse that is turned by an angle, between two angles on it; all angles in radians."""

    centre: Point
    rx: float
    ry: float
    turn: float
    first: float
    swept: float
    """Below nothing against the clock, as the screen shows it."""

    def point(self, share: float) -> Point:
        """Where the arc is after a share of its way, 0 to 1."""
        angle = self.first + self.swept * share
        return _turned((self.rx * math.cos(angle), self.ry * math.sin(angle)), self.turn, self.centre)

    def heading(self, share: float) -> Point:
        """The direction of the pen there; not of any length."""
        angle = self.first + self.swept * share
        way = math.copysign(1.0, self.swept)
        return _turned((-way * self.rx * math.sin(angle), way * self.ry * math.cos(angle)), self.turn, (0.0, 0.0))


def _turned(point: Point, turn: float, origin: Point) -> Point:
    cos, sin = math.cos(turn), math.sin(turn)
    return origin[0] + cos * point[0] - sin * point[1], origin[1] + sin * point[0] + cos * point[1]


def arc(here: Point, arguments: Sequence[float], end: Point) -> Arc | None:
    """The arc from `here` to `end` with the first five arguments of the command; None where it is a straight line."""
    rx, ry, turn, large, sweep = abs(arguments[0]), abs(arguments[1]), math.radians(arguments[2] % 360), *arguments[3:5]
    if not (0 < rx < 1e9 and 0 < ry < 1e9) or not 1e-9 < math.dist(here, end) < 1e12:
        return None
    cos, sin = math.cos(turn), math.sin(turn)
    hx, hy = (here[0] - end[0]) / 2, (here[1] - end[1]) / 2
    ux, uy = (cos * hx + sin * hy) / rx, (cos * hy - sin * hx) / ry
    size = ux * ux + uy * uy
    grown = max(1.0, math.sqrt(size))
    rx, ry, ux, uy = rx * grown, ry * grown, ux / grown, uy / grown
    root = math.sqrt(max(0.0, 1 / min(size, 1.0) - 1)) * (1 if bool(large) != bool(sweep) else -1)
    cx, cy = root * uy, -root * ux
    first = math.atan2(uy - cy, ux - cx)
    swept = (math.atan2(-uy - cy, -ux - cx) - first) % math.tau
    middle = (here[0] + end[0]) / 2, (here[1] + end[1]) / 2
    return Arc(_turned((cx * rx, cy * ry), turn, middle), rx, ry, turn, first, swept if sweep else swept - math.tau)
