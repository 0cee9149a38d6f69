"""A placeholder stands for content that was left out.

`<!-- … more feathers … -->`, `<!-- repeat for the other wheel -->`, `<polygon .../>`: the model says that something
belongs here and does not draw it. Nothing can be invented; ask for the missing part. A placeholder that is no XML is
deleted by its own rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svgguard import vocabulary
from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

_COMMENT = re.compile(r"<!--([^<>]*)-->")
_TRAILS_OFF = re.compile(r"\s*(?:\.{3}|\u2026).*|\s*\[.*(?:\.{3}|\u2026).*|.*(?:\.{3}|\u2026)[\s\])]*", re.S)
_ASKS = re.compile(
    r"\s*(?:(?:add|draw|repeat|continue|insert|include)\b.*\b(?:more|similar|similarly|others?|rest|remaining|same|here|etc)\b"
    r"|(?:and )?(?:the )?(?:rest|remaining|similarly|same (?:for|as)|more|other)\b"
    r".*\b(?:here|omitted|etc|so on|follow|similar(?:ly)?)\b)",
    re.I | re.S,
)
_ASKS_ABROAD = re.compile(
    r"\u7701\u7565|\u540c\u7406|\u4ee5\u6b64\u7c7b\u63a8|\u4ee5\u6b64\u985e\u63a8|\u5176\u4f59|\u7565\s*\Z|\u540c\u69d8|\u540c\u6837|\uc0dd\ub7b5|\ub098\uba38\uc9c0|\uac19\uc740 \ubc29\uc2dd"
    r"|\u043e\u0441\u0442\u0430\u043b\u044c\u043d|\u0430\u043d\u0430\u043b\u043e\u0433\u0438\u0447\u043d|\u0438 \u0442\. ?\u0434"
    r"|\bresto d|\bdem\u00e1s\b|\bde la misma (?:forma|manera)\b|\brepetir (?:para|lo mismo)\b|\by as\u00ed sucesivamente\b"
    r"|\breste d|\bet ainsi de suite\b|\bde m\u00eame pour\b|\bici d'autres\b"
    r"|\b(?:der|die|den|das) (?:rest|\u00fcbrigen?)\b|\bentsprechend f\u00fcr\b|\bund so weiter\b|\busw\b|\brestliche"
    r"|\bo restante\b|\be assim por diante\b|\bil resto d|\be cos\u00ec via\b|\bve ben",
    re.I,
)
"""The same in Chinese, Japanese, Korean, Russian, Spanish, French, German, Portuguese, Italian and Turkish."""
_MARKUP = re.compile(r"<[a-z]+\s+(?:\.{3}|\u2026)\s*/?>|>(\s*(?:\.{3}|\u2026)[^<>]{0,80})(?=<)", re.I)


@rule(
    "R017",
    "elision-placeholder",
    Stage.REPLY,
    Severity.WARNING,
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
    for m in _COMMENT.finditer(source, start, end):
        if (dots and _TRAILS_OFF.fullmatch(m[1])) or _ASKS.match(m[1]) or _ASKS_ABROAD.search(m[1]):
            yield m.span()
    for m in _MARKUP.finditer(source, start, end) if dots else ():
        if m[1] is None:
            yield m.span()
        elif not _in_text(source, m.start(1)):
            yield m.span(1)


def _in_text(source: str, at: int) -> bool:
    """Whether character data at `at` stands directly in an element whose text is drawn or read."""
    opening = re.compile(r"</?([A-Za-z][\w:.\-]*)").match(source, source.rfind("<", 0, at))
    return opening is not None and vocabulary.holds_text(opening[1])
