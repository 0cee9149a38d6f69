"""The parts every textual report shares: safe characters, display width, a table, the excerpt of a source line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from svgguard.types import Severity

SEVERITY_COLOURS = {
    Severity.FATAL: "bright_red",
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
}

Paint = Callable[..., str]
"""A function like `click.style`: text and style keywords to text."""

_BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TAB = "    "
_ELLIPSIS = "…"


def painter(colour: bool) -> Paint:
    """`click.style`, or when colours are not wanted a function of its shape that leaves the text alone."""
    if not colour:
        return lambda text, **_style: str(text)
    import click

    return click.style


def visible(text: str) -> str:
    """`text` on one line and harmless on a terminal: tabs widened, control characters and lone surrogates replaced."""
    return "".join(map(_glyph, text))


def _glyph(char: str) -> str:
    if " " <= char <= "~":
        return char
    if char == "\t":
        return _TAB
    if char in _BIDIRECTIONAL or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
        return "\ufffd"
    return char


def columns(text: str) -> int:
    """How many terminal columns `text` takes: two for a wide character, none for a combining one."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def excerpt(source: str, start: int, end: int, width: int = 100) -> tuple[str, str]:
    """The line of `source` that holds the span, and a line of ``^`` to print below it.

    Both fit in `width` columns: a long line is cut around the span, and a span over several lines is marked to the
    end of its first. The cost depends on `width`, not on the length of the line.
    """
    start = min(max(start, 0), len(source))
    reach = max(0, start - width)
    before = source[max(reach, source.rfind("\n", reach, start) + 1, source.rfind("\r", reach, start) + 1) : start]
    cut = len(before) == width and start > width
    after = source[start : start + 2 * width].replace("\r", "\n").partition("\n")[0]
    length = min(max(end - start, 0), len(after))

    head, span, tail = visible(before), visible(after[:length]), visible(after[length:])
    if cut or columns(head) + columns(span) + columns(tail) > width:
        room = max(width // 3, width - columns(span) - columns(tail) - 1)
        if cut or columns(head) > room:
            head = _ELLIPSIS + _fit(head[::-1], room - 1)[::-1]
        span, tail = _shorten(span, width - columns(head)), tail
        tail = _shorten(tail, width - columns(head) - columns(span))
    return head + span + tail, " " * columns(head) + "^" * max(1, columns(span))


def _shorten(text: str, room: int) -> str:
    """`text`, or as much of it as fits with an ellipsis."""
    return text if columns(text) <= room else _fit(text, room - 1) + _ELLIPSIS if room > 0 else ""


def _fit(text: str, room: int) -> str:
    """The longest beginning of `text` that takes at most `room` columns."""
    taken = 0
    for at, char in enumerate(text):
        taken += _columns(char)
        if taken > room:
            return text[:at]
    return text


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), paint: Paint) -> str:
    """A plain table under a heading; the columns numbered in `right` are set flush right."""
    cells = [tuple(head), *(tuple(map(visible, row)) for row in rows)]
    widths = [max(columns(row[at]) for row in cells) for at in range(len(head))]
    flush = frozenset(right)

    def line(row: Sequence[str]) -> str:
        padded = (
            " " * (width - columns(cell)) + cell if at in flush else cell + " " * (width - columns(cell))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(padded).rstrip()

    return "\n".join([paint(line(cells[0]), bold=True), *map(line, cells[1:])])


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The same as a Markdown table."""

    def line(row: Iterable[Any]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |"

    return "\n".join([line(head), line("---" for _ in head), *map(line, rows)])


def plural(count: int, noun: str) -> str:
    """``1 fault``, ``1,200 faults``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
