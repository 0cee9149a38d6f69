"""Repairing path data: the cheapest reading by grammar, the path's own habits and geometry, written as text again.

The choice is a beam search over the runs of `path.read`: each open question forks, and a fork lives as long as the
drawing it makes stays likely: on the canvas, in steps of the usual size, ending where it began.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from svgguard.svg import grammar
from svgguard.svg.geometry import Box, Point, ViewBox
from svgguard.svg.path import remarks
from svgguard.svg.path.candidates import Command, PathChoice, candidates
from svgguard.svg.path.geometry import PathStep, Pen, draw
from svgguard.svg.path.notation import plain
from svgguard.svg.path.reading import ARITY, PathFault, PathReading, PathToken, fits, fitted, read
from svgguard.svg.path.style import Style
from svgguard.svg.path.text import written
from svgguard.svg.path.words import Ahead, ahead, filled
from svgguard.types import Safety

# Bits of surprise at a command (column, $ the end) after another (row, ^ the start), in models' drawings and icons.
_COLUMNS = "mlhvcsqtaz$"
_AFTER = {
    "^": "09999999999",
    "m": "73332849289",
    "l": "52442769235",
    "h": "53913889335",
    "v": "44193859345",
    "c": "53432479334",
    "s": "34442478434",
    "q": "42443844333",
    "t": "45646713563",
    "a": "42333979334",
    "z": "19999999991",
}
_SURPRISE = {(a, b): float(bits) for a, row in _AFTER.items() for b, bits in zip(_COLUMNS, row, strict=True)}
_WIDTH = 5
"""Readings kept at a time."""
_CALM, _SURVIVORS = 4, 5
"""After so many runs without a question, so many readings are kept."""
_READINGS = 3
_MOST = 100
"""Wrong runs up to which a path is worth reading."""
_HOPELESS = 14.0
"""Bits behind the best at which a reading is dropped."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """Bits for and against what a segment does; found by trial on damaged icons and drawings."""

    surprise: float = 0.6
    habit: float = 1.0
    length: float = 2.0
    """For each doubling beyond the usual length."""
    nowhere: float = 6.4
    """A segment without length."""
    touching: float = 0.004
    """How near, in steps, the pen must be to the beginning of its subpath to have closed it."""
    closed: float = -9.5
    level: float = -3.2
    """A closing line that is horizontal or vertical."""
    left_open: float = 4.0
    """A new subpath where the last was not closed."""
    beyond: float = 3.0
    """Going on where the subpath is closed already."""


_WEIGHTS = _Weights()
_ALONE: Counter[str] = Counter()


class PathRepair(NamedTuple):
    """Path data as it was probably meant."""

    value: str | None
    """The path data; None when nothing in the value can be drawn."""
    faults: tuple[PathFault, ...]
    message: str
    safety: Safety


class _State(NamedTuple):
    cost: float
    pen: Pen
    letter: str
    """The last command's kind, in lower case; ^ before the first."""
    faults: frozenset[PathFault]
    before: _State | None
    commands: tuple[Command, ...]


class _Scale(NamedTuple):
    """What the geometry is measured by."""

    box: tuple[float, float, float, float] | None
    """Left, top, right, bottom of where points are likely."""
    step: float
    """The usual length of a segment."""


def repair(value: str, canvas: ViewBox | None = None, siblings: Counter[str] = _ALONE) -> PathRepair | None:
    """What `value` was meant to be; None when it is right as it stands.

    `canvas` is what the root shows; `siblings` are the commands of the document's paths, which say how such paths are
    written.
    """
    if (data := remarks.without(value)) is not None:
        text, why, safety = data
        return PathRepair(text, (PathFault.TEXT,), f"Path data is drawn only up to its first error: {why}", safety)
    repaired = _repaired(value, canvas, siblings)
    for _ in range(_READINGS):
        if repaired is None or not repaired.value or _matches()(repaired.value):
            break
        # What one reading sets right may show what else is wrong.
        again = _repaired(repaired.value, canvas, siblings)
        if again is None or again.value is None:
            break
        repaired = repaired._replace(value=again.value, safety=Safety.UNSAFE)
    return repaired


