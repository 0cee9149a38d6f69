"""Transforms as CSS writes them: with units, about an origin, one by one (CSS Transforms 1 and 2). Lists of numbers as
SVG writes them are `svg.matrix`'s.

What turns a shape into the third dimension is seen from infinitely far, since nothing is drawn in perspective.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from svgguard.svg.css import tokens
from svgguard.svg.css.calculation import Quantity, Units, length, quantity
from svgguard.svg.geometry import IDENTITY, Box, Matrix

_PLACES = {"left": 0.0, "top": 0.0, "center": 50.0, "right": 100.0, "bottom": 100.0}
PROPERTIES = ("transform", "translate", "rotate", "scale", "transform-origin", "transform-box")
"""The properties of which a transform is made."""


def matrix(said: Mapping[str, str], units: Units, box: Box) -> Matrix | None:
    """The transform that an element's properties come to in a reference box; None for a value that is none."""
    size = (box.width, box.height)
    own = [
        _individual("translate", said.get("translate", "none"), units, size),
        _individual("rotate", said.get("rotate", "none"), units, size),
        _individual("scale", said.get("scale", "none"), units, size),
        listed(said.get("transform", "none"), units, size),
    ]
    product = IDENTITY
    for one in own:
        if one is None:
            return None
        product = product @ one
    x, y = position(said.get("transform-origin", "0 0"), units, box)
    return Matrix(e=x, f=y) @ product @ Matrix(e=-x, f=-y)


def listed(text: str, units: Units, size: tuple[float, float]) -> Matrix | None:
    """The matrix of a list of transform functions; None where one is none."""
    values = tokens.significant(tokens.read(text))
    if len(values) == 1 and tokens.is_word(values[0], "none"):
        return IDENTITY
    product = IDENTITY
    for token in values:
        one = _function(token, units, size) if token.type == "function" else None
        if one is None:
            return None
        product = product @ one
    return product


def _individual(name: str, text: str, units: Units, size: tuple[float, float]) -> Matrix | None:
    """The `translate`, `rotate` or `scale` property."""
    values = tokens.significant(tokens.read(text))
    if len(values) == 1 and tokens.is_word(values[0], "none"):
        return IDENTITY
    if name == "rotate":
        angle = next((q for t in values if (q := quantity(t, units)) is not None and q.kind == "deg"), None)
        axis = next((t.lower_value for t in values if t.type == "ident"), "z")
        return None if angle is None else _turn(angle.value, axis)
    arguments = [quantity(token, units) for token in values]
    if any(a is None for a in arguments):
        return None
    return _made(name, [a for a in arguments if a is not None], size)


def _function(token: Any, units: Units, size: tuple[float, float]) -> Matrix | None:
    runs = [tokens.significant(run) for run in tokens.split(token.arguments)]
    if token.lower_name == "perspective":
        return IDENTITY
    arguments = [quantity(run[0], units) if len(run) == 1 else None for run in runs]
    if not all(arguments):
        return None
    return _made(token.lower_name, [a for a in arguments if a is not None], size)


def _made(name: str, arguments: Sequence[Quantity], size: tuple[float, float]) -> Matrix | None:
    if not all(math.isfinite(a.value) for a in arguments):
        return None
    match name, arguments:
        case "translate", [x, *rest] if len(rest) <= 2:
            return Matrix(e=_along(x, size[0]), f=_along(rest[0], size[1]) if rest else 0.0)
        case "translate3d", [x, y, _]:
            return Matrix(e=_along(x, size[0]), f=_along(y, size[1]))
        case "translatex", [x]:
            return Matrix(e=_along(x, size[0]))
        case "translatey", [y]:
            return Matrix(f=_along(y, size[1]))
        case "scale", [x, *rest] if len(rest) <= 2:
            return Matrix(a=_factor(x), d=_factor(rest[0] if rest else x))
        case "scale3d", [x, y, _]:
            return Matrix(a=_factor(x), d=_factor(y))
        case "scalex", [x]:
            return Matrix(a=_factor(x))
        case "scaley", [y]:
            return Matrix(d=_factor(y))
        case (("translatez" | "scalez"), [_]):
            return IDENTITY
        case (("rotate" | "rotatez" | "rotatex" | "rotatey"), [angle]) if _is_angle(angle):
            return _turn(angle.value, name[6:] or "z")
        case "rotate3d", [x, y, z, angle] if _is_angle(angle):
            axis = max((abs(x.value), "x"), (abs(y.value), "y"), (abs(z.value), "z"))[1]
            sign = {"x": x, "y": y, "z": z}[axis].value
            return _turn(math.copysign(angle.value, angle.value * sign), axis)
        case "skewx", [angle] if _is_angle(angle):
            return Matrix(c=math.tan(math.radians(angle.value)))
        case "skewy", [angle] if _is_angle(angle):
            return Matrix(b=math.tan(math.radians(angle.value)))
        case "skew", [x, *rest] if _is_angle(x) and len(rest) <= 1:
            down = math.tan(math.radians(rest[0].value)) if rest else 0.0
            return Matrix(b=down, c=math.tan(math.radians(x.value)))
        case "matrix", [_, _, _, _, _, _]:
            return Matrix(*(a.value for a in arguments))
        case "matrix3d", _ if len(arguments) == 16:
            return Matrix(*(arguments[place].value for place in (0, 1, 4, 5, 12, 13)))
    return None


def _is_angle(value: Quantity) -> bool:
    return value.kind == "deg" or (value.kind == "" and value.value == 0)


def _along(value: Quantity, whole: float) -> float:
    return value.value * whole / 100 if value.kind == "%" else value.value


def _factor(value: Quantity) -> float:
    return value.value / 100 if value.kind == "%" else value.value


def _turn(degrees: float, axis: str) -> Matrix:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    match axis:
        case "x":
            return Matrix(d=cos)
        case "y":
            return Matrix(a=cos)
        case _:
            return Matrix(cos, sin, -sin, cos)


def position(text: str, units: Units, box: Box) -> tuple[float, float]:
    """A place in a box: lengths from its corner, percentages, words (CSS Values 4, section 9)."""
    values = tokens.significant(tokens.read(text))[:2]
    if len(values) == 2 and _is_vertical(values[0]) and not _is_vertical(values[1]):
        values.reverse()
    elif len(values) == 1 and _is_vertical(values[0]):
        values.insert(0, tokens.read("center")[0])
    across = _place(values[0], units, box.width) if values else box.width / 2
    down = _place(values[1], units, box.height) if len(values) > 1 else box.height / 2
    return box.left + across, box.top + down


def _is_vertical(token: Any) -> bool:
    return tokens.is_word(token, "top") or tokens.is_word(token, "bottom")


def _place(token: Any, units: Units, whole: float) -> float:
    if token.type == "ident":
        return _PLACES.get(token.lower_value, 50.0) * whole / 100
    return length(token.serialize(), units, whole) or 0.0
