"""A geometry attribute is missing, and another attribute holds its value.

## Why it is bad

`<path id="M10 10h4v4z">` draws nothing: the path data stands under the wrong name.

## What the repair does

An attribute whose value is path data, or a list of points, is renamed to `d` or `points` when the element has none.

## How safe it is

Safe: such a value means nothing anywhere else.

## Source

SVG 2, section 9.3 (path data in d) and 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from svgguard.document.survey import Survey, accepts
from svgguard.document.suspects import Suspect, local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Safety, Severity

_SHAPES = {
    "path": ("d", lazy_pattern(r"\s*[Mm]\s*[-+.\d][\d\s.,+\-eE]*[A-Za-z].*", re.S)),
    "polygon": ("points", lazy_pattern(r"\s*[-+.\d]+[\s,]+[-+.\d]+\s[-+.\d\s,eE]+")),
    "polyline": ("points", lazy_pattern(r"\s*[-+.\d]+[\s,]+[-+.\d]+\s[-+.\d\s,eE]+")),
}


@rule(
    "S005",
    "attribute-by-value",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path id="M1 1h4v4z" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1h4v4z" fill="red"/></svg>',
            Safety.SAFE,
        )
    ],
)
def attribute_by_value(survey: Survey) -> Iterable[Finding]:
    for element in survey.incomplete:
        name = local_name(element)
        if name in _SHAPES:
            yield from _misnamed(survey, element, name)


def _misnamed(survey: Survey, element: etree._Element, name: str) -> Iterable[Finding]:
    meant, looks = _SHAPES[name]
    for key, value in element.attrib.items():
        held, written = str(value), str(key)
        if not written.startswith("{") and looks.fullmatch(held) and accepts(name, meant, held):
            suspect = Suspect(survey.document, element, written, written, held, "unknown")
            yield suspect.renamed(f"{written} holds what {meant} should", meant)
            return
