"""View boxes written wrongly: what was meant."""

from __future__ import annotations

import re

from svgguard.svg import grammar, number
from svgguard.svg.number import Context
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Safety


class ViewBoxFault(ValueFault):
    """What is wrong with a view box."""

    VIEW_BOX = "view-box-syntax"


_LONGEST = 300
"""Characters; what is longer is no view box."""
_AROUND = lazy_pattern(r"^[^\d.+\-NnuO]+|[^\w.%]+$")
_NAMED = lazy_pattern(r"^\s*view-?box\s*[:=]\s*", re.I)
_SPACED_UNIT = lazy_pattern(r"(?<=\d)\s+(?=(?:px|pt|em|mm|cm|in|%)(?![a-zA-Z]))")
_TIMES = lazy_pattern(r"(?<=[\dOl])\s*[xX×*]\s*(?=[\d.])")
_BREAK = lazy_pattern(r"[\s,;:/|()\[\]{}\"']+")

Size = tuple[float, float]


def repair(value: str, size: Size | None = None) -> ValueRepair:
    """What a view box that the grammar rejects means; the value is None when nothing says.

    `size` is the width and height of the element, in user units.
    """
    shown = repr(value.strip()[:60])
    if len(value) > _LONGEST:
        return ValueRepair(ViewBoxFault.VIEW_BOX, None, f"{shown}… is no view box")
    numbers, sure = _numbers(value)
    if any(n is None for n in numbers) or not numbers:
        return _from_size(numbers, size, shown)
    box, certain, why = _box([n for n in numbers if n is not None], size)
    if box is None:
        return _from_size([], size, shown)
    text = " ".join(box)
    if grammar.matcher("view-box")(text) is None:
        return _from_size([], size, shown)
    return ValueRepair(
        ViewBoxFault.VIEW_BOX, text, f"{shown} {why or 'is more than four numbers in a row'}", _grade(sure and certain)
    )


def _grade(sure: bool) -> Safety:
    return Safety.SAFE if sure else Safety.UNSAFE


def _numbers(value: str) -> tuple[list[str | None], bool]:
    """The numbers as text, None for each that is lost; and whether all are certain."""
    text = _AROUND.sub("", _NAMED.sub("", value.strip()))
    text = _TIMES.sub(" ", _SPACED_UNIT.sub("", text))
    accepts = grammar.matcher("number")
    found: list[str | None] = []
    sure = True
    for piece in filter(None, _BREAK.split(text)):
        if accepts(piece) and re.fullmatch(grammar.NUMBER, piece):
            found.append(piece)
            continue
        run = re.findall(grammar.NUMBER, piece)
        if len(run) > 1 and "".join(run) == piece:
            found.extend(run)
            continue
        repaired = number.repair(piece, Context("", "number"))
        found.append(repaired.value)
        sure = sure and repaired.safety is Safety.SAFE
    return found, sure


def _from_size(numbers: list[str | None], size: Size | None, shown: str) -> ValueRepair:
    """The box that the element's own size says, where the numbers do not."""
    lost = f"{shown} is no view box"
    if size is None or min(size) <= 0:
        return ValueRepair(ViewBoxFault.VIEW_BOX, None, lost)
    whole = ["0", "0", f"{size[0]:g}", f"{size[1]:g}"]
    filled = [n or w for n, w in zip(numbers, whole, strict=True)] if len(numbers) == 4 else whole
    text = " ".join(filled if grammar.matcher("view-box")(" ".join(filled)) else whole)
    return ValueRepair(ViewBoxFault.VIEW_BOX, text, f"{lost}; width and height say", Safety.UNSAFE)


def _box(n: list[str], size: Size | None) -> tuple[list[str] | None, bool, str]:
    """Four numbers out of however many there are; whether that is certain; what was wrong."""
    match len(n):
        case 4:
            box, certain, why = n, True, "is written with more than numbers and spaces"
        case 2:
            box, certain, why = ["0", "0", *n], True, "has only two numbers, a width and a height"
        case 3:
            box, certain, why = _of_three(n, size), False, "has only three numbers"
        case 0 | 1:
            return None, False, ""
        case _:
            box, certain, why = _of_many(n, size), False, f"has {len(n)} numbers"
    if any(v.startswith("-") for v in box[2:]):
        box, certain, why = [*box[:2], *(v.lstrip("-") for v in box[2:])], False, "has a negative size"
    if any(float(v) == 0 for v in box[2:]):
        if size is None or min(size) <= 0:
            return None, False, ""
        box, certain, why = [*box[:2], f"{size[0]:g}", f"{size[1]:g}"], False, "has a size of nothing"
    return box, certain, why


def _of_three(n: list[str], size: Size | None) -> list[str]:
    first, second, third = map(float, n)
    if first == 0 and second != 0 and (size is None or (second, third) == size):
        return ["0", *n]
    if first < 0 and second < 0 and third == -2 * first:
        # The box lies around the origin.
        return [*n, f"{-2 * second:g}"]
    joined = re.fullmatch(r"(\d{1,4})\.(\d{1,3}0)", n[2])
    if joined:
        return [*n[:2], joined[1], joined[2]]
    if size is not None and size[0] > 0 and size[1] > 0:
        # One of the sizes is lost: the aspect ratio of the element gives it back.
        return [*n, f"{third * size[1] / size[0]:.6g}"]
    return [*n, n[2]]


def _of_many(n: list[str], size: Size | None) -> list[str]:
    """The four in a row that are the element's size, or make a box at all."""
    windows = [n[at : at + 4] for at in range(min(len(n) - 3, 20))]
    for window in windows:
        if size is not None and (float(window[2]), float(window[3])) == size:
            return window
    return next((w for w in windows if float(w[2]) > 0 and float(w[3]) > 0), n[:4])
