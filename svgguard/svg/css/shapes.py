"""Basic shapes: what `polygon()`, `circle()`, `inset()` and their kin cut out of a box, as path data (CSS Shapes 1)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from svgguard.svg.css import tokens
from svgguard.svg.css.calculation import Units, length
from svgguard.svg.css.transforms import position
from svgguard.svg.geometry import Box

BOXES = frozenset(("fill-box", "stroke-box", "view-box", "border-box", "padding-box", "content-box", "margin-box"))
NAMES = frozenset(("polygon", "circle", "ellipse", "inset", "rect", "xywh", "path"))


class ClipShape(NamedTuple):
    """What is left of an element that is clipped."""

    data: str
    """Path data in user space."""
    evenodd: bool = False


def box_named(text: str) -> str:
    """The reference box that a value of `clip-path` names; ``border-box`` where it names none."""
    words = [token.lower_value for token in tokens.read(text) if token.type == "ident"]
    return next((word for word in words if word in BOXES), "border-box")


def shape(text: str, units: Units, box: Box) -> ClipShape | None:
    """The shape of a value of `clip-path`, in a reference box; None where there is none, or one that is not known."""
    values = tokens.read(text)
    call = next((t for t in values if t.type == "function" and t.lower_name in NAMES), None)
    if call is None:
        named = any(t.type == "ident" and t.lower_value in BOXES for t in values)
        return ClipShape(_rectangle(box)) if named else None
    try:
        return _shape(call, units, box)
    except (IndexError, ValueError):
        return None


def path_data(text: str) -> str | None:
    """The data of `path()`; None for anything else."""
    call = next((t for t in tokens.read(text) if t.type == "function" and t.lower_name == "path"), None)
    if call is None:
        return None
    return next((str(token.value) for token in call.arguments if token.type == "string"), None)


def _shape(call: Any, units: Units, box: Box) -> ClipShape | None:
    runs = [tokens.significant(run) for run in tokens.split(call.arguments)]
    evenodd = bool(runs) and len(runs[0]) == 1 and tokens.is_word(runs[0][0], "evenodd")
    if runs and len(runs[0]) == 1 and runs[0][0].type == "ident" and call.lower_name in ("polygon", "path"):
        runs = runs[1:]
    match call.lower_name:
        case "polygon":
            points = [(box.left + _of(x, units, box.width), box.top + _of(y, units, box.height)) for x, y in runs]
            return ClipShape("M" + "L".join(f"{x:.6g} {y:.6g}" for x, y in points) + "Z", evenodd)
        case "path":
            return _path(runs[0][0].value, box, evenodd=evenodd)
        case "circle" | "ellipse":
            return ClipShape(_round(call.lower_name, runs[0], units, box))
    values = list(runs[0])
    around = next((place for place, token in enumerate(values) if tokens.is_word(token, "round")), len(values))
    sides, corners = values[:around], values[around + 1 :]
    inner = _inner(call.lower_name, sides, units, box)
    return ClipShape(_rectangle(inner, _radii(corners, units, inner)))


def _path(data: str, box: Box, *, evenodd: bool) -> ClipShape:
    """Path data is measured from the corner of the box; a moveto at its beginning carries it there."""
    from svgguard.svg.path.segments import segments

    if box.left == 0 and box.top == 0:
        return ClipShape(data, evenodd)
    pieces: list[str] = []
    for letter, arguments in segments(data):
        moved = list(arguments)
        if letter.isupper():
            shifts = {"H": (box.left,), "V": (box.top,), "A": (0, 0, 0, 0, 0, box.left, box.top)}.get(
                letter, (box.left, box.top)
            )
            moved = [v + shifts[i % len(shifts)] for i, v in enumerate(moved)]
        elif not pieces:
            letter, moved = "M", [moved[0] + box.left, moved[1] + box.top]
        pieces.append(letter + " ".join(f"{v:.8g}" for v in moved))
    return ClipShape("".join(pieces), evenodd)


def _of(token: Any, units: Units, whole: float) -> float:
    value = length(token.serialize(), units, whole)
    if value is None:
        raise ValueError(token)
    return value


def _round(name: str, values: Sequence[Any], units: Units, box: Box) -> str:
    at = next((place for place, token in enumerate(values) if tokens.is_word(token, "at")), len(values))
    radii, where = values[:at], tokens.written([t for token in values[at + 1 :] for t in (token, _SPACE)])
    x, y = position(where, units, box)
    across = sorted((abs(x - box.left), abs(box.right - x)))
    down = sorted((abs(y - box.top), abs(box.bottom - y)))
    if name == "circle":
        sides = sorted((*across, *down))
        diagonal = math.hypot(box.width, box.height) / math.sqrt(2)
        rx = ry = _radius(radii[0] if radii else None, units, diagonal, sides)
    else:
        rx = _radius(radii[0] if radii else None, units, box.width, across)
        ry = _radius(radii[1] if len(radii) > 1 else None, units, box.height, down)
    return f"M{x - rx:.6g} {y:.6g}a{rx:.6g} {ry:.6g} 0 1 0 {2 * rx:.6g} 0a{rx:.6g} {ry:.6g} 0 1 0 {-2 * rx:.6g} 0z"


def _radius(token: Any, units: Units, whole: float, sides: Sequence[float]) -> float:
    if token is None or tokens.is_word(token, "closest-side"):
        return sides[0]
    return sides[-1] if tokens.is_word(token, "farthest-side") else _of(token, units, whole)


def _inner(name: str, sides: Sequence[Any], units: Units, box: Box) -> Box:
    """The rectangle of `inset()`, `rect()` and `xywh()`."""
    if name == "xywh":
        x, y, width, height = (_of(t, units, box.width if i % 2 == 0 else box.height) for i, t in enumerate(sides))
        return Box(box.left + x, box.top + y, box.left + x + width, box.top + y + height)
    wholes = (box.height, box.width, box.height, box.width)
    top, right, bottom, left = _four(list(sides))
    if name == "inset":
        far = [_of(token, units, whole) for token, whole in zip((top, right, bottom, left), wholes, strict=True)]
        return Box(box.left + far[3], box.top + far[0], box.right - far[1], box.bottom - far[2])
    ends = [
        default if tokens.is_word(token, "auto") else _of(token, units, whole)
        for token, whole, default in zip((top, right, bottom, left), wholes, (0, box.width, box.height, 0), strict=True)
    ]
    return Box(box.left + ends[3], box.top + ends[0], box.left + ends[1], box.top + ends[2])


def _four(values: list[Any]) -> list[Any]:
    """Top, right, bottom and left, of one to four values."""
    top = values[0]
    right = values[1] if len(values) > 1 else top
    return [top, right, values[2] if len(values) > 2 else top, values[3] if len(values) > 3 else right]


def _radii(corners: Sequence[Any], units: Units, box: Box) -> list[tuple[float, float]]:
    """The radii of the corners, from the upper left on; none for none."""
    if not corners:
        return []
    slash = next((place for place, corner in enumerate(corners) if corner == "/"), len(corners))
    across = _four(list(corners[:slash]))
    down = _four(list(corners[slash + 1 :])) if slash < len(corners) else across
    radii = [(_of(x, units, box.width), _of(y, units, box.height)) for x, y in zip(across, down, strict=True)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = radii
    pairs = ((box.width, ax + bx), (box.width, dx + cx), (box.height, ay + dy), (box.height, by + cy))
    shrunk = min([1.0, *(whole / both for whole, both in pairs if both > 0)])
    return [(x * shrunk, y * shrunk) for x, y in radii]


def _rectangle(box: Box, radii: Sequence[tuple[float, float]] = ()) -> str:
    if box.width <= 0 or box.height <= 0:
        return "M0 0"
    left, top, right, bottom = box
    if not radii:
        return f"M{left:.6g} {top:.6g}H{right:.6g}V{bottom:.6g}H{left:.6g}Z"
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = radii
    return (
        f"M{left + ax:.6g} {top:.6g}H{right - bx:.6g}A{bx:.6g} {by:.6g} 0 0 1 {right:.6g} {top + by:.6g}"
        f"V{bottom - cy:.6g}A{cx:.6g} {cy:.6g} 0 0 1 {right - cx:.6g} {bottom:.6g}"
        f"H{left + dx:.6g}A{dx:.6g} {dy:.6g} 0 0 1 {left:.6g} {bottom - dy:.6g}"
        f"V{top + ay:.6g}A{ax:.6g} {ay:.6g} 0 0 1 {left + ax:.6g} {top:.6g}Z"
    )


_SPACE = tokens.read("a b")[1]
