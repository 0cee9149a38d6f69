"""A placeholder stands for content that was left out.

`<!-- … more feathers … -->`, `<!-- repeat for the other wheel -->`, `<polygon .../>`: the model says that something belongs here and does
not draw it. Nothing can be invented; ask for the missing part. A placeholder that is no XML is deleted by its own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard import vocabulary
from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

PLACEHOLDER = re.compile(
    r"<!--\s*(?:(?:\.\.\.|\u2026|\[)[^<>]*?|(?:[^<>]*?(?:\.\.\.|\u2026)\s*(?:\]\s*)?))-->"
    r"|<!--\s*(?:(?:add|draw|repeat|continue|insert|include)\b[^<>]*\b(?:more|similar|similarly|others?|rest|remaining|same|here|etc)\b"
    r"|(?:and )?(?:the )?(?:rest|remaining|similarly|same (?:for|as)|more|other)\b[^<>]*\b(?:here|omitted|etc|so on|follow|similar(?:ly)?)\b)[^<>]*-->"
    r"|<[a-z]+\s+(?:\.{3}|\u2026)\s*/?>|(?<=>)\s*(?:\.{3}|\u2026)[^<>]{0,80}(?=<)",
    re.I,
)
"""A comment that trails off or says that more belongs here; a tag with an ellipsis for its attributes; an ellipsis between elements."""


@rule(
    "R017",
    "elision-placeholder",
    Stage.REPLY,
    Severity.WARNING,
)
def elision_placeholder(extraction: Extraction) -> Iterable[Finding]:
    if extraction.text is None:
        return
    source = extraction.source
    for m in PLACEHOLDER.finditer(source, extraction.start, extraction.end):
        if source[m.start()] != "<" and _in_text(source, m.start()):
            continue
        words = " ".join(m[0].strip("<!-/>* ").split())
        yield Finding(m.start(), m.end(), f"left out: {words[:60]!r}")


def _in_text(source: str, at: int) -> bool:
    """Whether character data at `at` stands directly in an element whose text is drawn or read."""
    opening = re.compile(r"</?([A-Za-z][\w:.\-]*)").match(source, source.rfind("<", 0, at))
    return opening is not None and vocabulary.holds_text(opening[1])