@cache
def _matches() -> grammar.Match:
    return grammar.matcher("path")


def _repaired(value: str, canvas: ViewBox | None, siblings: Counter[str]) -> PathRepair | None:
    reading = _within_reason(read(value))
    style = Style.of(reading, siblings)
    best = _unquestioned(reading, style) or _search(reading, style, _scale(reading, canvas))
    commands, moveto = _begun(_unwound(best))
    faults = set(best.faults) | reading.faults | ({PathFault.MOVETO} if moveto else set())
    if not commands:
        chief = PathFault.TEXT if PathFault.TEXT in faults or not reading.runs else PathFault.COUNT
        return PathRepair(None, (chief,), "Nothing in this path data can be drawn", Safety.MANUAL)
    if restored := plain(n for c in commands for n in c.numbers):
        faults.add(PathFault.ROUNDED)
        commands = [c._replace(numbers=[restored.get(n.start, n) for n in c.numbers]) for c in commands]
    # A rewriting that leaves semicolons and rounded numbers in closely written data leaves commas too.
    foreign = style.close and (bool(restored) or ";" in reading.text)
    text, separators = written(reading.text, commands, " " if style.after else "", without_commas=foreign)
    if separators:
        faults.add(PathFault.SEPARATOR)
    if text == value:
        return None
    ordered = tuple(f for f in PathFault if f in faults) or (PathFault.SEPARATOR,)
    if len(text) > len(value) and text.startswith(value[: len(text) - len(value)]):
        ordered = ordered[:1]
    return PathRepair(text, ordered, _message(ordered, commands, reading), _safety(faults, moveto))


def _safety(faults: set[PathFault], moveto: Safety | None) -> Safety:
    certain = faults <= {PathFault.SEPARATOR, PathFault.MOVETO} and moveto is not Safety.UNSAFE
    return Safety.SAFE if certain else Safety.UNSAFE


def _within_reason(reading: PathReading) -> PathReading:
    """The reading, or where nearly everything is wrong, what a viewer draws of it."""
    wrong = [i for i, run in enumerate(reading.runs) if not fits(run) and run.known not in ("Z", "z")]
    if len(wrong) <= _MOST:
        return reading
    return reading._replace(runs=reading.runs[: wrong[0]], faults=reading.faults | {PathFault.COMMAND})


def _begun(commands: list[Command]) -> tuple[list[Command], Safety | None]:
    """The commands with a moveto first, and how far it may be trusted; None when it was there."""
    while commands and commands[0].letter in "Zz":
        commands = commands[1:]
    if not commands or commands[0].letter in "Mm":
        return commands, None
    letter, token, numbers = commands[0]
    if letter in "LlTt":
        return [Command("M", token, numbers), *commands[1:]], Safety.SAFE
    # Where it began is lost; a curve's first control point, or an arc's end, is the nearest place known.
    place = numbers[5:7] if letter == "A" else numbers[:2] if letter in "CSQ" else []
    at = token.start if token else 0
    start = [PathToken(n.text, at, at, n.value) for n in place] or [PathToken("0", at, at, 0.0)] * 2
    return [Command("M", PathToken("M", at, at), start), *commands], Safety.UNSAFE


_MESSAGES = {
    PathFault.COUNT: "a command has too few or too many numbers, or its letter is missing",
    PathFault.SEPARATOR: "there is more between two numbers than white space and one comma",
    PathFault.MOVETO: "it does not begin with a moveto",
    PathFault.NUMBER: "something that is not a number is in a number's place",
    PathFault.TEXT: "there is text in it",
    PathFault.ROUNDED: "some numbers are rounded to three digits, and the others are not",
    PathFault.LOST: "the numbers after a command are those of it and of another, whose letter is missing",
}


