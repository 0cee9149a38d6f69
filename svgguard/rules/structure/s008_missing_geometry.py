"""A shape without the attribute that gives it a size.

## Why it is bad

A circle without `r`, a rectangle without `width` or `height`, a path without `d`: it draws nothing. Shapes whose
geometry a style sheet or an animation may give are left alone.

## What the repair does

There is none: the value is not written anywhere. Ask again with the fault named.

## How safe it is

Nothing is changed.

## Source

SVG 2, chapter 10 (basic shapes): a size of zero disables rendering.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.rules import DOCUMENT, STAYS, rule
from svgguard.svg import vocabulary
from svgguard.types import Finding, Severity

_DEFAULTED = frozenset(("line", "ellipse", "image", "use"))
"""Elements that draw without some of what they normally have (a coordinate of 0, a radius that is auto)."""


@rule(
    "S008",
    "missing-geometry",
    DOCUMENT,
    Severity.WARNING,
    examples=[('<svg xmlns="http://www.w3.org/2000/svg"><circle cx="3"/></svg>', STAYS)],
)
def missing_geometry(survey: Survey) -> Iterable[Finding]:
    if survey.styles:
        return
    for element in survey.incomplete:
        name = local_name(element)
        missing = [n for n in vocabulary.needed(name) if element.get(n) is None and n not in element.get("style", "")]
        if not missing or len(element) or (name in _DEFAULTED and len(missing) < len(vocabulary.needed(name))):
            continue
        if name == "use" and any(str(k).endswith("href") for k in element.attrib):
            continue
        tag = survey.document.start_tag(element)
        yield Finding(tag.start, tag.end, f"<{name}> has no {' and no '.join(missing)}: it draws nothing")
