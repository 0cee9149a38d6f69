"""The SVG stands in an HTML page or element.

The page is cut away. Safe for the drawing; styles that stood in the page go with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R013",
    "html-wrapper",
    Stage.REPLY,
    Severity.INFO,
    examples=[
        (
            '<!DOCTYPE html>\n<html><body>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>\n</body></html>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def html_wrapper(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("html-wrapper")
