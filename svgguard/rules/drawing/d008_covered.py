"""A shape that lies wholly behind a rectangle painted later.

Nothing shines through the rectangle, so nothing of the shape can be seen. SVG has no z-index: what stands later in the
document lies on top.

## Why it is bad

It was drawn to be seen, and the picture is the same without it.

## What the repair does

Nothing: the order that was meant cannot be told.

## How safe it is

There is no repair.

## Source

SVG 2, section 3.3 (painter's model).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.display import DisplayList, Mark, covers, is_rectangle
from svgguard.document.drawing import Drawing, around
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.types import Finding, Severity

_MOST_COVERS = 8
_LEAST = 0.3
"""Share of the canvas from which on a rectangle is looked behind."""


@rule(
    "D008",
    "covered",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle cx="40" cy="40" r="30"/>'
            '<rect width="90" height="90" fill="#eef"/><path d="M9 9h50v9z"/></svg>',
            STAYS,
        )
    ],
)
def covered(drawing: Drawing) -> Iterable[Finding]:
    """Each rectangle that hides what was painted before it."""
    display = drawing.display
    large = [
        n
        for n, mark in enumerate(display.marks)
        if n and mark.opaque and is_rectangle(mark) and _is_large(mark, display)
    ]
    for place in large[:_MOST_COVERS]:
        cover = display.marks[place]
        if covers(cover, display.canvas) and not display.seen.intersection(display.marks[place + 1 :]):
            return  # nothing else can be seen, which has a rule of its own
        hidden = [mark for mark in display.marks[:place] if _is_hidden(mark, cover, display)]
        # A background in two layers hides the lower one, and nothing is lost.
        if not hidden or all(covers(mark, display.canvas) for mark in hidden):
            continue
        tag = drawing.survey.document.start_tag(cover.element)
        shapes = "a shape" if len(hidden) == 1 else f"{len(hidden)} shapes"
        yield Finding(tag.start, tag.end, f"<{cover.name}> covers {shapes} painted before it wholly")
        return


def _is_large(mark: Mark, display: DisplayList) -> bool:
    box, canvas = mark.box, display.canvas
    return box is not None and box.width * box.height >= _LEAST * canvas.width * canvas.height


def _is_hidden(mark: Mark, cover: Mark, display: DisplayList) -> bool:
    if mark not in display.seen:
        return False
    box = around(display, mark)
    return box is not None and covers(cover, box.common(display.room(mark)))
