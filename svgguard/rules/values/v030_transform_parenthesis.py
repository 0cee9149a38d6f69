"""A parenthesis or separator that is missing or wrong in a list of transforms.

A viewer refuses the whole list, and the element stands where it should not. The functions and their numbers still say
what was meant: `translate(10,20`, `translate 10 20`, `translate(10,,20);scale(2)`. Safe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import placement
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V030",
    "transform-parenthesis",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("transform",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10,20"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10,20)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10,20);scale(2)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10,20) scale(2)"/></svg>',
        ),
    ],
)
def transform_parenthesis(survey: Survey) -> Iterable[Finding]:
    return placement.findings(survey, Kind.PARENTHESIS)
