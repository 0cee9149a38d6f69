"""Framing: the view box that would show all of a drawing. It is offered where a drawing is cut, astray or tiny."""

from __future__ import annotations

import math

from svgguard.document.drawing import Drawing
from svgguard.svg import size
from svgguard.svg.geometry import Box, ViewBox
from svgguard.types import Edit, Repair, Safety

_MARGIN = 0.04
"""Room left around a drawing, as a share of its longer side."""


def framed(drawing: Drawing, *, keeping: bool) -> Repair | None:
    """The repair that makes the root's viewBox show all that is drawn; None where it is not known where that lies.

    Width and height of the root are the first choice. Otherwise the drawing's extent is, with a margin; with `keeping`,
    the canvas stays part of it.
    """
    extent = drawing.extent
    if extent is None or extent.width <= 0 or extent.height <= 0:
        return None
    room = Box.union([extent, drawing.display.canvas]) if keeping else extent
    box = _by_size(drawing, extent) or _around(room, keeping)
    written = " ".join(f"{value:g}" for value in box)
    root = drawing.survey.document.root
    tag = drawing.survey.document.start_tag(root)
    if root.get("viewBox") is None:
        at = tag.attributes[-1].end if tag.attributes else tag.name_end
        edit = Edit(at, at, f' viewBox="{written}"')
    else:
        attribute = drawing.survey.document.attribute(root, "viewBox")
        edit = Edit(attribute.value_start, attribute.value_end, written)
    return Repair((edit,), Safety.UNSAFE, f"viewBox={written!r}, which holds all that is drawn")


def _by_size(drawing: Drawing, extent: Box) -> ViewBox | None:
    width, height = size.sides(drawing.survey.document.root)
    if width is None or height is None:
        return None
    box = ViewBox(0.0, 0.0, width, height)
    return box if box.box != drawing.display.canvas and box.box.common(extent) == extent else None


def _around(extent: Box, keeping: bool) -> ViewBox:
    room = extent if keeping else extent.grown(_MARGIN * max(extent.width, extent.height))
    step = 10.0 ** math.floor(math.log10(max(room.width, room.height)) - 1.5)
    left, top = (step * math.floor(edge / step + 1e-9) for edge in room[:2])
    right, bottom = (step * math.ceil(edge / step - 1e-9) for edge in room[2:])
    return ViewBox(*(round(value, 6) for value in (left, top, right - left, bottom - top)))
