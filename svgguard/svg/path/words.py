"""Numbers for the words in path data (`NaN`, `undefined`): what keeps the drawing nearest to what its neighbours say.

A control point lies between the ends of its curve, an end goes on where its control points lead, and a relative
command before a closed end makes up what the others leave open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from svgguard.svg.path.geometry import Pen
from svgguard.svg.path.reading import ARITY, PathRun, PathToken, fits, fitted

_FARTHEST = 50
"""Runs looked ahead at most, so that many words take linear time."""


class Ahead(NamedTuple):
    """What comes after a command: the coordinates of the next absolute point, or the way to a closed end."""

    x: float | None = None
    y: float | None = None
    way: tuple[float, float] | None = None


def ahead(runs: Sequence[PathRun], at: int) -> Ahead:
    """What the runs from `at` on say."""
    dx = dy = 0.0
    for run in runs[at : at + _FARTHEST]:
        letter = run.known
        if letter in ("Z", "z"):
            return Ahead(way=(dx, dy))
        if letter is None or letter in "Mm" or not fits(run):
            break
        values = [n.value or 0.0 for n in fitted(letter, run.numbers) or []]
        arity = ARITY[letter.lower()]
        if letter.isupper():
            if (dx, dy) != (0.0, 0.0):
                break
            x = values[arity - 2] if arity > 1 else values[0] if letter == "H" else None
            y = values[arity - 1] if letter != "H" else None
            return Ahead(x, y)
        for i in range(arity - 1, len(values), arity):
            dx += values[i - 1] if arity > 1 else values[i] if letter == "h" else 0.0
            dy += values[i] if letter != "h" else 0.0
    return Ahead()


def filled(letter: str, numbers: list[PathToken], pen: Pen, after: Ahead) -> list[PathToken]:
    """The numbers of a command with some in place of the words among them, the end first."""
    out = list(numbers)
    for i in reversed(range(len(out))):
        if out[i].value is None:
            value = _guess(letter, out, i, pen, after)
            text = f"{value:.6g}"
            out[i] = PathToken(text if "e" not in text else f"{value:.3f}", out[i].start, out[i].end, float(text))
    return out


def _guess(letter: str, numbers: list[PathToken], i: int, pen: Pen, after: Ahead) -> float:
    kind = letter.lower()
    if kind == "a" and i < 5:
        return (numbers[1 - i].value or 0.0) if i < 2 else 0.0
    axis = {"h": 0, "v": 1}.get(kind, (i + (kind == "a")) % 2)
    here = 0.0 if letter == kind else (pen.x, pen.y)[axis]
    last = len(numbers) - 1 - i
    if last < 2:
        return _end(letter, numbers, axis, pen, after, here)
    end = numbers[len(numbers) - 2 + axis].value or 0.0
    return here + (end - here) * (1.0 - last // 2 / (len(numbers) // 2))


def _end(letter: str, numbers: list[PathToken], axis: int, pen: Pen, after: Ahead, here: float) -> float:
    """A coordinate of the point where the command ends."""
    kind = letter.lower()
    if letter == kind and after.way:
        return pen.start[axis] - (pen.x, pen.y)[axis] - after.way[axis]
    if kind in "cs":
        near = numbers[-4 + axis].value
        far = numbers[-6 + axis].value if kind == "c" else here
        return near + (near - far) / 2 if near is not None and far is not None else here
    if kind in "qt":
        return _curve_end(letter, numbers, axis, pen, here)
    if kind != "l" or letter == kind or numbers[1 - axis].value != (pen.x, pen.y)[1 - axis]:
        # An upright or a level line is likelier than any one slope.
        return here
    following = pen.start[axis] if after.way else after.y if axis else after.x
    return here if following is None else (here + following) / 2


def _curve_end(letter: str, numbers: list[PathToken], axis: int, pen: Pen, here: float) -> float:
    """The end of a quadratic curve: level with its beginning if it is an arch, else as far beyond its control point."""
    relative = letter.islower()
    position = (pen.x, pen.y)
    origin = (0.0, 0.0) if relative else position
    if letter in "Qq":
        control = [n.value for n in numbers[:2]]
    else:
        reflected = [2 * position[k] - pen.control[k] if pen.control else position[k] for k in (0, 1)]
        control = [c - position[k] if relative else c for k, c in enumerate(reflected)]
    other = 1 - axis
    end, middle, aside = numbers[-2 + other].value, control[other], control[axis]
    if end is None or middle is None or aside is None:
        return here
    span = abs(end - origin[other])
    arch = span > 0 and abs(2 * middle - origin[other] - end) <= 0.2 * span
    return here if arch else 2 * aside - here
