"""Joins an answer that was cut off with what the model wrote when it was asked to go on. Pure functions.

Servers differ: some repeat the whole beginning they were sent, some part of it, some only go on; and a model asked in
words to go on likes to take up the last line once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SHORTEST_OVERLAP = 8
"""Characters from which on a repetition at the seam is taken for one; shorter ones come by chance (``"/>``)."""

_LEAD = re.compile(r"\s*(?:```\w*[ \t]*\n)?\s*")
"""White space, and a fence that the model opened anew."""

_ROOT = re.compile(r"<(?:\?xml|!DOCTYPE|svg)\b", re.I)


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two pieces of one answer meet."""

    at: int
    """The length of the first piece: what comes after is new."""
    repeated: int
    """How many characters at the beginning of the second piece are to be left out."""


def joined(before: str, after: str) -> str | None:
    """`before` and what goes on from it, a repetition at the seam written once; None when `after` begins anew."""
    where = seam(before, after)
    return None if where is None else before + after[where.repeated :]


def seam(before: str, after: str) -> Seam | None:
    """Where `after` goes on from `before`; None when it is no continuation but begins the whole once more.

    A repetition is the longest stretch that ends `before` and begins `after`, from `SHORTEST_OVERLAP` characters on;
    the whole of `before` counts however short it is. White space or a fence before a repetition is left out with it.
    Linear in the length of both.
    """
    lead = _LEAD.match(after)
    starts = dict.fromkeys((0, lead.end() if lead else 0))
    for start in starts:
        length = _overlap(before, after[start:])
        if length and (length >= SHORTEST_OVERLAP or length == len(before)):
            return Seam(len(before), start + length)
    if _ROOT.match(after, max(starts)) and _ROOT.search(before):
        return None
    fenced = "`" in after[: max(starts)]
    return Seam(len(before), max(starts) if fenced else 0)


def _overlap(before: str, after: str) -> int:
    """The length of the longest beginning of `after` that ends `before`, by the failure function of the beginning."""
    # Knuth, Morris and Pratt: read the end of `before` as a text in which the beginning of `after` is looked for.
    pattern = after[: len(before)]
    failure = [0] * len(pattern)
    matched = 0
    for i in range(1, len(pattern)):
        while matched and pattern[i] != pattern[matched]:
            matched = failure[matched - 1]
        matched += pattern[i] == pattern[matched]
        failure[i] = matched
    matched = 0
    for character in before[len(before) - len(pattern) :]:
        while matched and (matched == len(pattern) or character != pattern[matched]):
            matched = failure[matched - 1]
        matched += matched < len(pattern) and character == pattern[matched]
    return matched
