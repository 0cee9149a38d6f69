"""What the tokenizer speaks of: tokens, attributes, names, and a text that can be searched forward in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from svgguard.syntax.deviation import Deviation
from svgguard.types import Edit, Finding, Repair, Safety

NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*"
"""A name without a colon, in ASCII as all of SVG's are."""
QNAME = rf"{NAME}(?::{NAME})?"

_ASCII_QNAME = re.compile(QNAME)
_ATTRIBUTE = re.compile(r"([^\s=]+)\s*=\s*([\"'])(.*?)\2", re.S)
_NAME_BEFORE_VALUE = re.compile(r"([^\s=]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


@cache
def _any_qname() -> re.Pattern[str]:
    """Any qualified name (Namespaces in XML 1.0, QName); costly to compile, and rarely needed."""
    start = (
        r"A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
        r"\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
    )
    name = rf"[{start}][{start}\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*"
    return re.compile(rf"{name}(?::{name})?")


def is_qname(word: str) -> bool:
    """True if `word` may name an element or attribute."""
    return (_ASCII_QNAME if word.isascii() else _any_qname()).fullmatch(word) is not None


def qname_end(text: str, start: int, end: int) -> int:
    """Where the qualified name that begins at `start` ends, at most `end`; `start` when there is none."""
    m = (_ASCII_QNAME if text[start:end].isascii() else _any_qname()).match(text, start, end)
    return m.end() if m else start


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what `pattern` matches at `at` ends; `at` when it matches nothing there."""
    m = pattern.match(text, at)
    return m.end() if m else at


class TokenKind(Enum):
    """What a token is."""

    TEXT = 0
    START = 1
    END = 2
    COMMENT = 3
    CDATA = 4
    INSTRUCTION = 5
    DECLARATION = 6
    """An XML declaration."""
    DOCTYPE = 7


@dataclass(slots=True, eq=False)
class Attribute:
    """One attribute of a start tag: its name as meant, its raw value, and where both stand."""

    name: str
    value: str
    start: int
    """Offset of the first character of its name."""
    name_end: int
    value_start: int
    value_end: int
    end: int
    """Offset after its closing quote."""


class Token:
    """A piece of the text; the tokens of a text put together are the text."""

    split: list[Attribute] | None = None
    """The attributes of a start tag, once they have been asked for."""
    inside: tuple[str, int, int] = ("", 0, 0)
    """Where the attributes of a well-formed start tag stand: the text read, and two offsets in it."""
    empty = False
    """True if a start tag ends in ``/>``."""
    cut = False
    """True if the answer ended inside this token."""
    open_end = 0
    """Offset of a start tag's closing ``>`` or ``/>``, or where it is to be inserted."""
    bracket = ""
    """The bracket of a start tag that is missing and will be inserted at `open_end`."""
    shapes: list[tuple[Deviation, Finding]] | tuple[()] = ()
    """How the token deviates from well-formed XML, each with its finding and edits."""

    # Most tokens are white space between tags, so what few of them have is set only where it is not the default.
    def __init__(
        self, kind: TokenKind, start: int, end: int, name: str = "", name_start: int = 0, name_end: int = 0
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.name = name
        """The element name of a tag, as meant."""
        self.name_start = name_start
        self.name_end = name_end

    @property
    def attributes(self) -> list[Attribute]:
        """The attributes of a start tag, in order. Split on first use: most tags are read only to be passed by."""
        if self.split is None:
            text, start, end = self.inside
            self.split = [
                Attribute(m[1], m[3], m.start(), m.end(1), m.start(3), m.end(3), m.end())
                for m in _ATTRIBUTE.finditer(text, start, end)
            ]
        return self.split

    @property
    def attribute_names(self) -> list[str]:
        """The names of the attributes, in order."""
        if self.split is None:
            text, start, end = self.inside
            return _NAME_BEFORE_VALUE.findall(text, start, end)
        return [a.name for a in self.split]

    def deviates(
        self,
        shape: Deviation,
        start: int,
        end: int,
        message: str,
        *edits: Edit,
        safety: Safety = Safety.SAFE,
        how: str = "",
    ) -> None:
        """Record one deviation and the edits that remove it."""
        if isinstance(self.shapes, tuple):
            self.shapes = []
        self.shapes.append((shape, Finding(start, end, message, Repair(edits, safety, how))))

    @property
    def edits(self) -> list[Edit]:
        """The edits that remove all its deviations, as they were recorded."""
        return [edit for _, finding in self.shapes if finding.repair for edit in finding.repair.edits]

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute of that name."""
        return next((a for a in self.attributes if a.name == name), None)


def good_start(text: str, m: re.Match[str]) -> Token:
    """A well-formed start tag from a match whose groups are its name, its attributes, and the slash it may end in."""
    name_start, end, open_end = m.start(1), m.end(), m.start(3)
    token = Token(TokenKind.START, name_start - 1, end, m[1], name_start, m.end(1))
    token.inside = text, m.start(2), m.end(2)
    token.empty = end - open_end > 1
    token.open_end = open_end
    return token


class Source:
    """A text under reading: remembers where the next of a searched string is, so that repeated searches stay linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.size = len(text)
        self._next: dict[str, tuple[int, int]] = {}

    def find(self, wanted: str, start: int) -> int:
        """Like `str.find`, amortised over searches that move forward."""
        asked, found = self._next.get(wanted, (0, -2))
        if found == -2 or not (asked <= start and (start <= found or found == -1)):
            found = self.text.find(wanted, start)
            self._next[wanted] = (start, found)
        return found


_APPENDED = 64
"""How many characters of end tags at the end of a text may have been appended to it."""
_END_TAGS = re.compile(r"(?:\s*+</[A-Za-z:]*+\s*+>?)++\s*\Z")


def only_end_tags(text: str, at: int) -> bool:
    """True if nothing but a few end tags follows `at`: what a caller appends to hide a cut."""
    return len(text) - at <= _APPENDED and _END_TAGS.match(text, at) is not None
