"""A picture in which nothing can be seen.

Every pixel is transparent: no shape is there, or all of them lie off the canvas, are hidden, have no paint or no size,
or are clipped or masked away. What would show on some background is not blank, nor is what an animation brings in.
Several symbols and nothing else are a sprite, whose symbols other documents use: that is told as an info.

## Why it is bad

The document is well-formed and each of its values is right, so that nothing else tells. Whoever looks at it sees nothing.

## What the repair does

Where one symbol, or one group or shape of `defs`, has an id and nothing refers to it, a `use` draws it. Where all lies off the
canvas, the root's viewBox becomes that of its width and height, or one around what is drawn. Both are offered, and made only where
this code is selected. Else there is none: it would have to know what was meant.

## How safe it is

Unsafe: it was perhaps not to be seen.

## Source

SVG 2, sections 2.4, 5.1 and 13; "each picture shows something" is what svgguard promises by *clean*.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard.document.drawing import Drawing
from svgguard.document.framing import framed
from svgguard.document.suspects import local_name
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg import vocabulary
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "D001",
    "blank-picture",
    DRAWING,
    Severity.ERROR,
    examples=[
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', STAYS),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="90" cy="5" r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="86.7 1.7 6.6 6.6"><circle cx="90" cy="5" r="3"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><circle id="a" cx="4" cy="4" r="3"/></defs></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><circle id="a" cx="4" cy="4" r="3"/></defs>'
            '<use href="#a"/></svg>',
            Safety.UNSAFE,
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7" fill="none"/></svg>', STAYS),
    ],
)
def blank_picture(drawing: Drawing) -> Iterable[Finding]:
    """The one finding of a document that shows nothing."""
    if not drawing.blank:
        return
    document, display = drawing.survey.document, drawing.display
    tag = document.start_tag(display.marks[0].element if display.marks else document.root)
    symbols = [e for e in document.root.iter(f"{{{vocabulary.SVG_NAMESPACE}}}symbol") if e.get("id")]
    if not display.marks and len(symbols) > 1:
        message = f"nothing is drawn: {len(symbols)} symbols stand ready for other documents to use"
        yield Finding(tag.start, tag.end, message, severity=Severity.INFO)
        return
    unused = None if display.marks else _unused(drawing)
    yield Finding(tag.start, tag.end, f"nothing can be seen: {_reason(drawing, unused)}", _repair(drawing, unused))


def _repair(drawing: Drawing, unused: etree._Element | None) -> Repair | None:
    display, document = drawing.display, drawing.survey.document
    if display.marks:
        astray = not drawing.speck and display.painted and all(map(display.outside, display.painted))
        return framed(drawing, keeping=False) if astray else None
    end = document.end_tag(document.root)
    if unused is None or end is None:
        return None
    use = f'<use href="#{unused.get("id")}"/>'
    return Repair((Edit(end.start, end.start, use),), Safety.UNSAFE, f"{use} draws what nothing uses")


def _reason(drawing: Drawing, unused: etree._Element | None) -> str:
    display = drawing.display
    if not display.marks:
        if unused is not None:
            return f"nothing uses <{local_name(unused)} id={unused.get('id')!r}>"
        drawn = any(
            local_name(e) in vocabulary.group("shape") for e in drawing.survey.document.root.iter(etree.Element)
        )
        return "every shape stands where it is not drawn" if drawn else "there is no shape, no text and no image"
    if drawing.speck:
        canvas = display.canvas
        return f"the drawing is smaller than a pixel on a canvas of {canvas.width:g} by {canvas.height:g}"
    if not [mark for mark in display.marks if mark.absence is None]:
        reasons = dict.fromkeys(str(mark.absence) for mark in display.marks)
        shapes = "the only shape" if len(display.marks) == 1 else f"each of {len(display.marks)} shapes"
        return f"{shapes} {' or '.join(reasons)}"
    if all(display.outside(mark) for mark in display.painted) and (extent := drawing.extent) is not None:
        canvas = display.canvas
        return (
            f"all of it lies off the canvas, at x {extent.left:.5g} to {extent.right:.5g} and y {extent.top:.5g} to "
            f"{extent.bottom:.5g}; the canvas is x {canvas.left:g} to {canvas.right:g}, y {canvas.top:g} to "
            f"{canvas.bottom:g}"
        )
    return "every pixel is transparent"


def _unused(drawing: Drawing) -> etree._Element | None:
    """The one symbol or group of the definitions that nothing refers to."""
    used = {reference.target for reference in drawing.survey.references}
    kinds = ("symbol", "g", *vocabulary.group("shape"))
    ready = [
        e
        for e in drawing.survey.document.root.iter(etree.Element)
        if e.get("id")
        and e.get("id") not in used
        and local_name(e) in kinds
        and (local_name(e) == "symbol" or _is_defined(e))
    ]
    return ready[0] if len(ready) == 1 else None


def _is_defined(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == "defs"
