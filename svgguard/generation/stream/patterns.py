"""Repetition that draws: path data and lines of text whose every period moves on from where the last one ended.

A staircase (``h10 v10`` two hundred times) or a block of like lines repeats exactly and is no loop, as long as it stays
about the canvas. An absolute command, a closed figure or a whole element repeated draws nothing new.
"""

from __future__ import annotations

import math
import re

from svgguard.svg.path import reading as path
from svgguard.svg.path.geometry import Pen, draw

MOST_REPEATS = 500
"""Like things in a row beyond which even a drawing is a loop."""
CANVASES = 10.0
"""How many canvases away is far off."""
_MOSTLY_BLANK = 3
"""How many times as long as the rest of it the white space of a unit is at least, for it to count as indentation."""
_INDENTED_REPEATS = 4
"""How often what is mostly indentation may repeat: end tags one step further left each differ by little."""

_PATH_DATA = re.compile(r"[MmLlHhVvCcSsQqTtAaZz\d\s,.+\-eE]+")
_COMMAND = re.compile(r"[MmLlHhVvCcSsQqTtAaZz]")
_SPAN = re.compile(r"\s*<tspan\b([^<>]*)>[^<>]*</tspan>")
_SHIFT = re.compile(r"""\sd([xy])\s*=\s*\\?["']\s*(-?\d+(?:\.\d*)?|-?\.\d+)(em|)(?:px)?\s*\\?["']""")
_EM = 16.0
"""User units, about; only the size of the canvas is compared with it."""


def repeats_allowed(unit: str, canvas: float) -> int:
    """How often `unit`, in any rotation, may stand in a row: 0 unless each time draws or means something new.

    `canvas` is the larger of the canvas's width and height, in user units.
    """
    rest = len("".join(unit.split()))
    if 0 < rest * (_MOSTLY_BLANK + 1) <= len(unit) and unit.count("\n") == 1:
        return _INDENTED_REPEATS
    step = _path_step(unit) if _PATH_DATA.fullmatch(unit) else _text_step(unit)
    if step is None or not canvas / 1e4 < step < math.inf:
        return 0
    return min(MOST_REPEATS, math.ceil(CANVASES * canvas / step))


def _path_step(unit: str) -> float | None:
    """How far one period of path data moves the pen; None when it is not whole segments."""
    first = _COMMAND.search(unit)
    if first is None:
        return None
    reading = path.read(unit[first.start() :] + unit[: first.start()])
    if reading.faults or not all(path.fits(run) for run in reading.runs):
        return None
    pen = Pen()
    before = (0.0, 0.0)
    # Twice: an absolute command brings the pen to the same place every time.
    for _ in range(2):
        before = (pen.x, pen.y)
        for run in reading.runs:
            pen = _drawn(pen, run)
    return math.hypot(pen.x - before[0], pen.y - before[1])


def _drawn(pen: Pen, run: path.PathRun) -> Pen:
    letter = run.known or "m"
    numbers = path.fitted(letter, run.numbers) or []
    values = [number.value or 0.0 for number in numbers]
    arity = path.ARITY[letter.lower()]
    if not arity:
        return draw(pen, letter, ()).pen
    for at in range(0, len(values), arity):
        pen = draw(pen, letter, values[at : at + arity]).pen
        letter = {"m": "l", "M": "L"}.get(letter, letter)
    return pen


def _text_step(unit: str) -> float | None:
    """How far one period of ``tspan`` elements moves the text; None when it is anything else."""
    first = (unit + unit).find("<tspan")
    if first < 0:
        return None
    turned = (unit + unit)[first : first + len(unit)]
    spans = list(_SPAN.finditer(turned))
    if "".join(m[0] for m in spans) != turned.rstrip():
        return None
    moved = {"x": 0.0, "y": 0.0}
    for span in spans:
        for m in _SHIFT.finditer(span[1]):
            moved[m[1]] += float(m[2]) * (_EM if m[3] else 1.0)
    return math.hypot(moved["x"], moved["y"])
