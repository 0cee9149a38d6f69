"""A placeholder stands for content that was left out.

## Why it is bad

`<!-- … more feathers … -->`, `<!-- repeat for the other wheel -->`, `<polygon .../>`: the model says that something
belongs here and does not draw it.

## What the repair does

Nothing can be invented; ask for the missing part. A placeholder that is no XML is deleted by its own rule.

## How safe it is

Nothing is changed by this rule.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, STAYS, rule
from svgguard.svg import vocabulary
from svgguard.text.elision import leaves_out
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Severity

_OPENING = lazy_pattern(r"</?([A-Za-z][\w:.\-]*)")
_COMMENT = lazy_pattern(r"<!--([^<>]*)-->")
_MARKUP = lazy_pattern(r"<[a-z]+\s+(?:\.{3}|\u2026)\s*/?>|>(\s*(?:\.{3}|\u2026)[^<>]{0,80})(?=<)", re.I)


@rule(
    "R017",
    "elision-placeholder",
    REPLY,
    Severity.WARNING,
    examples=[
        ('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/><!-- ... more feathers ... --></svg>', STAYS),
    ],
)
def elision_placeholder(extraction: Extraction) -> Iterable[Finding]:
    if extraction.text is None:
        return
    for start, end in sorted(_placeholders(extraction.source, extraction.start, extraction.end)):
        words = " ".join(extraction.source[start:end].strip("<!-/>* \n").split())
        yield Finding(start, end, f"left out: {words[:60]!r}")


def _placeholders(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Comments that trail off or ask for more; tags with an ellipsis for attributes; an ellipsis between elements."""
    dots = source.find("...", start, end) >= 0 or source.find("\u2026", start, end) >= 0
    yield from (m.span() for m in _COMMENT.finditer(source, start, end) if leaves_out(m[1]))
    for m in _MARKUP.finditer(source, start, end) if dots else ():
        if m[1] is None:
            yield m.span()
        elif not _in_text(source, m.start(1)):
            yield m.span(1)


def _in_text(source: str, at: int) -> bool:
    """True if character data at `at` stands directly in an element whose text is drawn or read."""
    opening = _OPENING.match(source, source.rfind("<", 0, at))
    return opening is not None and vocabulary.holds_text(opening[1])
