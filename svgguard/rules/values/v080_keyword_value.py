"""A value that is none of the words its attribute takes.

A viewer ignores it and takes the default: `text-anchor="center"` stands at the start. Everyday names (`center` for
`middle`), other separators (`even-odd`), and words in the wrong case where XML minds it mean one word, and the repair
is safe. A short misspelling or the beginning of a word is a guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import keyword, vocabulary
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V080",
    "keyword-value",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("keyword",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text x="4" y="5" text-anchor="center">A</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text x="4" y="5" text-anchor="middle">A</text></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h4v4z" fill-rule="even-odd"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h4v4z" fill-rule="evenodd"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><pattern width="4" height="4" patternUnits="userspaceonuse"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><pattern width="4" height="4" patternUnits="userSpaceOnUse"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h4" stroke-linecap="rund"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h4" stroke-linecap="round"/></svg>',
        ),
    ],
)
def keyword_value(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["keyword"]:
        mended = keyword.mend(suspect.value, vocabulary.keywords(suspect.element_name, suspect.name))
        if mended.kind is Kind.KEYWORD or suspect.name not in vocabulary.presentation():
            yield suspect.finding(mended.message, mended.value, mended.safety)
