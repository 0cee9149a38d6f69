"""The report of what a repair changes, as a unified diff that ``patch -p0`` understands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from svgguard.cli.report.text import painter

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def unified(path: str, before: str, after: str, *, colour: bool = False) -> Iterator[str]:
    """The lines of the diff, each with its end; none when the two are one."""
    paint = painter(colour)
    for line in difflib.unified_diff(_lines(before), _lines(after), path, path):
        body = line.removesuffix("\n")
        yield paint(body, fg=_COLOURS.get(line[0])) + "\n"
        if body == line:
            yield "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines as patch counts them: only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
