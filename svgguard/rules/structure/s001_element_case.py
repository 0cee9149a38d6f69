"""An element name in the wrong case.

## Why it is bad

XML names are case-sensitive: `<lineargradient>` and `<Circle>` are no SVG elements, and what uses them is not drawn.
HTML's parser forgives this for inline SVG, a file has no such luck.

## What the repair does

The repair writes the name as SVG spells it.

## How safe it is

Safe: nothing else can have been meant.

## Source

XML 1.0, section 2.3 (names); HTML standard, adjust SVG attributes and tag names.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name, renamed
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import vocabulary
from svgguard.types import Finding, Safety, Severity


@rule(
    "S001",
    "element-case",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><Circle r="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><clippath id="a"><rect width="4" height="5"/></clippath></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="a"><rect width="4" height="5"/></clipPath></svg>',
            Safety.SAFE,
        ),
    ],
)
def element_case(survey: Survey) -> Iterable[Finding]:
    for element in survey.unknown_elements:
        name = local_name(element)
        meant = vocabulary.elements_folded().get(name.lower())
        if meant:
            prefix = f"{element.prefix}:" if element.prefix else ""
            yield renamed(survey.document, element, prefix + meant, f"<{name}> is spelt <{meant}>", Safety.SAFE)
