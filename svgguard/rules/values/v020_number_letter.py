"""A letter in the place of a digit, as in `1O0` or `l2`; or digits and signs of another script.

A viewer refuses the whole value and takes the default. O and l, I and | and S, which nothing else in a number looks
like, become digits, and so do fullwidth digits and typographic minus signs: safe. A letter that looks less like a
digit is a guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V020",
    "number-letter",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="1O" height="l2"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10" height="12"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="−4" r="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="-4" r="5"/></svg>',
        ),
    ],
)
def number_letter(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.NUMBER_LETTER)
