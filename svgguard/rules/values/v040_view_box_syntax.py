"""A viewBox that is not four numbers with a size above nothing.

## Why it is bad

A viewer ignores it, and draws at another scale or cuts off.

## What the repair does

Units, brackets and wrong separators go (`0 0 100px 100px`, `0 0 100x80`). Of three or five numbers, or with a sign or
a number lost, the box is filled in from the element's width and height or from what is drawn.

## How safe it is

Safe where four numbers stand there; the rest is a guess, and unsafe.

## Source

SVG 2, section 8.6 (viewBox).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import canvas, swallowed
from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import viewbox
from svgguard.svg.length import pixels
from svgguard.types import Finding, Safety, Severity

_SIDES = {"marker": ("markerWidth", "markerHeight")}


@rule(
    "V040",
    "view-box-syntax",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100px 80px"><circle r="9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 80"><circle r="9"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 400"><circle r="9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 400 200"><circle r="9"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def view_box_syntax(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["view-box"]:
        if swallowed.attributes(suspect) is not None:
            continue
        size = _size(suspect)
        repaired = viewbox.repair(suspect.value, size)
        if repaired.value is None and suspect.element is survey.document.root and (box := canvas.canvas(survey)):
            written = " ".join(f"{number:.6g}" for number in box)
            yield suspect.finding(repaired.message, written, Safety.UNSAFE, f"{written!r} by what is drawn")
        else:
            yield suspect.finding(repaired.message, repaired.value, repaired.safety)


def _size(suspect: Suspect) -> viewbox.Size | None:
    """The width and height of the element, in user units."""
    sides = _SIDES.get(suspect.element_name, ("width", "height"))
    width, height = (pixels(suspect.element.get(side)) or 0.0 for side in sides)
    return (width, height) if width > 0 and height > 0 else None
