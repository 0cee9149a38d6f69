"""Growth: things in a row that differ only in growing numbers. A row of a drawing, until it is far off or too long.

The text is reduced to its skeleton, every number a ``#``. Where the skeleton repeats, each number has its slot in the
period, and a slot either keeps moving one way or does not.
"""

from __future__ import annotations

import re

from svgguard.generation.stream.patterns import CANVASES, MOST_REPEATS
from svgguard.text.repetition import demand, final_period

_NUMBER = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+))")
_UNFINISHED = re.compile(r"[-+]?[\d.]{0,32}\Z")
_WINDOW = 1700
"""Characters of the skeleton that are kept: four of the longest periods, and some."""
_ROW = 16
"""How often a coordinate has to have moved the same way before its distance counts."""
_COORDINATE = re.compile(r"""\s(?:c?[xy][12]?)\s*=\s*\\?["']\#|\btranslate\(\s*\#(?:[\s,]+\#)?""")
_SCALED = re.compile(r"scale[XY]?\(|matrix\(|<(?:symbol|marker|pattern)\b")
"""What gives coordinates another measure than the canvas's; after one, their distance is not judged."""
_SCALED_REACH = 8
_POSITIONS = re.compile(r"[MLHVCSQT#\s,]+")
"""The skeleton of absolute path data and of points."""


def _enough(period: int) -> int:
    return max(4 * period, 64)


_WANTED = demand(_enough)


class GrowthDetector:
    """Finds rows of growing numbers in a text that comes in pieces; amortised constant time per character."""

    def __init__(self) -> None:
        self._rest = ""
        self._skeleton = ""
        self._numbers: list[str] = []
        self._row: _Row | None = None
        self._scaled = False

    def feed(self, text: str, canvas: float | None) -> str:
        """Take more text; returns what is wrong with the row it is in, or nothing.

        `canvas` is the larger of the canvas's width and height; None when it is not known.
        """
        text = self._rest + text
        cut = m.start() if (m := _UNFINISHED.search(text, max(0, len(text) - 33))) else len(text)
        self._rest = text[cut:]
        parts = _NUMBER.split(text[:cut])
        fresh, numbers = "#".join(parts[::2]), parts[1::2]
        known = len(self._skeleton)
        self._skeleton += fresh
        self._scaled = self._scaled or _SCALED.search(self._skeleton, max(0, known - _SCALED_REACH)) is not None
        row = self._row
        if row is not None and self._skeleton[known - row.period : -row.period] == fresh:
            row.extend(numbers)
        else:
            self._row = row = None
        self._numbers += numbers
        if len(self._skeleton) > 2 * _WINDOW:
            self._skeleton = self._skeleton[-_WINDOW:]
            self._numbers = self._numbers[len(self._numbers) - self._skeleton.count("#") :]
        if row is None:
            self._row = row = self._find()
        return row.complaint(None if self._scaled else canvas) if row is not None else ""

    def _find(self) -> _Row | None:
        found = final_period(self._skeleton, _WANTED)
        if found is None:
            return None
        period, length = found
        stretch = self._skeleton[len(self._skeleton) - length :]
        unit, count = stretch[:period], stretch.count("#")
        if "#" not in unit:
            return None
        row = _Row(unit)
        row.extend(self._numbers[len(self._numbers) - count :])
        return row


class _Row:
    """A skeleton that repeats, and how the number in each slot of its period moves."""

    def __init__(self, unit: str) -> None:
        self.period = len(unit)
        slots = unit.count("#")
        self._last: list[float | None] = [None] * slots
        self._way = [0] * slots
        self._steady = [0] * slots
        """For how many periods each slot has not turned back."""
        self._next = 0
        self._coordinates = _coordinates(unit)

    def extend(self, numbers: list[str]) -> None:
        """Take the numbers that follow, in order."""
        for number in numbers:
            slot, value = self._next, float(number)
            last = self._last[slot]
            way = 0 if last is None else (value > last) - (value < last)
            if way and way == -self._way[slot]:
                self._steady[slot] = 0
            self._way[slot] = way or self._way[slot]
            self._steady[slot] += 1
            self._last[slot] = value
            self._next = (slot + 1) % len(self._last)

    def complaint(self, canvas: float | None) -> str:
        """Why this row is a loop, or nothing."""
        repeats = min(self._steady)
        if repeats > MOST_REPEATS and any(self._way):
            return f"{repeats} in a row that differ only in growing numbers"
        if canvas is not None:
            for slot in self._coordinates:
                value = self._last[slot] or 0.0
                far = value > (CANVASES + 1) * canvas or value < -CANVASES * canvas
                if far and self._way[slot] and self._steady[slot] >= _ROW:
                    return f"what is drawn moves away, now at {value:g} of a canvas of {canvas:g}"
        return ""


def _coordinates(unit: str) -> list[int]:
    """The slots of a unit, in any rotation, that say where something is drawn."""
    slots = unit.count("#")
    if _POSITIONS.fullmatch(unit):
        return list(range(slots))
    twice = unit + unit
    found: set[int] = set()
    for m in _COORDINATE.finditer(twice):
        first = twice.count("#", 0, m.start())
        found.update((first + i) % slots for i in range(m[0].count("#")))
    return sorted(found)
