"""How near two names are: the one measure by which a misspelling is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LONG = 64
"""Characters of a name from which on it is not kept."""


def folded(name: str) -> str:
    """A name without case, hyphens, underscores and colons, its accents composed: what its spellings have in common."""
    plain = name if name.isascii() else unicodedata.normalize("NFC", name)
    return re.sub(r"[-_:.\s]", "", plain).lower()


def distance(a: str, b: str, most: int = 3) -> int:
    """Edits between two strings: insertions, deletions, substitutions, swaps of neighbours (optimal string alignment).

    Counting stops at `most` + 1; only cells of the table that can hold so little are worked out, so the time is linear
    in the length for a given `most` (Ukkonen 1985).
    """
    beyond = most + 1
    if abs(len(a) - len(b)) > most or (_letters(a) ^ _letters(b)).bit_count() > 2 * most:
        return beyond
    return (_distance if len(a) + len(b) <= 2 * _LONG else _distance.__wrapped__)(a, b, most)


@lru_cache(maxsize=4096)
def _distance(a: str, b: str, most: int) -> int:
    beyond = most + 1
    before: dict[int, int] = {}
    row = {j: j for j in range(min(most, len(b)) + 1)}
    for i, x in enumerate(a, 1):
        above, row = row, {0: i} if i <= most else {}
        for j in range(max(1, i - most), min(len(b), i + most) + 1):
            y = b[j - 1]
            cost = min(above.get(j, beyond) + 1, row.get(j - 1, beyond) + 1, above.get(j - 1, beyond) + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before.get(j - 2, beyond) + 1)
            row[j] = cost
        if min(row.values()) > most:
            return beyond
        before = above
    return min(row.get(len(b), beyond), beyond)


def _letters(name: str) -> int:
    """Which letters a name has, as bits: one edit changes two of them at most."""
    return _letters_of(name if len(name) <= _LONG else frozenset(name))


@lru_cache(maxsize=4096)
def _letters_of(letters: str | frozenset[str]) -> int:
    bits = 0
    for letter in set(letters):
        bits |= 1 << (ord(letter) % 64)
    return bits


def tolerance(name: str) -> int:
    """How many edits a misspelling of a name of this length may have: one, or two from seven letters on."""
    return 1 if len(name) < 7 else 2


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The known names within tolerance of `name`, nearest ones only, in order."""
    best: list[str] = []
    least = tolerance(name)
    for candidate in sorted(known):
        apart = distance(name, candidate, least)
        if apart < least:
            best, least = [candidate], apart
        elif apart == least:
            best.append(candidate)
    return best
