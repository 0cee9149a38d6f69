"""What to do with the start tag an answer broke off in: keep what would draw as meant, drop the rest.

The half-written element stays only when its paint is known (written on it or inherited) and its geometry is whole or,
for path data and points, usable up to its last complete segment; else it would fill black what was not meant to be.
"""

from __future__ import annotations

import re

from svgguard.svg import vocabulary
from svgguard.syntax.tokens import Attribute, Token

_PAINT = frozenset(("fill", "stroke", "style", "class", "opacity", "fill-opacity", "stroke-width", "stroke-opacity"))
_SEGMENT = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}


def paints(attributes: list[Attribute]) -> bool:
    """True if these attributes say how the element is filled."""
    return any(a.name in ("fill", "class") or (a.name == "style" and "fill" in a.value) for a in attributes)


def kept_length(token: Token, half: Attribute | None, *, paint_known: bool) -> int | None:
    """How far the cut start tag is to be kept: an offset after which ``"/>`` or ``/>`` follows; None to drop it.

    `half` is the attribute the cut fell in, None when it fell between attributes.
    """
    whole = [a for a in token.attributes if a is not half]
    fills = token.name != "line" and not (paint_known or paints(whole))
    if fills or not vocabulary.needed(token.name):
        return None
    if half is not None and half.value_start > half.name_end:
        if half.name not in ("d", "points") or half.name not in vocabulary.needed(token.name):
            return None
        length = _complete_path(half.value) if half.name == "d" else _complete_points(half.value)
        return half.value_start + length if length else None
    names = {a.name.removeprefix("xlink:") for a in whole}
    if not names.issuperset(vocabulary.needed(token.name)):
        return None
    if token.name == "line" and not (paint_known or names & _PAINT):
        return None
    return max(a.end for a in whole)


def _complete_path(data: str) -> int:
    """The length of `data` up to its last complete segment that draws; the last number may be half-written."""
    command, count, ends = "", 0, list[int]()
    for m in _SEGMENT.finditer(data):
        if m[1]:
            command, count = m[1].lower(), 0
            if command not in _ARGUMENTS:
                break
            if command == "z" and ends:
                ends[-1] = m.end()
            continue
        count += 1
        wanted = _ARGUMENTS.get(command, 0)
        if wanted and count == wanted and m.end() < len(data):
            ends.append(m.end())
            count = 0
    return ends[-1] if len(ends) > 1 else 0


def _complete_points(points: str) -> int:
    """The length of `points` up to its last complete pair, when there are two or more."""
    ends = [m.end() for m in _SEGMENT.finditer(points) if m[2] and m.end() < len(points)]
    return ends[len(ends) // 2 * 2 - 1] if len(ends) >= 4 else 0
