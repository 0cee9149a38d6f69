"""An attribute that no viewer reads on this element.

## Why it is bad

It is not an attribute of SVG, or belongs to other elements (`rx` on a path), and resembles nothing that is missing. Nothing
drawn depends on it, so this is only information.

## What the repair does

There is none.

## How safe it is

Nothing is changed.

## Source

SVG 2, appendix Attribute Index.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, STAYS, rule
from svgguard.rules.structure.s003_unknown_attribute import meaning
from svgguard.types import Finding, Severity


@rule(
    "S004",
    "unread-attribute",
    DOCUMENT,
    Severity.INFO,
    examples=[('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3" wheel="front"/></svg>', STAYS)],
)
def unread_attribute(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.unknown_attributes:
        if meaning(suspect, survey)[0] is None:
            yield suspect.unrepaired(f"no viewer reads {suspect.name} on <{suspect.element_name}>")
