"""Repetition: whether a text ends in the same characters over and over. What the streaming guard and R016 look with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

LONGEST_PERIOD = 400
"""The longest period looked for, in characters."""


@dataclass(frozen=True, slots=True)
class Demand:
    """For how long a text has to repeat, by period."""

    lengths: tuple[int, ...]
    slack: tuple[int, ...]
    """By how much the length wanted for this or any longer period at least exceeds that period."""


def demand(length: Callable[[int], int]) -> Demand:
    """The table of what `length` wants of each period; always more than the period itself."""
    lengths = tuple(length(period) for period in range(LONGEST_PERIOD + 1))
    beyond = [wanted - period for period, wanted in enumerate(lengths)]
    return Demand(lengths, tuple(accumulate(reversed(beyond), min))[::-1])


def final_period(text: str, wanted: Demand) -> tuple[int, int] | None:
    """The shortest period in which `text` ends for as long as wanted, and for how many characters it does; else None.

    Takes a few searches of the last characters of `text`, whatever they hold.
    """
    size = len(text)
    least, needle = 1, wanted.slack[1]
    # A text with a period repeats its end one period earlier: most texts are told apart by that alone.
    while (
        least <= LONGEST_PERIOD
        and size >= needle + least
        and (at := text.rfind(text[-needle:], max(0, size - LONGEST_PERIOD - needle), size - least)) >= 0
    ):
        period = size - needle - at
        length = period + _common_ending(text, period)
        if length >= wanted.lengths[period]:
            return period, length
        # Two periods that both hold for the sum of their lengths share a divisor (Fine and Wilf), which would have
        # been found before: the next one is longer than what this one leaves, and repeats the place where it breaks.
        least = max(period, length - period) + 1
        if least <= LONGEST_PERIOD:
            needle = max(needle, min(length + 1, wanted.slack[least]))
    return None


def _common_ending(text: str, shift: int) -> int:
    """How many of the last characters of `text` come again `shift` characters earlier."""
    size = len(text)
    low, high = 0, size - shift
    while low < high:
        middle = (low + high + 1) // 2
        if text[size - middle : size - low] == text[size - shift - middle : size - shift - low]:
            low = middle
        else:
            high = middle - 1
    return low
