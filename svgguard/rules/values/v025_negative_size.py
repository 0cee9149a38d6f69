"""A width, height or radius below nothing.

It is an error, and what has it is not drawn. The repair drops the sign. Unsafe: the size may have been computed from
two numbers in the wrong order, or the shape was meant to lie on the other side of its corner.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V025",
    "negative-size",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="-10" height="12"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="10" height="12"/></svg>',
        ),
    ],
)
def negative_size(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.NEGATIVE_SIZE)
