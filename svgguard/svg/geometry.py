"""Points, boxes and matrices of user space: the words in which every room speaks of places in a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
_LEAST_DETERMINANT = 1e-9


class Box(NamedTuple):
    """An extent, by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[Point]) -> Box:
        """The extent of points, of which there is one at least."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @classmethod
    def union(cls, boxes: Iterable[Box]) -> Box:
        """The extent of boxes, of which there is one at least."""
        return cls.around(corner for box in boxes for corner in (box[:2], box[2:]))

    def grown(self, by: float) -> Box:
        """The box with so much more on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def common(self, other: Box) -> Box:
        """What two boxes have in common; its edges are the wrong way round where that is nothing."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    @property
    def corners(self) -> tuple[Point, ...]:
        """Its four corners, clockwise from the left upper one."""
        return (self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top


class ViewBox(NamedTuple):
    """A piece of user space, by its corner and its size, as the attribute has it (SVG 2, section 8.6)."""

    left: float
    top: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        """The same, by its edges."""
        return Box(self.left, self.top, self.left + self.width, self.top + self.height)


class Matrix(NamedTuple):
    """An affine transform, as ``matrix(a b c d e f)`` has it (CSS Transforms 1, section 8)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __matmul__(self, inner: Matrix) -> Matrix:
        """The transform that applies `inner`, then this one."""
        a, b, c, d, e, f = self
        return Matrix(
            a * inner.a + c * inner.b,
            b * inner.a + d * inner.b,
            a * inner.c + c * inner.d,
            b * inner.c + d * inner.d,
            a * inner.e + c * inner.f + e,
            b * inner.e + d * inner.f + f,
        )

    def apply(self, point: Point) -> Point:
        """A point transformed."""
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def inverse(self) -> Matrix | None:
        """The transform that undoes this one; None where it flattens the plane."""
        a, b, c, d, e, f = self
        determinant = a * d - b * c
        if abs(determinant) < _LEAST_DETERMINANT:
            return None
        return Matrix(
            d / determinant,
            -b / determinant,
            -c / determinant,
            a / determinant,
            (c * f - d * e) / determinant,
            (b * e - a * f) / determinant,
        )


IDENTITY = Matrix()
