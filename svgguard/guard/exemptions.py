"""Comments that exempt: ``<!-- svgguard: ignore V063 -->`` before an element, or before the root for the whole file.

They are heeded where the policy says so, which is where a person wrote the file; what a model writes excuses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from svgguard.rules import Rule, codes
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding

MARK = "svgguard:"
NEVER = ("U", "X")
"""Families that nothing exempts: what runs or fetches, and what is no document."""
_COMMENT = lazy_pattern(r"\s*svgguard:\s*ignore\s+([\w\s,-]+?)\s*")
_TOKEN = lazy_pattern(
    r"<!--(?P<comment>.*?)-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<end>/)?(?P<name>[^\s/>!?]+)(?:\"[^\"]*\"|'[^']*'|[^'\">])*>",
    re.S,
)
_Pair = TypeVar("_Pair", bound=tuple[Rule, Finding])


@dataclass(frozen=True, slots=True)
class _Exemption:
    start: int
    end: int
    codes: tuple[str, ...]

    def covers(self, code: str, at: int) -> bool:
        return self.start <= at < self.end and code.startswith(self.codes)


def without_exempted(found: list[_Pair], text: str) -> list[_Pair]:
    """What was found in `text` and is not exempted by a comment in it."""
    if not found or MARK not in text:
        return found
    exemptions = list(_exemptions(text))
    return [
        pair
        for pair in found
        if pair[0].code.startswith(NEVER) or not any(one.covers(pair[0].code, pair[1].start) for one in exemptions)
    ]


def comment(exempted: Sequence[str]) -> str:
    """The comment that exempts these codes."""
    return f"<!-- {MARK} ignore {' '.join(exempted)} -->"


def _exemptions(text: str) -> Iterator[_Exemption]:
    """One walk over the tags, with the elements that are open and what the comment before each exempts."""
    opened: list[tuple[int, tuple[str, ...]]] = []
    pending: tuple[str, ...] = ()
    for token in _TOKEN.finditer(text):
        if token["comment"] is not None:
            if told := _COMMENT.fullmatch(token["comment"]):
                pending += _meant(told[1])
        elif token["end"]:
            if opened:
                start, exempted = opened.pop()
                if exempted:
                    yield _Exemption(start, token.end(), exempted)
        elif token["name"]:
            # What stands before the root speaks for all that follows, the end of the file included.
            start, end = (0, len(text) + 1) if not opened else (token.start(), token.end())
            if pending and (token[0].endswith("/>") or start == 0):
                yield _Exemption(start, end, pending)
            if not token[0].endswith("/>"):
                opened.append((token.start(), pending))
            pending = ()
    yield from (_Exemption(start, len(text) + 1, exempted) for start, exempted in opened if exempted)


def _meant(words: str) -> tuple[str, ...]:
    known = codes()
    return tuple(known.get(word.lower(), word.upper()) for word in re.split(r"[\s,]+", words) if word)
