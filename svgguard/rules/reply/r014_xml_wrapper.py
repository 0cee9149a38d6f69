"""The SVG stands in a made-up element, such as `<answer>`.

The element is cut away. Safe: it is no part of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R014",
    "xml-wrapper",
    Stage.REPLY,
    Severity.INFO,
    examples=[
        (
            '<answer>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>\n</answer>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def xml_wrapper(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("xml-wrapper")
