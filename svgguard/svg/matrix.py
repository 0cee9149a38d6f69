"""Transform lists that are right: the matrix that one makes. Wrong ones are `transform`'s."""

from __future__ import annotations

import math

from svgguard.svg import grammar
from svgguard.svg.geometry import IDENTITY, Matrix
from svgguard.text.pattern import lazy_pattern

_CALL = lazy_pattern(r"([a-zA-Z]+)\s*\(([^()]*)\)")
_NUMBERS = lazy_pattern(grammar.NUMBER)
_LONGEST = 2000
"""Characters; what is longer is no list that a drawing needs."""


def read(text: str) -> Matrix:
    """The matrix of a transform list (SVG 2, section 8.5); functions that cannot be read change nothing."""
    matrix = IDENTITY
    for name, arguments in _CALL.findall(text[:_LONGEST]):
        matrix = matrix @ _function(name, [float(n) for n in _NUMBERS.findall(arguments)])
    return matrix


def _function(name: str, n: list[float]) -> Matrix:
    match name, n:
        case "translate", [x, *y]:
            return Matrix(e=x, f=y[0] if y else 0.0)
        case "scale", [x, *y]:
            return Matrix(a=x, d=y[0] if y else x)
        case "rotate", [angle, *pivot]:
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            px, py = (pivot[0], pivot[1]) if len(pivot) == 2 else (0.0, 0.0)
            return Matrix(cos, sin, -sin, cos, px - cos * px + sin * py, py - sin * px - cos * py)
        case "skewX", [angle]:
            return Matrix(c=math.tan(math.radians(angle)))
        case "skewY", [angle]:
            return Matrix(b=math.tan(math.radians(angle)))
        case "matrix", [a, b, c, d, e, f]:
            return Matrix(a, b, c, d, e, f)
    return IDENTITY
