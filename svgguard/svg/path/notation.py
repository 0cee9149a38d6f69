"""Numbers of path data in another notation than the rest: `1.71e+02` where all others are plain, as in `170.666667`.

What rounds some numbers to three digits leaves such a mixture. Where just one number of the path rounds to the same
digits, it is taken for the one rounded; otherwise the number is written plainly, which draws the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.svg.path.reading import PathToken

_ROUNDED = re.compile(r"[-+]?\d+\.\d\de[-+]0[0-3]")


def is_rounded(token: PathToken) -> bool:
    """True if a number is in a notation that programs choose for numbers of this size only when told to."""
    return token.value is not None and _ROUNDED.fullmatch(token.text) is not None


def plain(tokens: Iterable[PathToken]) -> dict[int, PathToken]:
    """The rounded numbers as they may have been, by where they start; none where that notation is the rule."""
    numbers = [t for t in tokens if t.value is not None]
    rounded = [t for t in numbers if is_rounded(t)]
    if not rounded or 2 * len(rounded) > len(numbers):
        return {}
    known: dict[str, set[str]] = {}
    for token in numbers:
        if not is_rounded(token) and token.value is not None:
            known.setdefault(f"{abs(token.value):.2e}", set()).add(token.text.lstrip("+-"))
    short = sum(t.text.lstrip("+-").startswith(".") for t in numbers) > 0
    return {t.start: _restored(t, known, short) for t in rounded}


def _restored(token: PathToken, known: dict[str, set[str]], short: bool) -> PathToken:
    value = token.value or 0.0
    sign = "-" if value < 0 else ""
    exact = f"{abs(value):.7f}".rstrip("0").rstrip(".")
    same = known.get(f"{abs(value):.2e}", set())
    digits = exact.replace(".", "").strip("0")
    text = next(iter(same)) if len(same) == 1 and len(digits) == 3 else exact
    if short and text.startswith("0."):
        text = text[1:]
    return PathToken(sign + text, token.start, token.end, float(sign + text))
