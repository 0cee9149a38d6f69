"""Literals: how Python and JSON write a text between quotes, read as edits and written back."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from svgguard.text.pattern import lazy_pattern
from svgguard.types import Edit

_SVG = lazy_pattern(r"svg", re.I)
_JSON_STRING = lazy_pattern(r'"((?:[^"\\\n]|\\.)*+)"')
_JSON_ESCAPE = lazy_pattern(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)
_PYTHON_ESCAPE = lazy_pattern(
    r"\\(?:\n|[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|[0-7]{1,3}|N\{[^}]*\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"
)
_PYTHON_STRING = lazy_pattern(r"(?P<prefix>[A-Za-z]*)(?P<quote>'''|\"\"\"|'|\")", re.S)


@dataclass(frozen=True, slots=True)
class Literal:
    """A stretch of a file in which text is written in one way."""

    start: int
    end: int
    decode: Callable[[str], list[Edit] | None]
    """What makes the text meant of characters as they stand there; None for what cannot stand there."""
    escape: Callable[[str], str]
    """The characters that stand for a text there."""
    obstacle: str = ""
    """Why nothing may be written there, else empty."""


PLAIN = Literal(0, 0, lambda text: [], lambda text: text)
"""Text that stands for itself."""


def json_literals(text: str) -> Iterator[Literal]:
    """The strings of JSON, or of lines of it, that may hold an SVG."""
    ascii_only = text.isascii()

    def decode(raw: str) -> list[Edit] | None:
        found = [Edit(m.start(), m.end(), json.loads(f'"{m[0]}"')) for m in _JSON_ESCAPE.finditer(raw)]
        rest = _JSON_ESCAPE.sub("", raw)
        return None if '"' in rest or "\\" in rest or "\n" in rest else found

    def escape(meant: str) -> str:
        return json.dumps(meant, ensure_ascii=ascii_only)[1:-1]

    for m in _JSON_STRING.finditer(text):
        if _SVG.search(m[1]):
            yield Literal(m.start(1), m.end(1), decode, escape)


def python_literals(text: str) -> Iterator[Literal]:
    """The strings of a Python program that may hold an SVG; none when it is no Python that this one reads."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return
    lines = [0]
    for line in io.StringIO(text, newline=""):
        lines.append(lines[-1] + len(line))
    opened: list[int] = []
    for token in tokens:
        start, end = (lines[row - 1] + column for row, column in (token.start, token.end))
        kind = tokenize.tok_name[token.type]
        if kind in ("FSTRING_START", "TSTRING_START"):
            opened.append(start)
        elif kind in ("FSTRING_END", "TSTRING_END"):
            start = opened.pop()
            if not opened and _SVG.search(text, start, end):
                yield Literal(start, end, PLAIN.decode, PLAIN.escape, "it stands in an f-string")
        elif kind == "STRING" and not opened and _SVG.search(token.string):
            yield _python_literal(token.string, start, end)


def _python_literal(string: str, start: int, end: int) -> Literal:
    m = _PYTHON_STRING.match(string)
    assert m is not None  # noqa: S101 -- for the type checker: the tokenizer says that it is a string
    prefix, quote = m["prefix"].lower(), m["quote"]
    raw = "r" in prefix
    obstacle = "it stands in an f-string" if "f" in prefix else "it stands in bytes" if "b" in prefix else ""

    def decode(body: str) -> list[Edit] | None:
        if quote in (body if raw else _PYTHON_ESCAPE.sub("", body)):
            return None
        if len(quote) == 1 and "\n" in (body if raw else _PYTHON_ESCAPE.sub("", body)):
            return None
        if raw:
            return []
        return [Edit(e.start(), e.end(), ast.literal_eval(f'"""{e[0]}"""')) for e in _PYTHON_ESCAPE.finditer(body)]

    def escape(meant: str) -> str:
        if raw:
            return meant
        written = meant.replace("\\", "\\\\")
        if len(quote) == 1:
            written = written.replace("\r", "\\r").replace("\n", "\\n").replace(quote, f"\\{quote}")
        return written

    return Literal(start + m.end(), end - len(quote), decode, escape, obstacle)
