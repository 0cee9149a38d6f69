"""Shapes that lie wholly off the canvas.

Half of the drawing or more cannot be seen since it lies beyond the view box. A few shapes there are not told of:
drawings often reach beyond their canvas on purpose.

## Why it is bad

What is not on the canvas is not in the picture.

## What the repair does

The root's viewBox becomes one that holds all: that of width and height where it does, else the canvas and what is drawn. It is
offered, and made only where this code is selected.

## How safe it is

Unsafe: everything is drawn smaller.

## Source

SVG 2, section 8.2 (the initial viewport).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.drawing import Drawing
from svgguard.document.framing import framed
from svgguard.rules import DRAWING, rule
from svgguard.svg.geometry import Box
from svgguard.types import Finding, Safety, Severity


@rule(
    "D003",
    "off-canvas",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/>'
            '<circle cx="40" cy="4" r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 43 9"><circle cx="4" cy="4" r="3"/>'
            '<circle cx="40" cy="4" r="3"/></svg>',
            Safety.UNSAFE,
        )
    ],
)
def off_canvas(drawing: Drawing) -> Iterable[Finding]:
    """The first shape off the canvas, for all of them."""
    display = drawing.display
    marks = [
        mark for mark in display.painted if mark.sure and mark.name != "text" and mark.sample and mark.frame is None
    ]
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
        framed(drawing, keeping=True),
    )
