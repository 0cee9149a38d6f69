"""Arguments that a transform cannot have.

Attributes take plain numbers: units are taken off or converted, which is safe. Of too many arguments the first are
kept, a lost number becomes one that changes nothing, and a rotation with half a pivot turns about the middle of the
canvas if it lies there, or else about the origin: guesses, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import placement
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V032",
    "transform-arguments",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("transform",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10px, 20px) rotate(0.5turn)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10, 20) rotate(180)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="rotate(45 50)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="rotate(45 50 50)"/></svg>',
        ),
    ],
)
def transform_arguments(survey: Survey) -> Iterable[Finding]:
    return placement.findings(survey, Kind.ARGUMENTS)
