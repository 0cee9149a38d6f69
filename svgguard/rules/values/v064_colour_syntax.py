"""A colour with something around it that does not belong there.

A semicolon after it, quotes, braces or a backslash around it, a property before it (`fill="fill:red"`): the colour
itself is right, and the repair, which leaves it alone, is safe. Of several colours, and of further declarations, the
first is kept, which is unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V064",
    "colour-syntax",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red;"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="fill:red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red, blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
        ),
    ],
)
def colour_syntax(survey: Survey) -> Iterable[Finding]:
    return survey.miscoloured(Kind.SYNTAX)
