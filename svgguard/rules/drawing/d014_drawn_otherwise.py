"""Something that svgguard's engine draws otherwise than browsers.

CSS, colours, animations and labels are worked out before a picture is drawn; what neither that nor the engine can do is
named here, and in the warnings of the picture. The document has no fault by it.

## Why it is bad

Who judges the drawing by our picture does not see what a browser shows.

## What the repair does

There is none: the document is right. `svgguard.render(…, engine="chromium")` draws it with a browser.

## How safe it is

Nothing is changed.

## Source

`svgguard/document/undrawn.py` has the table. Measured against Chromium, feature by feature.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.drawing import Drawing
from svgguard.document.undrawn import limitations
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "D014",
    "drawn-otherwise",
    DRAWING,
    Severity.INFO,
    blame=Blame.RENDERER,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>@container (width > 9px){path{fill:red}}</style><path d="M0 0h9v2H0z"/><circle r="5" fill="red"/></svg>',
            STAYS,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="5" height="5" style="backdrop-filter:blur(2px)"/><path d="M0 0h9v2H0z" fill="red"/></svg>',
            STAYS,
        ),
    ],
)
def drawn_otherwise(drawing: Drawing) -> Iterable[Finding]:
    """One finding for each kind of thing that is drawn otherwise."""
    for start, end, message in limitations(drawing.survey.document.text):
        yield Finding(start, end, message)
