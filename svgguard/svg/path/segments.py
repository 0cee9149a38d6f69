"""Path data that is right: its segments, up to the first that cannot be read, as viewers draw it (SVG 2, 9.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from svgguard.svg.path.reading import ARITY, COMMANDS
from svgguard.text.pattern import lazy_pattern

_NUMBER = lazy_pattern(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_FLAG = lazy_pattern(r"[\s,]*([01])")
_LETTER = lazy_pattern(r"\s*([A-Za-z])")
_FLAGS = (3, 4)
"""The arguments of an arc that are one digit each, and need nothing between them."""


class Segment(NamedTuple):
    """A command letter with exactly its arguments; what follows a moveto without a letter is a lineto."""

    letter: str
    arguments: tuple[float, ...]


def segments(data: str) -> Iterator[Segment]:
    """The segments of path data, up to the first that cannot be read; none where it does not begin with a moveto."""
    at, begun = 0, False
    while m := _LETTER.match(data, at):
        letter, at = m[1], m.end()
        if letter not in COMMANDS or not (begun or letter in "Mm"):
            return
        begun = True
        if letter in "Zz":
            yield Segment(letter, ())
            continue
        read = 0
        while (given := _arguments(data, at, letter)) is not None:
            arguments, at = given
            yield Segment(letter, arguments)
            letter = {"M": "L", "m": "l"}.get(letter, letter)
            read += 1
        if not read:
            return


def _arguments(data: str, at: int, letter: str) -> tuple[tuple[float, ...], int] | None:
    """The arguments of one segment, and where they end; None where there are too few."""
    kind = letter.lower()
    numbers: list[float] = []
    for place in range(ARITY[kind]):
        m = (_FLAG if kind == "a" and place in _FLAGS else _NUMBER).match(data, at)
        if m is None:
            return None
        numbers.append(float(m[1]))
        at = m.end()
    return tuple(numbers), at
