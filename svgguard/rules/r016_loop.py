"""The answer ends in a loop.

The same characters over and over, until the token limit: `---`, a word, a base64 payload. What was drawn before the
loop is kept, the half-written element it ran in goes with the cut; where there was no SVG before it, ask again with
another seed or a higher temperature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Repair, Safety, Severity

_TAIL = 4000
_LONGEST = 400
"""The longest period looked for, in characters."""
_SAMPLE = 60
_APPENDED = re.compile(r"(?:\s*+</[\w:]*+>|\s*+`{3,}+)++\s*\Z")


_WHOLE = re.compile(r">\s*</svg>\s*\Z")


def find_loop(text: str) -> tuple[int, int] | None:
    """Where the loop that ends `text` begins, and its period in characters; None when it does not end in one."""
    end = len(text.rstrip())
    if appended := _APPENDED.search(text, max(0, end - 60), end):
        end = appended.start()
    tail = text[max(0, end - _TAIL) : end][::-1]
    # What ends the text comes again one period earlier: most texts are told apart by that alone.
    if tail.find(tail[:_SAMPLE], 1, _LONGEST + _SAMPLE + 1) < 0:
        return None
    for period, match in enumerate(_z(tail)):
        if 0 < period <= _LONGEST and period + match >= max(4 * period, 240):
            if tail[:period].isspace():
                return None
            start = end - period - match
            while start > 0 and text[start - 1] == text[start - 1 + period]:
                start -= 1
            return start, period
    return None


def _z(text: str) -> list[int]:
    """At each offset, how many characters from there on repeat the beginning (Gusfield's Z algorithm)."""
    size = len(text)
    z = [0] * size
    left = right = 0
    for i in range(1, size):
        if i < right:
            z[i] = min(right - i, z[i - left])
        while i + z[i] < size and text[z[i]] == text[i + z[i]]:
            z[i] += 1
        if i + z[i] > right:
            left, right = i, i + z[i]
    return z


@rule(
    "R016",
    "loop",
    Stage.REPLY,
    Severity.ERROR,
)
def loop(extraction: Extraction) -> Iterable[Finding]:
    source = extraction.source
    if extraction.text is not None and extraction.end == len(source) and _WHOLE.search(source, len(source) - 12):
        return
    loop = find_loop(source)
    if loop is not None:
        start, period = loop
        unit = source[start : start + min(period, 24)]
        # Only a loop inside an unfinished tag goes with that tag; one in the text of the drawing stays.
        in_tag = extraction.text is not None and source.rfind("<", 0, start) > source.rfind(">", 0, start)
        repair = Repair((), Safety.UNSAFE, "it goes with the unfinished tag") if in_tag else None
        yield Finding(start, len(source), f"{unit!r} repeats to the end of the answer", repair)
