"""Loops: a text that comes in pieces and says the same over and over, told from drawings that repeat themselves.

In real answers and drawings nothing repeats exactly for as long as two thirds of what is called a loop here; what
`patterns` knows to draw something new each time is let go on, what only counts up is for `growth`.
"""

from __future__ import annotations

from dataclasses import dataclass

from svgguard.generation.stream.growth import GrowthDetector
from svgguard.generation.stream.patterns import repeats_allowed
from svgguard.generation.stream.stop import Stop, StopReason
from svgguard.text.repetition import LONGEST_PERIOD, demand, final_period

BLOCK = 16
"""Characters between two looks for a repetition."""
_PIECE = 64
"""Characters in which an answer may arrive at once and still be stopped in time."""
_EARLY = _PIECE + BLOCK - 2
_PERIODS = 3
_CHARACTERS = 400
_WINDOW = _PERIODS * LONGEST_PERIOD
_GROWTH_BLOCK = 8 * BLOCK
_USUAL_CANVAS = 512.0
_SENTENCE = 24
"""Characters from which a period is a sentence rather than a word."""
_PLANS = 12
"""How often a thought may say the same sentences: a model that goes over its plan again draws in the end."""


def _enough(period: int) -> int:
    """For how many characters a text has to repeat: three periods or 400 characters, less what may come at once."""
    return max(_PERIODS * period, _CHARACTERS) - _EARLY


_WANTED = demand(_enough)


@dataclass(slots=True)
class _Allowed:
    """A repetition that draws."""

    period: int
    start: int
    seen: int
    """How far it has been followed."""
    until: int
    """Where it has become a loop."""


class LoopDetector:
    """Finds loops in a text that comes in pieces; amortised constant time per character."""

    def __init__(self, where: str = "text") -> None:
        self.thinks = where == "reasoning"
        """True if the text that comes is thought, which may repeat its plan."""
        self._where = where
        self._begun = ""
        self._tail = ""
        self._size = 0
        self._allowed: _Allowed | None = None
        self._growth = GrowthDetector()
        self._growing: list[str] = []

    def feed(self, text: str, canvas: float | None) -> Stop | None:
        """Take more text; returns a stop once it loops. `canvas` as in `GrowthDetector.feed`."""
        begun = self._begun = self._begun + text
        if len(begun) < BLOCK:
            return None
        whole = len(begun) - len(begun) % BLOCK
        self._begun = begun[whole:]
        for at in range(0, whole, BLOCK):
            if stop := self._read(begun[at : at + BLOCK], canvas):
                return stop
        return None

    def _read(self, block: str, canvas: float | None) -> Stop | None:
        self._size += BLOCK
        tail = self._tail + block
        self._tail = tail = tail[-_WINDOW:] if len(tail) > 2 * _WINDOW else tail
        found = final_period(tail, _WANTED)
        if found is not None and (stop := self._judge(*found, canvas)):
            return stop
        self._growing.append(block)
        if self._size % _GROWTH_BLOCK:
            return None
        complaint = self._growth.feed("".join(self._growing), canvas)
        self._growing.clear()
        return Stop(StopReason.LOOP, self._size, complaint, "", self._where) if complaint else None

    def _judge(self, period: int, length: int, canvas: float | None) -> Stop | None:
        tail, known = self._tail, self._allowed
        start = self._size - length
        if known is not None and known.period == period and start <= known.seen - period:
            known.seen = self._size
            if self._size < known.until:
                return None
            start = known.start
        else:
            unit = tail[-period:]
            plans = _PLANS if self.thinks and period >= _SENTENCE else 0
            allowed = max(plans, repeats_allowed(unit, canvas or _USUAL_CANVAS))
            self._allowed = _Allowed(period, start, self._size, start + allowed * period)
            if self._size < self._allowed.until:
                return None
        offset = (start - self._size) % period
        unit = (tail[-period:] * 2)[offset : offset + period]
        message = f"{unit[:24]!r} repeats" if period <= 24 else f"{unit[:24]!r}… repeats every {period} characters"
        return Stop(StopReason.LOOP, start, message, unit, self._where)