def _message(faults: tuple[PathFault, ...], commands: list[Command], reading: PathReading) -> str:
    said = [_MESSAGES[f] for f in faults if f in _MESSAGES]
    if PathFault.COMMAND in faults:
        meant = {c.token.start: c.letter for c in commands if c.token}
        wrong = [run.letter for run in reading.runs if run.letter and not run.letter.is_command]
        pairs = [f"{t.text} {'as ' + meant[t.start] if t.start in meant else 'as a stray'}" for t in wrong[:6]]
        said.insert(
            0, f"a letter is no command (read {', '.join(pairs)})" if pairs else "a letter is not the one meant"
        )
    text = "; ".join(said)
    legal = set(faults) <= {PathFault.LOST, PathFault.ROUNDED}
    return f"Path data is {'not as it was' if legal else 'drawn only up to its first error'}: {text}"


def _unquestioned(reading: PathReading, style: Style) -> _State | None:
    """The only reading of all runs, when each has but one: nothing need be drawn to choose it."""
    commands: list[Command] = []
    faults: frozenset[PathFault] = frozenset()
    for at in range(len(reading.runs)):
        found = candidates(reading, at, style)
        if len(found) > 1 or any(n.value is None for c in found[0].commands for n in c.numbers):
            return None
        commands += found[0].commands
        faults |= found[0].faults
    return _State(0.0, Pen(), "^", faults, None, tuple(commands))


def _search(reading: PathReading, style: Style, scale: _Scale) -> _State:
    """The likeliest reading of all runs."""
    end = len(reading.runs)
    calm = 0
    waiting: dict[int, list[_State]] = {0: [_State(0.0, Pen(), "^", frozenset(), None, ())]}
    for at in range(end):
        states = _best(waiting.pop(at, []))
        if not states:
            continue
        found = candidates(reading, at, style)
        calm = calm + 1 if len(found) == 1 else 0
        if calm > _CALM:
            states = states[:_SURVIVORS]
        certain = len(states) == 1 and len(found) == 1
        for candidate in found:
            words = any(n.value is None for command in candidate.commands for n in command.numbers)
            after = ahead(reading.runs, at + candidate.runs) if words else Ahead()
            for state in states:
                reached = _advance(state, candidate, scale, style, certain, after)
                waiting.setdefault(at + candidate.runs, []).append(reached)
    final = _best(waiting.get(end, []))
    return min(final, key=lambda s: s.cost + _SURPRISE.get((s.letter, "$"), 9.0) * 0.5)


def _best(states: list[_State]) -> list[_State]:
    """The cheapest states, one for each place of the pen."""
    if len(states) < 2:
        return states
    states.sort(key=lambda s: s.cost)
    limit = states[0].cost + _HOPELESS
    kept: dict[tuple[float, float, str, Point], _State] = {}
    for state in states:
        if state.cost > limit or len(kept) >= _WIDTH:
            break
        pen = state.pen
        key = (round(pen.x, 2), round(pen.y, 2), state.letter, pen.start)
        kept.setdefault(key, state)
    return list(kept.values())


def _advance(state: _State, candidate: PathChoice, scale: _Scale, style: Style, certain: bool, after: Ahead) -> _State:
    """The state after a candidate; what is certain is not priced."""
    cost, pen, letter = state.cost + candidate.cost, state.pen, state.letter
    commands = []
    for command in candidate.commands:
        if any(n.value is None for n in command.numbers):
            command = command._replace(numbers=filled(command.letter, command.numbers, pen, after))
        drawn = draw(pen, command.letter, [n.value or 0.0 for n in command.numbers])
        kind = command.letter.lower()
        if not certain:
            if command.token is not None:
                cost += _WEIGHTS.surprise * _SURPRISE[letter, kind] + _WEIGHTS.habit * style.habit_cost(kind)
            cost += _unlikely(pen, drawn, kind, scale, implied=command.token is None)
        pen, letter = drawn.pen, kind
        commands.append(command)
    return _State(cost, pen, letter, state.faults | candidate.faults, state, tuple(commands))


