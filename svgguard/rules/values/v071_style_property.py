"""A property in a style attribute that CSS does not have.

## Why it is bad

A viewer drops the declaration.

## What the repair does

Names as a program writes them (`strokeWidth`, `stroke_width`) and names a letter or two from a single property of SVG
are written as CSS spells them.

## How safe it is

Safe: no property of CSS is that near to another.

## Source

CSS Syntax 3, section 5.4 (a declaration that cannot be read is dropped).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import style
from svgguard.types import Finding, Safety, Severity


@rule(
    "V071",
    "style-property",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="strokeWidth:2;fill:red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="stroke-width:2;fill:red"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fil:red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" style="fill:red"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def style_property(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["property"]:
        name = style.meant(suspect.value)
        yield suspect.finding(f"{suspect.value} is no property; {name} is", name)
