"""A colour function with arguments that it does not take.

`rgb()` takes three numbers or three percentages and perhaps an opacity, `hsl()` an angle and two percentages. A
missing parenthesis, percentages among numbers, missing percent signs, an opacity after spaces without a slash have
one reading; it is written with commas, which every viewer reads. What has too many or too few arguments, and a colour
inside a function SVG does not have (`darken(red, 10%)`, a gradient), is a guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V062",
    "colour-function",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgb(255, 0, 0"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgb(255, 0, 0)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgb(255 0 0 0.5)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgba(255, 0, 0, 0.5)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="hsl(120, 50, 50)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="hsl(120, 50%, 50%)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgba(#ff8000, 0.5)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="rgba(255, 128, 0, 0.5)"/></svg>',
        ),
    ],
)
def colour_function(survey: Survey) -> Iterable[Finding]:
    return survey.miscoloured(Kind.FUNCTION)
