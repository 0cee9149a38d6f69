"""An attribute that is a script, such as `onclick` or `onload`.

## Why it is bad

It runs wherever the file is opened as a page or written into one, `onload` even by itself. Renderers, and browsers
that show the file as an `<img>`, ignore it.

## What the repair does

The repair deletes the attribute.

## How safe it is

Unsafe: what it did is lost.

## Source

SVG 2, section 15.7 (event attributes).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, rule
from svgguard.types import Finding, Safety, Severity


@rule(
    "U007",
    "event-handler",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" onload="run()"><circle r="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
            Safety.UNSAFE,
        )
    ],
)
def event_handler(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.handlers:
        yield suspect.removed(f"{suspect.name} is a script")
