"""Drawings without their root: shapes and groups that stand alone in an answer, with no `svg` tag to begin at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from svgguard.extraction.candidates import Candidate
from svgguard.extraction.wrapping import Wrapped, Wrapping
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit, Finding, Repair, Safety

_NAMES = (
    "g|defs|symbol|use|path|rect|circle|ellipse|line|polyline|polygon|text|linearGradient|radialGradient|clipPath|mask"
    "|pattern|marker|filter"
)
"""What a drawing begins with; names that HTML has too are none."""
_BEGINS = lazy_pattern(rf"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:{_NAMES})(?=[\s/>])", re.S)
_DRAWS = lazy_pattern(r"<(?:path|rect|circle|ellipse|line|polyline|polygon|text|use)\s[^<>=]*+=\s*+[\"']")
_CODE = lazy_pattern(r"=\s*\{|\$\{|\{\{")
"""Values that a program would fill in: code that makes a drawing is none."""
_FENCE = lazy_pattern(r"^[ \t>]*(?:`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[ \t>]*(?:`{3,}|~{3,})|\Z)", re.M | re.S)
_FIRST = lazy_pattern(rf"^[ \t]*+<(?:{_NAMES})(?=[\s/>])", re.M)
_END = lazy_pattern(r"</svg\s*+>")
_ROOT = f'<svg xmlns="{SVG_NAMESPACE}">'


def rootless(text: str) -> tuple[Candidate, tuple[Edit, ...], Wrapped] | None:
    """The last drawing without a root: where it is once it has one, the edits that give it one, and what is said of it.

    It is a whole fence, the whole answer, or what an ``</svg>`` ends; and it draws something.
    """
    start, end = max(_stretches(text), default=(0, 0))
    if start == end:
        return None
    closed = _END.search(text, start, end)
    edits = [Edit(start, start, _ROOT)]
    if closed is None:
        edits.append(Edit(end, end, "</svg>"))
    length = end - start + sum(len(edit.replacement) for edit in edits)
    found = Candidate(start, start + length, complete=True, thought=False, inline=False, draws=True)
    repair = Repair((), Safety.SAFE, "a root is put around it")
    return (
        found,
        tuple(edits),
        (Wrapping.MISSING_ROOT, Finding(start, end, "the drawing has no <svg> around it", repair)),
    )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    spans = [m.span(1) for m in _FENCE.finditer(text)] or [(0, len(text))]
    for start, end in spans:
        last = _END.search(text, start, end)
        if last is not None:
            # Prose may stand before it: the drawing begins with the first line that a tag begins.
            first = _FIRST.search(text, start, last.start())
            start, end = first.start() if first else end, last.end()
        body = text[start:end]
        start, end = start + len(body) - len(body.lstrip()), start + len(body.rstrip())
        body = text[start:end]
        if body.endswith(">") and _BEGINS.match(body) and _DRAWS.search(body) and not _CODE.search(body):
            yield start, end