def _unlikely(pen: Pen, drawn: PathStep, kind: str, scale: _Scale, *, implied: bool) -> float:
    """Bits by which a segment is surprising where it is."""
    x, y = drawn.pen.x, drawn.pen.y
    gap = math.hypot(pen.x - pen.start[0], pen.y - pen.start[1])
    closed = gap < _WEIGHTS.touching * scale.step and pen.curve not in ("", "m")
    if kind == "z":
        level = min(abs(pen.x - x), abs(pen.y - y)) < 0.01 * scale.step
        return _WEIGHTS.closed if closed else _WEIGHTS.level if level else 0.0
    if kind == "m":
        return _outside(x, y, scale) + (0.0 if closed else _WEIGHTS.left_open)
    length, here = 0.0, (pen.x, pen.y)
    for point in drawn.points:
        length += math.hypot(point[0] - here[0], point[1] - here[1])
        here = point
    cost = _WEIGHTS.length * math.log2(1.0 + min(length, 1e9) / scale.step) + _WEIGHTS.nowhere * (length == 0.0)
    cost += _WEIGHTS.beyond * (closed and not implied)
    if pen.direction and drawn.leaving and kind != "t":
        cost += _turn(pen.direction, drawn.leaving)
    return cost + _outside(x, y, scale)


def _outside(x: float, y: float, scale: _Scale) -> float:
    """Bits for a point off the canvas."""
    if scale.box is None:
        return 0.0
    left, top, right, bottom = scale.box
    size = max(right - left, bottom - top, 1e-9)
    out = max(left - x, x - right, top - y, y - bottom)
    return 6.0 * math.log2(1.0 + min(out, 1e9) / size * 4.0) if out > 1e-6 * size else 0.0


def _turn(a: Point, b: Point) -> float:
    """Bits for the angle between two segments: hardly anything turns back."""
    cos = a[0] * b[0] + a[1] * b[1]
    return 3.0 if cos < -0.9995 else 1.0 if cos < -0.9 else 0.0


def _scale(reading: PathReading, canvas: ViewBox | None) -> _Scale:
    """The likely box and step from the path's sound absolute and relative segments, and from the canvas."""
    xs, ys, steps = [], [], []
    for run in reading.runs:
        letter = run.known
        if letter is None or letter in "Zz" or not fits(run):
            continue
        arity = ARITY[letter.lower()]
        numbers = fitted(letter, run.numbers) or []
        for i in range(arity, len(numbers) + 1, arity):
            x, y = (numbers[i - 2].value, numbers[i - 1].value) if arity > 1 else (None, None)
            if x is None or y is None:
                last = numbers[i - 1].value or 0.0
                if letter in "hv":
                    steps.append(abs(last))
                elif letter == "H":
                    xs.append(last)
                else:
                    ys.append(last)
            elif letter.isupper():
                if letter != "M" and xs and ys:
                    steps.append(math.hypot(x - xs[-1], y - ys[-1]))
                xs.append(x)
                ys.append(y)
            elif letter != "m":
                steps.append(math.hypot(x, y))
    box = _box(xs, ys, canvas)
    steps = sorted(s for s in steps if s > 0)
    usual = steps[len(steps) // 2] if steps else max(box.width, box.height) / 8 if box else 10.0
    return _Scale(box, max(usual, 1e-6))


def _box(xs: list[float], ys: list[float], canvas: ViewBox | None) -> Box | None:
    """The canvas, if the path's absolute points are on it; else what they span, and as much again around."""
    if canvas:
        x, y, width, height = canvas
        inside = [x <= v <= x + width for v in xs] + [y <= v <= y + height for v in ys]
        if not inside or sum(inside) >= 0.7 * len(inside):
            return Box(min([x, *xs]), min([y, *ys]), max([x + width, *xs]), max([y + height, *ys]))
    if len(xs) < 2 or len(ys) < 2:
        return None
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    margin = max(wide, high) or 1.0
    return Box(min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin)


def _unwound(state: _State) -> list[Command]:
    """All commands of a reading, in order."""
    parts: list[tuple[Command, ...]] = []
    at: _State | None = state
    while at is not None:
        parts.append(at.commands)
        at = at.before
    return [command for part in reversed(parts) for command in part]
