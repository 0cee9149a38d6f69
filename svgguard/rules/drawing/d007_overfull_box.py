"""Text that is wider than the box it stands in.

The rectangle, circle or ellipse that was painted last around the middle of a line of text is narrower than the line.
Widths are measured in a font that ships with svgguard, taken as narrow as Arial.

## Why it is bad

The text runs over the edges of its box and into what is beside it: the commonest complaint about diagrams that models make.

## What the repair does

Nothing: a smaller font, a wider box or a second line are for the model or a person to choose.

## How safe it is

There is no repair.

## Source

SVG 2, section 11.1: text is not wrapped unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.display import DisplayList, Mark
from svgguard.document.drawing import Drawing
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg.geometry import Box
from svgguard.text.excerpt import excerpt
from svgguard.types import Finding, Severity

_LEEWAY = 1.04
"""Widths of the box that a line may have."""
_MOST_BOXES = 50
"""Boxes that a line is looked for in, the latest ones."""
_ROUND = frozenset(("rect", "circle", "ellipse"))


@rule(
    "D007",
    "overfull-box",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40"><rect x="110" y="5" width="80" height="30" '
            'fill="#dfe"/><text x="150" y="25" text-anchor="middle">Normalise the payload</text></svg>',
            STAYS,
        )
    ],
)
def overfull_box(drawing: Drawing) -> Iterable[Finding]:
    """Each text of which a line is wider than its box."""
    display = drawing.display
    boxes: list[tuple[Mark, Box]] = []
    for mark in display.marks:
        if mark.name in _ROUND and mark.sure and mark.absence is None and (box := mark.box) is not None:
            boxes.append((mark, box))
        if mark.name != "text" or mark.absence is not None or mark.moves or not boxes:
            continue
        for line in display.lines(mark):
            extent = Box.around(line.corners)
            around = _box_of(extent, boxes, display)
            if around is not None and extent.width > _LEEWAY * around.width:
                tag = drawing.survey.document.start_tag(mark.element)
                message = f"{excerpt(line.text)!r} is about {extent.width:.3g} wide, and its box {around.width:.3g}"
                yield Finding(tag.start, tag.end, message)
                break


def _box_of(line: Box, boxes: list[tuple[Mark, Box]], display: DisplayList) -> Box | None:
    """The smallest of the latest boxes that a line was meant to stand in: it begins or is centred in it, within its height."""
    x, y = (line.left + line.right) / 2, (line.top + line.bottom) / 2
    fitting = [
        box
        for _, box in boxes[-_MOST_BOXES:]
        if box.top <= line.top
        and line.bottom <= box.bottom
        and box.left < x < box.right
        and box.top < y < box.bottom
        and abs(x - (box.left + box.right) / 2) < 0.1 * box.width
        and box.width < 0.95 * display.canvas.width
        and box.height < 12 * line.height
    ]
    return min(fitting, key=lambda box: box.width * box.height) if fitting else None
