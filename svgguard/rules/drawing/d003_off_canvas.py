"""Shapes that lie wholly off the canvas.

Half of the drawing or more cannot be seen since it lies beyond the view box. A few shapes there are not told of:
drawings often reach beyond their canvas on purpose.

## Why it is bad

What is not on the canvas is not in the picture.

## What the repair does

Nothing by itself; the message says where the shapes lie, from which a view box that holds them can be read.

## How safe it is

There is no repair.

## Source

SVG 2, section 8.2 (the initial viewport).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.drawing import Drawing
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg.geometry import Box
from svgguard.types import Finding, Severity


@rule(
    "D003",
    "off-canvas",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/>'
            '<circle cx="40" cy="4" r="3"/></svg>',
            STAYS,
        )
    ],
)
def off_canvas(drawing: Drawing) -> Iterable[Finding]:
    """The first shape off the canvas, for all of them."""
    display = drawing.display
    marks = [mark for mark in display.painted if mark.sure and mark.name != "text" and mark.sample]
    away = [mark for mark in marks if display.outside(mark)]
    if not away or 2 * len(away) < len(marks) or not display.framed or not display.whole or drawing.blank:
        return
    extent = Box.union(mark.box for mark in away if mark.box is not None)
    tag = drawing.survey.document.start_tag(away[0].element)
    yield Finding(
        tag.start,
        tag.end,
        f"{len(away)} of {len(marks)} shapes lie off the canvas, at x {extent.left:.5g} to {extent.right:.5g} and "
        f"y {extent.top:.5g} to {extent.bottom:.5g}",
    )
