"""A style sheet with a lost brace, or with declarations that say nothing.

## Why it is bad

CSS passes over what it cannot read, up to the next brace or semicolon, so one slip loses a whole rule, and every
element of that class is painted black.

## What the repair does

Braces are put in or taken out, a class gets its full stop, a sheet inside an XML comment is taken out of it, and in
the blocks what V060 to V071 and V080 find in attributes is repaired as there.

## How safe it is

Safe when nothing is left out and nothing had to be guessed.

## Source

CSS Syntax 3, section 5.4 (a declaration that cannot be read is dropped).
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import sheet
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "V072",
    "style-sheet",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:red .b{fill:blue}</style></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:red } .b{fill:blue}</style></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a { fill: 2A2A2A; strokeWidth: 2 }</style></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a { fill: #2A2A2A; stroke-width: 2 }</style></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>a1 { fill: red }</style><g class="a1"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a1 { fill: red }</style><g class="a1"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def style_sheet(survey: Survey) -> Iterable[Finding]:
    document = survey.document
    context = sheet.SheetContext(document.text, survey.ids, survey.servers)
    for element in survey.styles:
        text = element.text or ""
        if not _is_css(element) or not (len(element) or _is_long(text) or sheet.repair(text, context)):
            continue
        tag, end = document.start_tag(element), document.end_tag(element)
        if _is_long(text):
            yield Finding(tag.start, tag.end, "the sheet is too long to be read", severity=Severity.WARNING)
            continue
        raw = document.text[tag.end : end.start] if end else ""
        # CDATA that is only part of the sheet leaves no plain text to edit.
        if _CDATA not in raw or (raw.count(_CDATA) == 1 and raw.rstrip().endswith("]]>")):
            for change in sheet.repair(raw, context):
                yield _finding(change, tag.end)


_CDATA = "<![CDATA["


_MOST_SIGNS = 100_000
"""Braces and semicolons of a sheet; data in it, such as a font, has none."""


def _is_long(text: str) -> bool:
    return sum(map(text.count, "{};")) > _MOST_SIGNS


def _is_css(element: etree._Element) -> bool:
    return element.get("type", "text/css").strip().lower() in ("text/css", "")


def _finding(change: sheet.Change, offset: int) -> Finding:
    start, end = offset + change.start, offset + change.end
    if change.replacement is None:
        return Finding(start, end, change.message)
    return Finding(start, end, change.message, Repair((Edit(start, end, change.replacement),), change.safety))
