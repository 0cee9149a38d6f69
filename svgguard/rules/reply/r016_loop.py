"""The answer ends in a loop.

## Why it is bad

The same characters over and over, until the token limit: `---`, a word, a base64 payload.

## What the repair does

What was drawn before the loop is kept, the half-written element it ran in goes with the cut; where there was no SVG
before it, ask again with another seed or a higher temperature.

## How safe it is

Unsafe where drawing goes with the cut; safe where the loop stands behind the SVG.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, rule
from svgguard.text.pattern import lazy_pattern
from svgguard.text.repetition import demand, final_period
from svgguard.types import Finding, Repair, Safety, Severity

_TAIL = 4000
_APPENDED = lazy_pattern(r"(?:\s*+</[\w:]*+>|\s*+`{3,}+)++\s*\Z")
_WHOLE = lazy_pattern(r">\s*</svg>")
_WANTED = demand(lambda period: max(4 * period, 240))
"""Fewer characters than end a stream: what ends an answer had no end of its own."""


def find_loop(text: str) -> tuple[int, int] | None:
    """Where the loop that ends `text` begins, and its period in characters; None when it does not end in one."""
    end = len(text.rstrip())
    if appended := _APPENDED.search(text, max(0, end - 60), end):
        end = appended.start()
    found = final_period(text[max(0, end - _TAIL) : end], _WANTED)
    if found is None or text[end - found[0] : end].isspace():
        return None
    period, length = found
    start = end - length
    while start > 0 and text[start - 1] == text[start - 1 + period]:
        start -= 1
    return start, period


@rule(
    "R016",
    "loop",
    REPLY,
    Severity.ERROR,
)
def loop(extraction: Extraction) -> Iterable[Finding]:
    source = extraction.source
    if (
        extraction.text is not None
        and extraction.end == len(source)
        and _WHOLE.fullmatch(source, source.rfind(">", 0, -1))
    ):
        return
    loop = find_loop(source)
    if loop is not None:
        start, period = loop
        unit = source[start : start + min(period, 24)]
        # Only a loop inside an unfinished tag goes with that tag; one in the text of the drawing stays.
        in_tag = extraction.text is not None and source.rfind("<", 0, start) > source.rfind(">", 0, start)
        repair = Repair((), Safety.UNSAFE, "it goes with the unfinished tag") if in_tag else None
        if extraction.text is not None and start >= extraction.end:
            repair = Repair((), Safety.SAFE, "it stands behind the SVG, which is taken out")
        yield Finding(start, len(source), f"{unit!r} repeats to the end of the answer", repair)
