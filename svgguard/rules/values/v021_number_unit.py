"""A unit in the middle of a number, apart from it, misspelt, or where none may be.

`10 px` and `10PX` are joined and spelt right, and a unit is taken from what takes a plain number: safe. In `1px50`
the unit was put into a number, or a digit was typed after it; the digits are joined, which is a guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V021",
    "number-unit",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10 px" height="12"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10px" height="12"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="1px50" height="12"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="150" height="12"/></svg>',
        ),
    ],
)
def number_unit(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.NUMBER_UNIT)
