"""A placeholder stands for content that was left out.

`<!-- … more feathers … -->`, `<!-- repeat for the other wheel -->`, `<polygon .../>`: the model says that something belongs here and does
not draw it. Nothing can be invented; ask for the missing part. A placeholder that is no XML is deleted by its own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

PLACEHOLDER = re.compile(
    r"<!--\s*(?:(?:\.\.\.|\u2026|\[)[^<>]*?|(?:[^<>]*?(?:\.\.\.|\u2026)\s*(?:\]\s*)?))-->"
    r"|<!--\s*(?:(?:add|draw|repeat|continue|insert|include)\b[^<>]*\b(?:more|similar|similarly|others?|rest|remaining|same|here|etc)\b"
    r"|(?:and )?(?:the )?(?:rest|remaining|similarly|same (?:for|as)|more|other)\b[^<>]*\b(?:here|omitted|etc|so on|follow|similar(?:ly)?)\b)[^<>]*-->"
    r"|<[a-z]+\s+(?:\.{3}|\u2026)\s*/?>",
    re.I,
)
"""A comment that trails off or says that more belongs here, or a tag with an ellipsis for its attributes."""


@rule(
    "R017",
    "elision-placeholder",
    Stage.REPLY,
    Severity.WARNING,
)
def elision_placeholder(extraction: Extraction) -> Iterable[Finding]:
    if extraction.text is None:
        return
    for m in PLACEHOLDER.finditer(extraction.source, extraction.start, extraction.end):
        words = " ".join(m[0].strip("<!-/>* ").split())
        yield Finding(m.start(), m.end(), f"left out: {words[:60]!r}")
