"""Something that does not belong to a number: `10;`, `"10"`, `5..2`, `--5`, `10pxx`, `1 0`.

A viewer refuses the whole value and takes the default. Quotes, brackets and separators around the number go, which is
safe. Of several points or signs one is kept, spaces inside are closed, and words after the number go: guesses, and
unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V023",
    "number-junk",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10;" height="12,"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10" height="12"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="5..2" cy="--5" r="10units"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="5.2" cy="-5" r="10"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="M0 0h9" stroke="red" stroke-dasharray="5;3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="M0 0h9" stroke="red" stroke-dasharray="5,3"/></svg>',
        ),
    ],
)
def number_junk(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.NUMBER_JUNK)
