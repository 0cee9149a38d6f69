"""Text stands before or after the SVG.

The text is cut away. Safe: it is no part of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R010",
    "prose-around",
    Stage.REPLY,
    Severity.INFO,
    examples=[
        (
            'Here is your picture:\n\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def prose_around(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("prose-around")
