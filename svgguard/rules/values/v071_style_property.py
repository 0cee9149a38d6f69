"""A property in a style attribute that CSS does not have.

A viewer drops the declaration. Names as a program writes them (`strokeWidth`, `stroke_width`) and names a letter or
two from a single property of SVG are written as CSS spells them. Safe: no property of CSS is that near to another.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import style
from svgguard.types import Finding, Severity


@rule(
    "V071",
    "style-property",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("property",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="strokeWidth:2;fill:red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="stroke-width:2;fill:red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fil:red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill:red"/></svg>',
        ),
    ],
)
def style_property(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["property"]:
        name = style.meant(suspect.value)
        yield suspect.finding(f"{suspect.value} is no property; {name} is", name)
