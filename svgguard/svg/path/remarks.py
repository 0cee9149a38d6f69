"""Path data with words in it that are no data: remarks, names of coordinates, points of which half is missing.

Read before the search for the cheapest reading is made, which takes letters for commands. What is left must be right.
"""

from __future__ import annotations

import re

from svgguard.svg import grammar
from svgguard.types import Safety

_LONGEST = 100_000
_NUMBER = grammar.NUMBER
_NOTHING = r"(?:null|undefined|None|nil)"
_REMARK = re.compile(r"//(?:(?![MmLlHhVvCcSsQqTtAa]\s*[-+.\d]|[Zz]\s*(?:\Z|[Mm]))[^\n])*+")
"""To the end of the line; where a reader of XML has made one line of all, to the next command."""
_COORDINATE = re.compile(r"(?<![a-zA-Z])[xyXY]\d?\s*[=:]\s*(?=[-+.\d])")
_BETWEEN = r"(?:\s++(?:,\s*+)?+|,\s*+)"
_HALF = re.compile(
    rf"(?:[LlTt]\s*+|(?<!\s)\s++)?+(?:{_NOTHING}{_BETWEEN}(?:{_NUMBER}|{_NOTHING})|(?<![\d.]){_NUMBER}{_BETWEEN}{_NOTHING})"
    r"\s*+,?+(?=\s*+(?:[A-Za-z]|\Z))"
)
_ARC = re.compile(
    rf"([Aa]\s*(?:{_NUMBER}[\s,]+){{3}})[01][\s,]+([01][\s,]+[01][\s,]+{_NUMBER}[\s,]+{_NUMBER})(?=\s*(?:[A-Za-z]|\Z))"
)
_POINT = re.compile(r"([MmLl]\s*-?\d+)\.(\d+)(?=\s*[A-Za-z])")

_KINDS = (
    (_REMARK, "", Safety.SAFE, "there are remarks in it"),
    (_COORDINATE, "", Safety.UNSAFE, "its numbers have names"),
    (_HALF, "", Safety.UNSAFE, "points of which half is missing are left out"),
    (_ARC, r"\1\2", Safety.UNSAFE, "an arc has three flags"),
    (_POINT, r"\1,\2", Safety.UNSAFE, "a full stop stands for the comma between two numbers"),
)


def _is_plotted(value: str) -> bool:
    """True for an open line from point to point, or where several points lack a half: a program wrote what it had."""
    return len(_HALF.findall(value)) > 1 or re.fullmatch(r"[MLml\d\s.,+-]*", _HALF.sub("", value)) is not None


def without(value: str) -> tuple[str, str, Safety] | None:
    """The data without what is none, why that is gone, and how certain it is; None where something else is wrong."""
    if len(value) > _LONGEST:
        return None
    reasons: list[str] = []
    safety = Safety.SAFE
    for pattern, put, grade, reason in _KINDS:
        if pattern is _HALF and not _is_plotted(value):
            continue
        changed = pattern.sub(put, value)
        if changed != value:
            value, reasons = changed, [*reasons, reason]
            safety = Safety.UNSAFE if grade is Safety.UNSAFE else safety
    if not reasons or not value.strip() or grammar.matcher("path")(value) is None:
        return None
    return value, "; ".join(reasons), safety
