"""Something that is not in the file: an image, a style sheet or a font at an address.

## Why it is bad

It is fetched when the file is opened as a page, which tells its server who looks; an `<img>` and most renderers fetch
nothing, and files beside a model's answer do not exist. Links that a reader may follow are left alone.

## What the repair does

The repair deletes an `@import`, so that the text is set in the next font named; what is to take the place of an
image, only the model or a person can say.

## How safe it is

Unsafe: the font is lost. What is to take the place of an image is left to the model or a person.

## Source

SVG 2, section 2.2 (secure modes fetch nothing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from svgguard.document.survey import ADDRESS, Survey
from svgguard.document.suspects import local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity

_FETCHED = frozenset(("image", "use", "feImage"))
_HELD = re.compile(r"\s*(?:data|javascript|vbscript|livescript):", re.I)
_FILE = re.compile(r"[.#]")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_LOADS = re.compile(r"url\(|@import", re.I)
_IMPORT = re.compile(r"@import\s(?:url\([^)]*\)|\"[^\"]*\"|'[^']*'|&[\w#]+;|[^;{}\"'])*+;?\s*", re.I)
_SHEET = re.compile(r"<\?xml-stylesheet\s.*?\?>\s*", re.S)


@rule(
    "U009",
    "external-reference",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url("https://fonts.example/a.css"); text{fill:red}</style><text>a</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><style>text{fill:red}</style><text>a</text></svg>',
            Safety.UNSAFE,
        )
    ],
)
def external_reference(survey: Survey) -> Iterable[Finding]:
    document = survey.document
    for link in survey.addresses:
        if (link.start or local_name(link.element) in _FETCHED) and not _HELD.match(link.target):
            yield Finding(*link.span(document), "what stands at this address is not in the file")
    for element, attribute, name in survey.plain_references:
        if local_name(element) in _FETCHED and name.strip() not in survey.ids and _FILE.search(name):
            at = document.attribute(element, attribute)
            yield Finding(at.value_start, at.value_end, f"there is no file {name.strip()}")
    if "<?xml-stylesheet" in document.text:
        for m in _SHEET.finditer(document.text, 0, document.start_tag(document.root).start):
            yield _deleted(*m.span(), "a style sheet that is not in the file")
    for element in survey.styles:
        if _LOADS.search("".join(map(str, element.itertext()))):
            yield from _in_sheet(survey, element)


def _in_sheet(survey: Survey, element: etree._Element) -> Iterator[Finding]:
    tag, end = survey.document.start_tag(element), survey.document.end_tag(element)
    if end is None:
        return
    css = _blank(_COMMENT, survey.document.text[tag.end : end.start])
    for m in _IMPORT.finditer(css):
        yield _deleted(tag.end + m.start(), tag.end + m.end(), "a style sheet that is not in the file")
    for m in ADDRESS.finditer(_blank(_IMPORT, css)):
        yield Finding(tag.end + m.start(1), tag.end + m.end(1), "what stands at this address is not in the file")


def _blank(pattern: re.Pattern[str], css: str) -> str:
    """`css` with white space in the places of what matches."""
    return pattern.sub(lambda m: " " * len(m[0]), css)


def _deleted(start: int, end: int, message: str) -> Finding:
    return Finding(start, end, message, Repair((Edit(start, end, ""),), Safety.UNSAFE, "it is deleted"))
