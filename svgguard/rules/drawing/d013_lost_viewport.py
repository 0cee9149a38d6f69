"""A symbol or nested svg of which its own viewport shows nothing, or that fills the canvas from somewhere inside it.

What stands in a symbol is seen through its viewBox, and a `use` of it without width and height makes that as large as the whole
canvas. So a viewBox that lies elsewhere than the shapes shows nothing, and a `use` that only has a place is cut.

## Why it is bad

The shapes are well-formed, used and painted, and yet no pixel of them, or only their corner, is in the picture.

## What the repair does

A `use` without a size takes that of the symbol's viewBox. It is offered, and made only where this code is selected. For a viewBox
that lies elsewhere there is no repair.

## How safe it is

Unsafe: everything in the symbol is drawn smaller.

## Source

SVG 2, sections 5.5 (width and height of `use`) and 8.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from svgguard.document import geometry
from svgguard.document.display import Mark
from svgguard.document.drawing import Drawing, around
from svgguard.document.suspects import local_name
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg import size
from svgguard.svg.geometry import Box
from svgguard.svg.length import pixels
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "D013",
    "lost-viewport",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle cx="20" cy="20" r="9"/>'
            '<svg viewBox="500 500 10 10"><circle cx="5" cy="5" r="3"/></svg></svg>',
            STAYS,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><symbol id="dot" viewBox="0 0 24 24">'
            '<circle cx="12" cy="12" r="10"/></symbol><use href="#dot" x="50" y="50"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><symbol id="dot" viewBox="0 0 24 24">'
            '<circle cx="12" cy="12" r="10"/></symbol><use href="#dot" x="50" y="50" width="24" height="24"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def lost_viewport(drawing: Drawing) -> Iterable[Finding]:
    """Each viewport of which nothing, or only a corner, is seen."""
    if not drawing.display.whole or drawing.blank:
        return
    frames: dict[etree._Element, list[Mark]] = {}
    for mark in drawing.display.painted:
        if mark.frame is not None:
            frames.setdefault(mark.frame, []).append(mark)
    for frame, marks in frames.items():
        yield from _lost(drawing, frame, marks)


def _lost(drawing: Drawing, frame: etree._Element, marks: Sequence[Mark]) -> Iterator[Finding]:
    display, document = drawing.display, drawing.survey.document
    boxes = [box for mark in marks if mark.sure and (box := around(display, mark)) is not None]
    if len(boxes) < len(marks):
        return
    tag, extent = document.start_tag(frame), Box.union(boxes)
    if all(display.outside(mark) for mark in marks):
        shown = display.room(marks[0])
        if shown.width > 0 and shown.height > 0:
            yield Finding(tag.start, tag.end, f"nothing of what <{local_name(frame)}> draws lies in its viewport")
    elif (repair := _sized(drawing, frame)) is not None and extent.common(display.canvas) != extent:
        message = "<use> has no width and height, so that the symbol is as large as the canvas, and is cut here"
        yield Finding(tag.start, tag.end, message, repair)


def _sized(drawing: Drawing, use: etree._Element) -> Repair | None:
    """The repair that gives a `use` the size of its symbol; None where it has one, or does not need one."""
    symbol = next(iter(drawing.survey.ids.get(geometry.target(use), ())), None)
    box = None if symbol is None else size.view_box(symbol.get("viewBox"))
    if symbol is None or box is None or local_name(use) != "use":
        return None
    sized = any(element.get(side) for element in (use, symbol) for side in ("width", "height"))
    if sized or not (pixels(use.get("x"), 0.0) or pixels(use.get("y"), 0.0)):
        return None
    tag = drawing.survey.document.start_tag(use)
    at = tag.attributes[-1].end
    edit = Edit(at, at, f' width="{box.width:g}" height="{box.height:g}"')
    return Repair(
        (edit,), Safety.UNSAFE, f"width and height become {box.width:g} and {box.height:g}, as its viewBox has them"
    )
