"""A drawing that takes a small corner of its canvas.

All that is drawn is less wide and less high than a twelfth of the view box's longer side: the view box is many times too large, or
the shapes are in other units.

## Why it is bad

The picture is nearly empty, and what it shows is too small to be recognised.

## What the repair does

The root's viewBox becomes that of its width and height where it holds the drawing, else one around what is drawn. It is
offered, and made only where this code is selected.

## How safe it is

Unsafe: everything is drawn larger, and the room around it is gone.

## Source

SVG 2, section 8.6 (the viewBox attribute).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.drawing import Drawing
from svgguard.document.framing import framed
from svgguard.rules import DRAWING, rule
from svgguard.types import Finding, Safety, Severity

_LEAST = 1 / 12
"""Share of the longer side of the canvas."""


@rule(
    "D011",
    "tiny-drawing",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 900"><circle cx="9" cy="9" r="9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.8 -0.8 19.6 19.6"><circle cx="9" cy="9" r="9"/></svg>',
            Safety.UNSAFE,
        )
    ],
)
def tiny_drawing(drawing: Drawing) -> Iterable[Finding]:
    """The first shape of a drawing that is too small."""
    display = drawing.display
    if not display.framed or not display.whole or not drawing.smaller(_LEAST) or drawing.blank:
        return
    canvas, extent = display.canvas, drawing.extent
    if extent is not None:
        tag = drawing.survey.document.start_tag(drawing.survey.document.root)
        yield Finding(
            tag.start,
            tag.end,
            f"all that is drawn is {extent.width:.3g} by {extent.height:.3g} at {extent.left:.4g}, {extent.top:.4g}, on a "
            f"canvas of {canvas.width:g} by {canvas.height:g}",
            framed(drawing, keeping=False),
        )
