"""Text that runs out of the canvas.

A line of text begins on the canvas and ends beyond it, or stands above it: `y` is where the letters stand, not their
top. Widths are measured in a font that ships with svgguard, taken as narrow as Arial.

## Why it is bad

The end of the text cannot be read.

## What the repair does

Nothing by itself; the message says how far the text reaches.

## How safe it is

There is no repair.

## Source

SVG 2, sections 8.2 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.display import Mark
from svgguard.document.drawing import Drawing
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg.geometry import Box
from svgguard.text.excerpt import excerpt
from svgguard.types import Finding, Severity

_LEEWAY = 0.06
"""Share of a line that may be beyond the edge: the fonts of other machines are not as wide."""


@rule(
    "D006",
    "cut-text",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><text x="50" y="20">Revenue by region</text></svg>',
            STAYS,
        )
    ],
)
def cut_text(drawing: Drawing) -> Iterable[Finding]:
    """Each text of which a line is cut."""
    display = drawing.display
    for mark in display.painted if display.framed else ():
        if mark.name != "text" or mark.absence is not None or mark.moves or drawing.blank:
            continue
        for line in display.lines(mark):
            box = Box.around(line.corners)
            if message := _message(box, display.room(mark), mark):
                tag = drawing.survey.document.start_tag(mark.element)
                yield Finding(tag.start, tag.end, f"{excerpt(line.text)!r} {message}")
                break


def _message(box: Box, canvas: Box, mark: Mark) -> str:
    """How a line is cut; empty when it is not."""
    if box.width <= 0 or box.height <= 0:
        return ""
    left, right = canvas.left - box.left, box.right - canvas.right
    top, bottom = canvas.top - box.top, box.bottom - canvas.bottom
    if max(left - box.width, right - box.width, top - box.height, bottom - box.height) >= 0:
        return f"lies off the canvas, at x {box.left:.5g} and y {box.bottom:.5g}"
    if right > _LEEWAY * box.width:
        return f"is cut at the right: it reaches to about x {box.right:.4g}, and the canvas ends at {canvas.right:g}"
    if left > _LEEWAY * box.width:
        return f"is cut at the left: it begins at about x {box.left:.4g}, and the canvas at {canvas.left:g}"
    if top > 0.25 * box.height:
        return f"is cut at the top: y is where the letters stand, and they reach up to {box.top:.4g}"
    if bottom > 0.25 * box.height:
        return f"is cut at the bottom: it stands at {box.bottom:.4g}, and the canvas ends at {canvas.bottom:g}"
    return ""
