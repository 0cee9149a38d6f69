"""Markup that lost a bracket or was ended too early, and stands as text where text is not drawn.

## Why it is bad

`circle r="3" fill="red"/>` between two elements is well-formed and draws nothing.

## What the repair does

The bracket is given back. `<g fill="red"> opacity="0.5">` loses the first `>`, and `<!-- a --> b -->` is made one
comment.

## How safe it is

Safe: an element name, attributes and a closing bracket can be nothing but a tag.

## Source

XML 1.0, section 2.4: such text is well-formed character data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from svgguard.document.survey import Survey
from svgguard.rules import DOCUMENT, rule
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Finding, Safety, Severity

_LIKELY = lazy_pattern(r">[^<>=]*+=\s*+[\"'][^<>]*+>")


@rule(
    "S006",
    "lost-bracket",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg">circle r="3" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3" fill="red"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"> opacity="0.5"><path d="M4 5h6"/></g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red" opacity="0.5"><path d="M4 5h6"/></g></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- from 4 --> to 5 --><path d="M4 5h6"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- from 4 - -> to 5 --><path d="M4 5h6"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def lost_bracket(survey: Survey) -> Iterable[Finding]:
    text = survey.document.text
    if text.count("-->") > text.count("<!--") or _LIKELY.search(text):
        # Loaded only then: a clean document does not need the recovering reading.
        from svgguard.syntax import parse
        from svgguard.syntax.leaves import LeafDeviation
        from svgguard.syntax.markup import MarkupDeviation
        from svgguard.syntax.tag import TagDeviation

        tree = parse(text)
        slashes = {
            f.start: f.repair.edits for shape, f in tree.findings if shape is LeafDeviation.MISSING_SLASH and f.repair
        }
        for lost in (TagDeviation.MISSING_BRACKET, TagDeviation.STRAY_CHARACTER, MarkupDeviation.BAD_COMMENT):
            yield from (_whole(finding, slashes) for shape, finding in tree.findings if shape is lost)


def _whole(finding: Finding, slashes: Mapping[int, tuple[Edit, ...]]) -> Finding:
    """A finding whose repair leaves a tag that is whole, so that the text stays well-formed."""
    missing = slashes.get(finding.start, ())
    if not missing or finding.repair is None:
        return finding
    return replace(finding, repair=replace(finding.repair, edits=(*finding.repair.edits, *missing)))
