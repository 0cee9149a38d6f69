"""How near two names are: the one measure by which a misspelling is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def folded(name: str) -> str:
    """A name without case, hyphens, underscores and colons, its accents composed: what its spellings have in common."""
    plain = name if name.isascii() else unicodedata.normalize("NFC", name)
    return re.sub(r"[-_:.\s]", "", plain).lower()


def distance(a: str, b: str, most: int = 3) -> int:
    """Edits between two strings: insertions, deletions, substitutions, swaps of neighbours (optimal string alignment).

    Counting stops at `most` + 1.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row = row, [i]
        for j, y in enumerate(b, 1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = above
    return row[-1]


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
