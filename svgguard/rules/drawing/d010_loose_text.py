"""Text that stands where none can be drawn.

Words directly inside a group, a shape or the root, outside any `text` element.

## Why it is bad

A viewer passes over them: a label that was meant to be read is not in the picture.

## What the repair does

Nothing: where the words were meant to stand is not written anywhere.

## How safe it is

There is no repair.

## Source

SVG 2, section 11.1: text is what `text` elements hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice

from lxml import etree

from svgguard.document.drawing import Drawing
from svgguard.document.suspects import local_name
from svgguard.rules import DRAWING, STAYS, rule
from svgguard.svg import vocabulary
from svgguard.text.excerpt import excerpt
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Severity

_WORD = lazy_pattern(r"(?!//|/\*).*?\w", re.S)
"""Words, but for a remark as programs have them, which is meant for no viewer."""
_MOST = 50
"""Places that are told."""


@rule(
    "D010",
    "loose-text",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><rect width="80" height="30" fill="#dfe">Start</rect></svg>',
            STAYS,
        )
    ],
)
def loose_text(drawing: Drawing) -> Iterable[Finding]:
    """Each element that holds words which it cannot show."""
    document = drawing.survey.document
    holders = (e for e in _holders()(document.root) if not vocabulary.holds_text(local_name(e)))
    for element in islice(holders, _MOST):
        words = " ".join(" ".join((element.text or "", *(child.tail or "" for child in element))).split())
        if _WORD.match(words):
            tag = document.start_tag(element)
            yield Finding(
                tag.start, tag.end, f"{excerpt(words)!r} stands in <{local_name(element)}>, which shows no text"
            )


@cache
def _holders() -> Callable[[etree._Element], Sequence[etree._Element]]:
    """The elements with text of their own that is no white space, outside what shows or describes."""
    return etree.XPath(
        "//svg:*[text()[normalize-space()]][not(ancestor-or-self::svg:text or ancestor::svg:metadata)]",
        namespaces={"svg": vocabulary.SVG_NAMESPACE},
    )  # type: ignore[return-value]  # XPath may give other things, this one does not
