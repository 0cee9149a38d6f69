"""What engines draw otherwise than browsers even after CSS was worked out: one table for rules and for warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Limitation(NamedTuple):
    """Something in a document that is not drawn as written, at its first place."""

    start: int
    end: int
    message: str


_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_FOREIGN = "img|input|video|audio|canvas|iframe|textarea|select|object|embed|progress|meter|math|table"
_SIGNS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (
        ("backdrop-filter",),
        re.compile(r"backdrop-filter\s*:(?!\s*none)"),
        "backdrop-filter is not drawn",
    ),
    (
        ("mask-image", "mask:", "mask :"),
        re.compile(
            r"(?<![-\w])(?:-webkit-)?mask(?:-image)?\s*:(?!\s*(?:none|url\(\s*[\"']?#))[^;}\"']{0,300}?(?:gradient|image|url)\("
        ),
        "a mask that is no element of the document is not drawn",
    ),
    (("@container", "@scope"), re.compile(r"@(?:container|scope)\b"), "rules of @container and @scope are left out"),
    (
        ("offset-path",),
        re.compile(r"offset-path\s*:(?!\s*(?:none|path\())"),
        "offset-path follows no other shapes than path()",
    ),
    (
        ("background",),
        re.compile(r"(?<![-\w])background(?:-image)?\s*:[^;}\"']{0,300}?(?:gradient|url|image)\("),
        "images and gradients of a background are not drawn",
    ),
    (
        ("foreignObject",),
        re.compile(rf"<(?:[\w-]{{1,40}}:)?(?:{_FOREIGN})\b"),
        "of what stands in a foreignObject only text and boxes are drawn",
    ),
)
"""Words that a text must hold, where to look then, and what is to be said."""
_SERIF = re.compile(r"font(?:-family)?\s*[=:][^;{}<>]{0,200}?(?<![-\w])serif\b")
_STOP = re.compile(r"stop-color\s*[=:]\s*[\"']?\s*(?:(?:ok)?l(?:ab|ch)|color(?:-mix)?)\(")
_ENDLESS = re.compile(
    r"repeat(?:Count|Dur)\s*=\s*[\"']\s*indefinite"
    r"|(?:animation|animation-iteration-count)\s*:[^;{}\"']{0,300}?\binfinite\b"
)


def limitations(text: str) -> Iterator[Limitation]:
    """What is drawn otherwise than browsers draw it, each kind once, where it stands first."""
    looked_for = [(pattern, message) for words, pattern, message in _SIGNS if any(word in text for word in words)]
    if looked_for and "<!--" in text:
        text = _COMMENT.sub(lambda m: " " * len(m[0]), text)
    for pattern, message in looked_for:
        if m := pattern.search(text):
            yield Limitation(m.start(), m.end(), message)


def notes(text: str) -> Iterator[str]:
    """What no picture shows, and what is drawn a little otherwise; nothing that has to be known of a document."""
    if ("indefinite" in text or "infinite" in text) and _ENDLESS.search(text):
        yield "what moves without end is drawn as it stands after its first round"
    if "serif" in text and _SERIF.search(text):
        yield "letters with serifs are drawn without"
    if "stop-color" in text and _STOP.search(text):
        yield "gradients between colours of other spaces are mixed in sRGB"
    if "<feTurbulence" in text:
        yield "the noise of feTurbulence is not quite that of browsers"
