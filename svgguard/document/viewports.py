"""Viewports: what a nested `svg` or a symbol makes of the space around it (SVG 2, section 8)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from svgguard.svg import grammar, size
from svgguard.svg.geometry import Box, Matrix, ViewBox
from svgguard.svg.length import pixels

DEFAULT = size.DEFAULT
"""Width and height of a root that says nothing of its size."""
_PERCENT = re.compile(rf"\s*({grammar.NUMBER})%\s*")
_ALIGNED = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
_ALIGN = re.compile(r"\s*x(Min|Mid|Max)Y(Min|Mid|Max)(?:\s+(meet|slice))?\s*")


def nested(
    own: Mapping[str, str], extent: tuple[float, float], matrix: Matrix, window: Box | None
) -> tuple[Matrix, tuple[float, float], Box | None] | None:
    """The matrix inside a viewport, its width and height, and what of the root can be seen of it; None for nothing.

    `own` are its styles, `extent` is the viewport around it, `matrix` leads from that to the root.
    """
    x, y, width, height = (
        _length(own.get(name), whole, default)
        for name, whole, default in (
            ("x", extent[0], 0.0),
            ("y", extent[1], 0.0),
            ("width", extent[0], extent[0]),
            ("height", extent[1], extent[1]),
        )
    )
    if width <= 0 or height <= 0:
        return None
    written = own.get("viewBox")
    box = size.view_box(written)
    if written is not None and box is None and _is_empty(written):
        return None
    inner = _fitted(box, x, y, width, height, own.get("preserveAspectRatio", "")) if box else Matrix(e=x, f=y)
    if own.get("overflow", "hidden") not in ("visible", "auto"):
        corners = [matrix.apply(p) for p in ((x, y), (x + width, y), (x + width, y + height), (x, y + height))]
        xs, ys = zip(*corners, strict=True)
        seen = Box(min(xs), min(ys), max(xs), max(ys))
        window = seen if window is None else _common(window, seen)
    return matrix @ inner, (box.width, box.height) if box else (width, height), window


def _common(a: Box, b: Box) -> Box:
    return Box(max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom))


def _length(text: str | None, whole: float, default: float) -> float:
    if text is not None and (m := _PERCENT.fullmatch(text)):
        return float(m[1]) * whole / 100
    value = pixels(text, default)
    return default if value is None else value


def _is_empty(written: str) -> bool:
    """True if a view box is rightly written and has no width or no height: nothing is drawn then."""
    numbers = [float(n) for n in re.findall(grammar.NUMBER, written)]
    return len(numbers) == 4 and (numbers[2] == 0 or numbers[3] == 0)


def _fitted(box: ViewBox, x: float, y: float, width: float, height: float, aspect: str) -> Matrix:
    """The matrix that a view box makes."""
    across, down = width / box.width, height / box.height
    if aspect.strip() != "none":
        m = _ALIGN.fullmatch(aspect)
        scale = max(across, down) if m and m[3] == "slice" else min(across, down)
        right, low = (_ALIGNED[m[1]], _ALIGNED[m[2]]) if m else (0.5, 0.5)
        x += right * (width - box.width * scale)
        y += low * (height - box.height * scale)
        across = down = scale
    return Matrix(across, 0.0, 0.0, down, x - box.left * across, y - box.top * down)
