"""Text that is drawn mirrored or upside down.

A transform turns the axis over in which the text stands: mostly `scale(1,-1)` around a whole drawing, by which coordinates that
grow upwards were to be read. Shapes survive that; letters do not.

## Why it is bad

The words cannot be read, and the drawing mostly stands on its head.

## What the repair does

Nothing: whether the transform or the coordinates are wrong cannot be told.

## How safe it is

There is no repair.

## Source

CSS Transforms 1, section 8: a scale below nothing mirrors.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard.document.drawing import Drawing
from svgguard.document.suspects import local_name
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg import matrix
from svgguard.types import Finding, Severity


@rule(
    "D012",
    "mirrored-text",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><g transform="translate(0,90) scale(1,-1)">'
            '<circle cx="40" cy="40" r="30"/><text x="9" y="80">Height</text></g></svg>',
            STAYS,
        ),
    ],
)
def mirrored_text(drawing: Drawing) -> Iterable[Finding]:
    """The element whose transform mirrors a text, once for all that stands in it."""
    told: dict[etree._Element, int] = {}
    for mark in drawing.display.painted:
        m = mark.matrix
        if mark.name == "text" and mark.absence is None and not mark.moves and m.a * m.d < m.b * m.c:
            mirror = _mirror(mark.element)
            told[mirror] = told.get(mirror, 0) + 1
    for element, count in told.items():
        tag = drawing.survey.document.start_tag(element)
        texts = "a text" if count == 1 else f"{count} texts"
        yield Finding(tag.start, tag.end, f"the transform of <{local_name(element)}> mirrors {texts}")


def _mirror(text: etree._Element) -> etree._Element:
    """The nearest element around a text whose own transform mirrors; the text itself where none is found."""
    for element in (text, *text.iterancestors(etree.Element)):
        m = matrix.read(element.get("transform", ""))
        if m.a * m.d < m.b * m.c:
            return element
    return text
