"""Viewports: what a nested `svg` or a symbol makes of the space around it (SVG 2, section 8)."""

from __future__ import annotations

from collections.abc import Mapping

from svgguard.svg import size
from svgguard.svg.geometry import Box, Matrix, ViewBox
from svgguard.svg.length import length
from svgguard.text.pattern import lazy_pattern

DEFAULT = size.DEFAULT
"""Width and height of a root that says nothing of its size."""
_ALIGNED = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
_ALIGN = lazy_pattern(r"\s*x(Min|Mid|Max)Y(Min|Mid|Max)(?:\s+(meet|slice))?\s*")


def nested(
    own: Mapping[str, str], extent: tuple[float, float], matrix: Matrix, window: Box | None
) -> tuple[Matrix, tuple[float, float], Box | None] | None:
    """The matrix inside a viewport, its width and height, and what of the root can be seen of it; None for nothing.

    `own` are its styles, `extent` is the viewport around it, `matrix` leads from that to the root.
    """
    x, y, width, height = (
        default if (value := length(own.get(name), whole, default)) is None else value
        for name, whole, default in (
            ("x", extent[0], 0.0),
            ("y", extent[1], 0.0),
            ("width", extent[0], extent[0]),
            ("height", extent[1], extent[1]),
        )
    )
    if width <= 0 or height <= 0:
        return None
    box = size.view_box(own.get("viewBox"))
    if size.is_empty(own.get("viewBox")):
        return None
    inner = _fitted(box, x, y, width, height, own.get("preserveAspectRatio", "")) if box else Matrix(e=x, f=y)
    if own.get("overflow", "hidden") not in ("visible", "auto"):
        corners = map(matrix.apply, ViewBox(x, y, width, height).box.corners)
        seen = Box.around(corners)
        window = seen if window is None else window.common(seen)
    return matrix @ inner, (box.width, box.height) if box else (width, height), window


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
