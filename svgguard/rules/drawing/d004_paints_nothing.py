"""A shape that leaves no mark, wherever it stands.

A line without a stroke, a path of one line that is only filled, a shape without size, without fill and stroke, or
painted by a gradient without stops. An invisible rectangle in the size of the canvas is a habit of icon sets, and shapes
that are hidden or transparent may be shown later; neither is told.

## Why it is bad

It was meant to be seen: a viewer passes over it without a word.

## What the repair does

Nothing: which paint or which size was meant cannot be told.

## How safe it is

There is no repair.

## Source

SVG 2, sections 9 (a value of zero disables rendering), 13.2 and 14.2.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.display import Absence, DisplayList, Mark
from svgguard.document.drawing import Drawing
from svgguard.document.suspects import local_name
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.types import Finding, Severity


@rule(
    "D004",
    "paints-nothing",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/>'
            '<line x1="1" y1="1" x2="9" y2="9"/></svg>',
            STAYS,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/>'
            '<rect x="1" width="4" height="0"/></svg>',
            STAYS,
        ),
    ],
)
def paints_nothing(drawing: Drawing) -> Iterable[Finding]:
    """Each shape that leaves no mark."""
    display = drawing.display
    told: set[object] = set()
    empty = [m for m in display.marks if m.sure and m.absence in (Absence.SIZE, Absence.PAINT) and m.name != "text"]
    if not empty or drawing.blank:
        return
    # What text or a motion runs along need not be seen; and what is wrong in itself is told of already.
    known = {reference.target for reference in drawing.survey.references if local_name(reference.element) != "use"}
    wrong = {
        *drawing.survey.incomplete,
        *(s.element for suspects in drawing.survey.suspects.values() for s in suspects),
    }
    for mark in empty:
        if mark.element.get("id") in known or mark.element in wrong:
            continue
        # What is used several times is told once; an image has a rule of its own.
        if mark.element in told or mark.name == "image" or (mark.absence is Absence.PAINT and _is_frame(mark, display)):
            continue
        told.add(mark.element)
        tag = drawing.survey.document.start_tag(mark.element)
        yield Finding(tag.start, tag.end, f"<{mark.name}> {_why(mark)}")


def _is_frame(mark: Mark, display: DisplayList) -> bool:
    """True for an invisible shape that only keeps room: it covers nearly all of the canvas, or says `none` twice."""
    box = mark.box
    if box is None or mark.style.get("fill") not in ("none", "transparent"):
        return False
    large = box.width >= 0.8 * display.canvas.width and box.height >= 0.8 * display.canvas.height
    return large or ("stroke" in mark.style and mark.style.get("fill") == mark.style["stroke"] == "none")


def _why(mark: Mark) -> str:
    if mark.absence is Absence.SIZE:
        return "has no size, so nothing of it is drawn"
    for side, paint in (("fill", mark.fill), ("stroke", mark.stroke)):
        if paint.server is not None:
            return f"leaves no mark: its {side} is a {local_name(paint.server)} that paints nothing here"
    if mark.name == "line":
        return "leaves no mark: a line has no inside, and this one has no stroke"
    if mark.style.get("fill", "black") not in ("none", "transparent"):
        return "leaves no mark: it encloses nothing that could be filled, and it has no stroke"
    return "leaves no mark: it has neither fill nor stroke"
