"""An element where it may not stand.

## Why it is bad

A shape inside a shape, a gradient stop outside a gradient, a filter primitive outside a filter: viewers do not draw
it.

## What the repair does

There is none: where it was meant to stand is not written anywhere. Ask again with the fault named.

## How safe it is

Nothing is changed.

## Source

SVG 2, content models of the elements (appendix Element Index).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.rules import DOCUMENT, STAYS, rule
from svgguard.svg import vocabulary
from svgguard.types import Finding, Severity


@rule(
    "S007",
    "misplaced-element",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        ('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"><rect width="4" height="5"/></circle></svg>', STAYS)
    ],
)
def misplaced_element(survey: Survey) -> Iterable[Finding]:
    for element in survey.misplaced:
        parent = element.getparent()
        if parent is not None and local_name(element) not in vocabulary.group("descriptive"):
            tag = survey.document.start_tag(element)
            message = f"<{local_name(element)}> may not stand in <{local_name(parent)}>"
            yield Finding(tag.start, tag.end, message)
