"""A decimal comma.

A viewer reads `0,5` as two numbers where one may stand, and refuses them. The comma becomes a point. Safe: a single
number was meant. Only where the siblings are thousands and three digits follow is it taken for a thousands separator.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V022",
    "decimal-comma",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="1,5" height="12" opacity="0,5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="1.5" height="12" opacity="0.5"/></svg>',
        ),
    ],
)
def decimal_comma(survey: Survey) -> Iterable[Finding]:
    return neighbours.findings(survey, Kind.DECIMAL_COMMA)
