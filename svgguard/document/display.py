"""The display list: every shape of a document in the order of painting, where it is, and whether it leaves a mark.

`walk` makes it. It draws nothing: what a clip, a mask, a filter, an animation or a script may change is not sure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lxml import etree

from svgguard.document import geometry
from svgguard.document.lettering import Line, lines
from svgguard.document.paints import Paint
from svgguard.document.styles import styles
from svgguard.document.survey import Survey
from svgguard.svg.geometry import Box, Matrix, Point
from svgguard.svg.length import pixels


class Absence(StrEnum):
    """Why a shape leaves no mark; the value says it."""

    HIDDEN = "is not shown"
    CLEAR = "is transparent"
    SIZE = "has no size"
    PAINT = "has neither fill nor stroke"


@dataclass(eq=False)
class Mark:
    """One shape, text or image, and what becomes of it; places in the root's user space."""

    element: etree._Element
    name: str
    sample: tuple[Point, ...]
    """Some points that its outline passes through; none where its place cannot be told."""
    absence: Absence | None
    sure: bool
    """True if nothing that is not known can change what is said here."""
    fill: Paint
    stroke: Paint
    reach: float
    """How far its stroke reaches beyond the points."""
    style: Mapping[str, str]
    """Its own properties and those inherited."""
    matrix: Matrix
    """From its user space to the root's."""
    window: Box | None
    """What nested viewports leave of the canvas."""
    opacity: float
    """That of its groups and its own."""
    moves: bool
    """True if an animation may change it."""
    viewport: tuple[float, float] = (0.0, 0.0)
    """Width and height of the viewport it stands in, for percentages."""
    frame: etree._Element | None = None
    """The nested `svg`, or the `use` of a symbol, in whose viewport it stands; None for the root's."""
    rest: str = ""
    """Path data of which only the beginning was read for the sample."""

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """As `sample`, with nothing left out."""
        return placed(geometry.path(self.rest), self.matrix) if self.rest else self.sample

    @cached_property
    def box(self) -> Box | None:
        """Its extent without the stroke."""
        return extent_of(self.points)

    @property
    def opaque(self) -> bool:
        """True if nothing shines through where it is filled."""
        return self.sure and self.absence is None and self.fill.solid and self.opacity >= 0.99


@dataclass(eq=False)
class DisplayList:
    """What a document draws."""

    survey: Survey
    canvas: Box
    marks: list[Mark] = field(default_factory=list)
    framed: bool = True
    """False if nothing says how large the canvas is."""
    whole: bool = True
    """False if there is more than was looked at, or a script may change anything."""

    cascade_of: Callable[[etree._Element], Mapping[str, str]] = styles
    """What an element's attributes and the style sheets come to."""
    _lines: dict[Mark, tuple[Line, ...]] = field(default_factory=dict)

    @cached_property
    def painted(self) -> dict[Mark, None]:
        """Those that leave a mark, or may, in order."""
        return {mark: None for mark in self.marks if mark.absence is None or not mark.sure}

    @cached_property
    def seen(self) -> frozenset[Mark]:
        """Those of which something is surely on the canvas, were nothing else there."""
        return frozenset(mark for mark in self.marks if self._sees(mark))

    def _sees(self, mark: Mark) -> bool:
        if not mark.sure or mark.absence is not None:
            return False
        room = self.room(mark)
        if self._reaches(room, mark.sample if mark.rest else self.outline(mark)):
            return mark.name != "image"
        if mark.rest and self._reaches(room, mark.points):
            return True
        return bool(mark.fill.marks) and is_rectangle(mark) and _holds(mark.box or NOWHERE, room)

    @staticmethod
    def _reaches(room: Box, points: Sequence[Point]) -> bool:
        return any(room.left < x < room.right and room.top < y < room.bottom for x, y in points)

    @cached_property
    def spread(self) -> Box | None:
        """What is at least taken by all that leaves a mark; None where no place is known."""
        return extent_of([point for mark in self.painted for point in mark.sample])

    def outside(self, mark: Mark) -> bool:
        """True if nothing of it can be on the canvas."""
        if self._reaches(self.room(mark), mark.sample):
            return False
        points = self.outline(mark)
        if not points:
            return False
        room, reach = self.room(mark), 4 * mark.reach
        box = extent_of(points) or NOWHERE
        return (
            box.right + reach <= room.left
            or box.left - reach >= room.right
            or box.bottom + reach <= room.top
            or box.top - reach >= room.bottom
        )

    def room(self, mark: Mark) -> Box:
        """The part of the canvas on which a mark can be."""
        return self.canvas if mark.window is None else self.canvas.common(mark.window)

    def outline(self, mark: Mark) -> tuple[Point, ...]:
        """Points that a mark passes through; of a text, the corners of its lines."""
        if mark.name != "text":
            return mark.points
        return tuple(point for line in self.lines(mark) for point in line.corners)

    def lines(self, mark: Mark) -> tuple[Line, ...]:
        """The lines of a text; none where their places cannot be told."""
        if mark not in self._lines:
            self._lines[mark] = tuple(lines(mark.element, mark.style, mark.matrix, mark.viewport, self.cascade_of))
        return self._lines[mark]


NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def is_rectangle(mark: Mark) -> bool:
    """True if a mark is its own extent: a rectangle without round corners, upright."""
    if (
        mark.rest
        or len(mark.points) not in (4, 5)
        or (box := mark.box) is None
        or mark.name not in ("rect", "path", "polygon")
    ):
        return False
    round_ = mark.name == "rect" and any(pixels(mark.element.get(r), 0.0) != 0 for r in ("rx", "ry"))
    return not round_ and {*mark.points} == {
        (box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)
    }  # fmt: skip


def _holds(outer: Box, inner: Box) -> bool:
    leeway = 0.005 * max(inner.width, inner.height)
    return (
        outer.left <= inner.left + leeway
        and outer.top <= inner.top + leeway
        and outer.right >= inner.right - leeway
        and outer.bottom >= inner.bottom - leeway
    )


def covers(mark: Mark, box: Box) -> bool:
    """True if nothing of a box can be seen behind a mark, as far as rectangles tell."""
    return mark.opaque and is_rectangle(mark) and _holds(mark.box or NOWHERE, box)


def placed(outline: list[Point], matrix: Matrix) -> tuple[Point, ...]:
    """An outline in the root's user space; none where that is beyond all numbers."""
    points = tuple(map(matrix.apply, outline))
    return points if all(math.isfinite(x) and math.isfinite(y) for x, y in points) else ()


def extent_of(points: Sequence[Point]) -> Box | None:
    """The extent of points; None for none."""
    return Box.around(points) if points else None
