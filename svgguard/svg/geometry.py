"""Points, boxes and matrices of user space: the words in which every room speaks of places in a drawing."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
_LEAST_DETERMINANT = 1e-9


class Box(NamedTuple):
    """An extent, by its edges."""

    left: float
    top: float
    right: float
    bottom: float

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
