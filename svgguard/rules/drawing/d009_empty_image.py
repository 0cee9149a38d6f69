"""An image that shows nothing.

It has no address, or what follows `base64,` is no picture: a placeholder, an elided end, a few letters.

## Why it is bad

A browser shows the sign of a broken picture, most renderers nothing.

## What the repair does

Nothing: the picture is not in the answer.

## How safe it is

There is no repair.

## Source

SVG 2, section 12.3; RFC 2397.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable

from lxml import etree

from svgguard.document.drawing import Drawing
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg.vocabulary import XLINK_NAMESPACE
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Severity

_BASE64 = lazy_pattern(r"\s*data:[^,]{0,200};base64\s*,", re.I)
_SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0", b"<")
"""How pictures begin; the last is an SVG."""
_SHORTEST = 20
"""Bytes; no picture has fewer."""


@rule(
    "D009",
    "empty-image",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/>'
            '<image width="8" height="8"/></svg>',
            STAYS,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="8" height="8" '
            'href="data:image/png;base64,[DATA]"/></svg>',
            STAYS,
        ),
    ],
)
def empty_image(drawing: Drawing) -> Iterable[Finding]:
    """Each image without a picture."""
    told: set[etree._Element] = set()
    for mark in drawing.display.marks:
        element = mark.element
        if mark.name != "image" or element in told or mark.moves or drawing.blank:
            continue
        href = element.get("href") or element.get(f"{{{XLINK_NAMESPACE}}}href") or ""
        problem = _problem(href) if href.strip() else "it has no href"
        if problem:
            told.add(element)
            tag = drawing.survey.document.start_tag(element)
            yield Finding(tag.start, tag.end, f"<image> shows nothing: {problem}")


def _problem(href: str) -> str:
    if not (m := _BASE64.match(href)):
        return ""
    data = re.sub(r"\s+|%20", "", href[m.end() :]).replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")
    if not re.fullmatch(r"[-\w+/]+=*", data):
        return "what follows base64, is not base64"
    try:
        head = base64.b64decode(data[:64] + "=" * (-len(data[:64]) % 4))
    except (binascii.Error, ValueError):
        return "what follows base64, is not base64"
    if len(data) < _SHORTEST or (not head.lstrip().startswith(_SIGNS) and b"ftyp" not in head[:16]):
        return "what follows base64, is no picture"
    return ""
