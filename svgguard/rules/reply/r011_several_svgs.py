"""The answer holds several SVGs.

Drafts and second tries. The last complete one is taken, the one the model settled on; the others are kept as
`Result.alternates`. Safe in that nothing is lost, but look when the drawing surprises.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R011",
    "several-svgs",
    Stage.REPLY,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>\n\nAnother try:\n\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="6" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="6" height="5"/></svg>',
        ),
    ],
)
def several_svgs(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("several-svgs")
