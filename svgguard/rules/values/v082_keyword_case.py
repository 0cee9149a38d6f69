"""A word in the wrong case.

Browsers read the presentation attributes as CSS, which does not mind capitals; other renderers do, and take the
default instead: black for `fill="None"`. The repair writes the word as the specification spells it. Safe: it changes nothing for those who
read it.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import keyword, vocabulary
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V082",
    "keyword-case",
    Stage.DOCUMENT,
    Severity.WARNING,
    judges=("keyword", "paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text x="4" y="5" text-anchor="Middle">A</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text x="4" y="5" text-anchor="middle">A</text></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path fill="None" stroke="red" d="M4 5h6v7"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path fill="none" stroke="red" d="M4 5h6v7"/></svg>',
        ),
    ],
)
def keyword_case(survey: Survey) -> Iterable[Finding]:
    yield from survey.miscoloured(Kind.CASE)
    for suspect in survey.suspects["keyword"]:
        mended = keyword.mend(suspect.value, vocabulary.keywords(suspect.element_name, suspect.name))
        if mended.kind is Kind.CASE and suspect.name in vocabulary.presentation():
            yield suspect.finding(mended.message, mended.value, mended.safety)
