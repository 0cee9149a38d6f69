"""A calculation where only its result may stand: `50+20`, `100/2`, `50%+20`.

Nothing in an attribute carries it out, and the whole value is refused. The repair writes the result, percentages
being taken of the canvas. Unsafe, since a stray sign may look like a calculation.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V026",
    "arithmetic",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="50+20" height="100/2"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="70" height="50"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50%+20" r="9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="70" r="9"/></svg>',
        ),
    ],
)
def arithmetic(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.ARITHMETIC)
