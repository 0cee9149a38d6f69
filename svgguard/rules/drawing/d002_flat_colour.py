"""A picture of one flat colour.

Every pixel is the same: a background and nothing else, shapes in the colour of what is behind them, or a rectangle that
was painted last and lies over everything. A single shape that fills the canvas may be meant as a swatch, which is told as an info.

## Why it is bad

Whoever looks at it sees a coloured rectangle and no drawing.

## What the repair does

Nothing: which colour or which order was meant cannot be told.

## How safe it is

There is no repair.

## Source

SVG 2, section 3.3 (painter's model).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.document.display import DisplayList, Mark, covers
from svgguard.document.drawing import Drawing
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.types import Finding, Severity

if TYPE_CHECKING:
    from PIL.Image import Image

_ALIKE = 2
"""Steps of 255 by which pixels of one colour may differ."""


@rule(
    "D002",
    "flat-colour",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z" fill="#fff"/>'
            '<circle cx="4" cy="4" r="3" fill="white"/></svg>',
            STAYS,
        )
    ],
)
def flat_colour(drawing: Drawing) -> Iterable[Finding]:
    """The last shape that covers the canvas, where nothing can be told from it."""
    display = drawing.display
    place = next((n for n in range(len(display.marks) - 1, -1, -1) if covers(display.marks[n], display.canvas)), None)
    if place is None or not display.framed or not display.whole or not display.marks[place].fill.colour:
        return
    cover, above = display.marks[place], display.marks[place + 1 :]
    above = [mark for mark in above if mark in display.painted and not display.outside(mark)]
    if any(_differs(mark, cover, display) for mark in above):
        return
    if not all(_is_of(mark, cover.fill.colour) for mark in above):
        picture = drawing.picture
        if picture is None or any(mark.moves or mark.name in ("image", "foreignObject") for mark in above):
            return
        if any(_range(picture.getchannel(channel)) > _ALIKE for channel in "RGBA"):
            return
    below = [mark for mark in display.marks[:place] if mark in display.painted]
    colour = cover.fill.colour
    tag = drawing.survey.document.start_tag(cover.element)
    if below and not above:
        message = f"the picture is {colour} all over: this <{cover.name}> is painted last and covers everything"
    elif above:
        message = f"the picture is {colour} all over: what is painted on this <{cover.name}> has its colour"
    else:
        message = f"the picture is {colour} all over: there is nothing but this <{cover.name}>"
    yield Finding(tag.start, tag.end, message, severity=None if above or below else Severity.INFO)


def _range(channel: Image) -> int:
    counts = channel.histogram()
    steps = [step for step, count in enumerate(counts) if count]
    return steps[-1] - steps[0]


def _differs(mark: Mark, cover: Mark, display: DisplayList) -> bool:
    """True if a mark shows on the cover, unless it is covered in turn."""
    if mark not in display.seen or mark.opacity < 0.05:
        return False
    paints = [one for one in (mark.fill, mark.stroke) if one.marks]
    return any(one.colour != cover.fill.colour for one in paints)


def _is_of(mark: Mark, colour: str) -> bool:
    return mark.sure and all(one.marks is False or one.colour == colour for one in (mark.fill, mark.stroke))
