"""A colour's name that is misspelt.

CSS knows 148 names, in one word, without hyphens. A viewer that does not know a name paints black, or nothing. `light
blue` and `dark-green` are CSS names with something between, and a name one letter from a single colour is taken for
it; both are safe. Where several are as near, the document's own colours decide, then the commoner name, which is
unsafe. A word that is near nothing has no repair.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V061",
    "colour-name",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="light blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="lightblue"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="ornage"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="orange"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="no-fill"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="none"/></svg>',
        ),
    ],
)
def colour_name(survey: Survey) -> Iterable[Finding]:
    return survey.miscoloured(Kind.NAME)
