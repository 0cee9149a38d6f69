"""A tag without its `<`, standing as text where text is not drawn.

`circle r="3" fill="red"/>` between two elements is well-formed and draws nothing. The repair gives the bracket back.
Safe: an element name, attributes and a closing bracket can be nothing but a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.survey import Survey
from svgguard.syntax import parse
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
        )
    ],
)
def lost_bracket(survey: Survey) -> Iterable[Finding]:
    if _LIKELY.search(survey.document.text):
        yield from parse(survey.document.text).shaped("missing-bracket")
