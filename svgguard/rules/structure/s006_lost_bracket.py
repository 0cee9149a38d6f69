"""Markup that lost a bracket or was ended too early, and stands as text where text is not drawn.

`circle r="3" fill="red"/>` between two elements is well-formed and draws nothing: the repair gives the bracket back.
`<g fill="red"> opacity="0.5">` loses the first `>`, and `<!-- a --> b -->` is made one comment. Safe: an element name,
attributes and a closing bracket can be nothing but a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

_LIKELY = re.compile(r">[^<>=]*+=\s*+[\"'][^<>]*+>")


@rule(
    "S006",
    "lost-bracket",
    Stage.DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg">circle r="3" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3" fill="red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"> opacity="0.5"><path d="M4 5h6"/></g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red" opacity="0.5"><path d="M4 5h6"/></g></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- from 4 --> to 5 --><path d="M4 5h6"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- from 4 - -> to 5 --><path d="M4 5h6"/></svg>',
        ),
    ],
)
def lost_bracket(survey: Survey) -> Iterable[Finding]:
    text = survey.document.text
    if text.count("-->") > text.count("<!--") or _LIKELY.search(text):
        # Loaded only then: a clean document does not need the recovering reading.
        from svgguard.syntax import parse

        tree = parse(text)
        for shape in ("missing-bracket", "stray-character", "bad-comment"):
            yield from tree.shaped(shape)
