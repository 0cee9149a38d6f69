"""Places in a text already known to be well-formed: nothing can deviate there, so nothing is weighed.

A tag is read only when it is asked for: most documents are asked for one or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svgguard.syntax.tokens import Token, TokenKind, good_start
from svgguard.syntax.tree import Element, SyntaxTree

_OTHER = (
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"|<!DOCTYPE(?:[^\"'\[>]|\"[^\"]*\"|'[^']*'"
    r"|\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|<)*\])*>"
)
_START = re.compile(rf"{_OTHER}|<([^/!?])", re.S)
_TAG = re.compile(r"<([^\s/>]+)((?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
_NEXT = re.compile(rf"{_OTHER}|<(/?)([^\s/>]+)[^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*>", re.S)


def starts(text: str) -> list[int]:
    """Offsets of the start tags of a well-formed text, in document order."""
    return [m.start() for m in _START.finditer(text) if m[1]]


def start_tag(text: str, at: int) -> Token:
    """The start tag at an offset that `starts` gave."""
    m = _TAG.match(text, at)
    assert m is not None  # noqa: S101 -- for the type checker: the text is well-formed
    return good_start(text, m)


def ends(text: str) -> dict[int, Token]:
    """The end tags of a well-formed text, by the offset of the start tag that each belongs to."""
    found: dict[int, Token] = {}
    opened: list[int] = []
    for m in _NEXT.finditer(text):
        if m[1]:
            found[opened.pop()] = Token(TokenKind.END, m.start(), m.end(), m[2], m.start(2), m.end(2))
        elif m[2] and text[m.end() - 2] != "/":
            opened.append(m.start())
    return found


def markup(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Every piece of markup, in order: where it begins and ends, and the name of a tag as written; None for no tag."""
    return ((m.start(), m.end(), m[2]) for m in _NEXT.finditer(text))


def root_alone(text: str) -> SyntaxTree:
    """A tree of the root element without what it holds."""
    root = start_tag(text, next(m.start() for m in _START.finditer(text) if m[1]))
    return SyntaxTree(text, [root], [Element(root, None, end=len(text))], [])
