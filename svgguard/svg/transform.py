"""Transform lists written wrongly: what was meant.

The text is read as names with the arguments that follow them, whatever stands around and between; each such call is
then written as the SVG function that does the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from svgguard.svg import arithmetic, grammar, number
from svgguard.svg.number import Context
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text import nearness
from svgguard.types import Safety


class TransformFault(ValueFault):
    """What is wrong with a transform."""

    PARENTHESIS = "transform-parenthesis"
    TRANSFORM = "transform-function"
    ARGUMENTS = "transform-arguments"


_LONGEST = 2000
"""Characters; what is longer is left alone."""

Arguments = list[float]


@dataclass(frozen=True, slots=True)
class _Call:
    """A name and what follows it up to the next name."""

    name: str
    rest: str
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A call as SVG functions, or None when SVG has none for it, with what was wrong."""

    text: str | None
    kind: ValueFault | None = None
    safety: Safety = Safety.SAFE
    fault: str = ""


def repair(value: str, centre: tuple[float, float] | None = None) -> ValueRepair:
    """What a transform list that the grammar rejects means; the value is None when nothing says.

    `centre` is the middle of the canvas, where a rotation usually has its pivot.
    """
    shown = repr(value.strip()[:60])
    calls = _calls(value) if len(value) <= _LONGEST else []
    if not calls:
        return ValueRepair(TransformFault.TRANSFORM, None, f"{shown} is no transform")
    reads = [_read(call, centre) for call in calls]
    text = " ".join(read.text for read in reads if read.text)
    wrong = [read for read in reads if read.kind is not None]
    lost = [call.name for call, read in zip(calls, reads, strict=True) if read.text is None]
    unfilled = not text and (lost or "{" in value)
    if unfilled or not _accepts(text):
        names = " and ".join(dict.fromkeys(lost)) or shown
        return ValueRepair(TransformFault.TRANSFORM, None, f"{names} is no transform that SVG has")
    kind = wrong[0].kind if wrong else TransformFault.PARENTHESIS
    unsafe = any(read.safety is Safety.UNSAFE for read in reads)
    faults = " and ".join(dict.fromkeys(read.fault for read in wrong)) or "a bracket or separator that is wrong"
    return ValueRepair(
        kind or TransformFault.PARENTHESIS,
        _keeping(value, calls, reads, text),
        f"{shown} has {faults}",
        Safety.UNSAFE if unsafe else Safety.SAFE,
    )


@cache
def _accepts_list() -> Callable[[str], object]:
    return grammar.matcher("transform")


def _accepts(text: str) -> bool:
    return _accepts_list()(text) is not None


def _keeping(value: str, calls: list[_Call], reads: list[_Read], text: str) -> str:
    """The list with the separators it was written with, where they are right."""
    at, out = 0, []
    for call, read in zip(calls, reads, strict=True):
        start = value.index(call.text, at)
        out.append(value[at:start])
        out.append(read.text or "")
        at = start + len(call.text)
    kept = "".join(out) + value[at:]
    return kept if _accepts(kept) and len(kept) <= len(text) + 1 else text


# --- reading

_NAME = re.compile(r"[a-zA-Z][a-zA-Z_-]*(?:3[dD])?")
_NUMBER = re.compile(rf"({grammar.NUMBER})\s*(px|deg|rad|grad|turn|em|%|°)?")
_SUM = re.compile(r".*\d\+\d", re.S)
"""A plus after a digit calculates; a minus there may just begin the next number."""
_EUROPEAN = re.compile(r"[-+]?\d+(?:,\d+)?", re.A)
_CLOSED = re.compile(r"[(\[{][^()]*[)\]}]")
_UNITS = frozenset("px deg rad grad turn em e x X O o l I S NaN nan undefined null Infinity None".split())
_EMPTY = frozenset("nan undefined null infinity none".split())
_WORDS_AROUND = frozenset("transform svg fn function value type".split())


def _calls(value: str) -> list[_Call]:
    found: list[_Call] = []
    names = [
        m
        for m in _NAME.finditer(value)
        if m[0] not in _UNITS and not (m.start() and value[m.start() - 1].isdigit() and not _function(m[0]))
    ]
    ends = [m.start() for m in names[1:]] + [len(value)]
    for m, end in zip(names, ends, strict=False):
        rest = value[m.end() : end]
        begun = rest.lstrip(" \t\r\n=:")
        closed = _CLOSED.match(begun)
        text = value[m.start() : m.end() + len(rest) - len(begun) + closed.end()] if closed else ""
        text = text or value[m.start() : end].rstrip(" \t\r\n,;")
        if m[0].lower() in _WORDS_AROUND and not re.search(r"\d", rest):
            continue
        found.append(_Call(m[0], text[len(m[0]) :], text))
    return found


def _read(call: _Call, centre: tuple[float, float] | None) -> _Read:
    if _accepts(call.text):
        return _Read(call.text)
    name = _function(call.name)
    if name is None:
        return _Read(None, TransformFault.TRANSFORM, Safety.UNSAFE, f"{call.name}(), which SVG does not have")
    if name == call.name and (text := _with_points(call)) and _accepts(text):
        return _Read(text, TransformFault.ARGUMENTS, Safety.SAFE, "decimal commas")
    arguments = _arguments(call.rest, _PLAIN_UNITS.get(name, 1.0))
    if arguments is None:
        return _Read(None, TransformFault.ARGUMENTS, Safety.UNSAFE, f"arguments of {call.name}() that are no numbers")
    numbers, texts, guessed = arguments
    written, sure = _FUNCTIONS[name](numbers, centre)
    if written is None:
        return _Read(None, TransformFault.ARGUMENTS, Safety.UNSAFE, f"arguments that {call.name}() cannot have")
    text = _written(written, numbers, texts, call.rest)
    if call.name != name or name not in _SVG:
        kind, fault = (
            TransformFault.TRANSFORM,
            f"{call.name}(), which SVG {'spells ' + name if name in _SVG else 'has not'}",
        )
    elif len(written) == 1 and len(written[0][1]) == len(numbers) and not guessed and not _decorated(call.rest):
        kind, fault = TransformFault.PARENTHESIS, "a bracket or separator that is wrong"
    else:
        kind, fault = TransformFault.ARGUMENTS, f"arguments that {call.name}() cannot have"
    return _Read(text, kind, Safety.SAFE if sure and not guessed else Safety.UNSAFE, fault)


def _with_points(call: _Call) -> str:
    """The call with its decimal commas as points, where each argument is a number that may have one."""
    inner = _CLOSED.fullmatch(call.rest.strip())
    pieces = re.split(r"\s*;\s*|,\s+|\s+", call.rest.strip()[1:-1].strip()) if inner else []
    if not all(map(_EUROPEAN.fullmatch, pieces)) or not any("," in piece for piece in pieces):
        return ""
    return f"{call.name}({', '.join(piece.replace(',', '.') for piece in pieces)})"


def _decorated(rest: str) -> bool:
    return re.search(r"[^\s\d.,;:()\[\]{}\"'+\-]", rest) is not None


def _written(calls: list[tuple[str, Arguments]], numbers: Arguments, texts: list[str], rest: str) -> str:
    """The calls as text; numbers as they were written, with the separator that was used."""
    separator = next((s for s in (", ", ",", " ") if re.search(rf"[\d%a-z]{s}[-+.\d]", rest)), ",")
    spelt = dict(zip(numbers, texts, strict=True))
    return " ".join(f"{name}({separator.join(spelt.get(a) or f'{a:.6g}' for a in args)})" for name, args in calls)


def _arguments(rest: str, degrees: float) -> tuple[Arguments, list[str], bool] | None:
    """The numbers, how they are written in plain units, and whether one was guessed; None when there are others."""
    numbers: Arguments = []
    texts: list[str] = []
    guessed = False
    for piece in re.split(r"[,;:=()\[\]{}\"'\s]+", re.sub(r"(?<=\d)\s+(?=(?:px|deg|rad|turn|%|°)(?![a-z]))", "", rest)):
        if not piece:
            continue
        at = 0
        while at < len(piece) and not _SUM.match(piece):
            m = _NUMBER.match(piece, at)
            if not m or (m.end() < len(piece) and piece[m.end()] not in "+-."):
                break
            text = _in_plain_unit(m[1], m[2], degrees)
            numbers.append(float(text))
            texts.append(text)
            at = m.end()
        if at >= len(piece) or (at and not re.search(r"\w", piece[at:])):
            continue
        other = _other(piece[at:])
        if other is None:
            return None
        text, sure = other
        numbers.append(math.nan if text == "nan" else float(text))
        texts.append(text)
        guessed = guessed or not sure
    return numbers, texts, guessed


def _other(piece: str) -> tuple[str, bool] | None:
    """A piece that is no plain number, read as one; ``nan`` for one that was lost."""
    if piece.lower().strip("-+") in _EMPTY:
        return "nan", False
    computed = arithmetic.evaluate(piece, None)
    if computed is not None:
        return computed.rstrip("%"), False
    repaired = number.repair(piece, Context("", "number"))
    return None if repaired.value is None else (repaired.value, repaired.safety is Safety.SAFE)


def _in_plain_unit(text: str, unit: str | None, degrees: float) -> str:
    factor = {"rad": 180 / math.pi, "grad": 0.9, "turn": 360.0, "em": 16.0, "%": degrees}.get(unit or "", 1.0)
    return text if factor == 1 else f"{float(text) * factor:.6g}"


# --- the functions

_PLAIN_UNITS = {"scale": 0.01, "scaleX": 0.01, "scaleY": 0.01}
"""What one per cent is, where it is not one unit."""

Written = tuple[list[tuple[str, Arguments]] | None, bool]
"""SVG functions with their arguments, None when there are none; and whether that is certain."""


def _lost_as(neutral: float, arguments: Arguments) -> Arguments:
    return [neutral if math.isnan(a) else a for a in arguments]


def _decimals(a: Arguments) -> Arguments:
    """Two numbers that were written with decimal commas and so look like four."""
    return [float(f"{whole:g}.{abs(part):g}") if part == int(part) else whole for whole, part in (a[:2], a[2:])]


def _translate(a: Arguments, _: object) -> Written:
    a = _lost_as(0, a)
    if len(a) == 4:
        return [("translate", _decimals(a))], False
    return ([("translate", a[:2])], len(a) < 3) if a else ([], True)


def _scale(a: Arguments, _: object) -> Written:
    a = _lost_as(1, a)
    return ([("scale", a[:2])], len(a) < 3) if a else ([], True)


def _rotate(a: Arguments, centre: tuple[float, float] | None) -> Written:
    a = _lost_as(0, a)
    if not a:
        return [], True
    if len(a) == 2:
        # Of a pivot only x: the middle of the canvas when x is there, or else none.
        middle = centre is not None and abs(centre[0] - a[1]) < 1e-6
        return [("rotate", [*a, centre[1]] if centre is not None and middle else a[:1])], False
    return [("rotate", a[:3])], len(a) < 4


def _matrix(a: Arguments, _: object) -> Written:
    if any(map(math.isnan, a)):
        return None, False
    if len(a) == 9 and a[6:] == [0, 0, 1]:
        return [("matrix", [a[0], a[3], a[1], a[4], a[2], a[5]])], True
    if len(a) == 16:
        return [("matrix", [a[0], a[1], a[4], a[5], a[12], a[13]])], True
    if len(a) < 4:
        return None, False
    return [("matrix", [*a, 0.0, 0.0][:6])], len(a) == 6


def _along(function: str, place: int, neutral: float) -> Callable[[Arguments, object], Written]:
    def write(a: Arguments, _: object) -> Written:
        a = _lost_as(neutral, a[:1])
        if not a:
            return [], True
        return [(function, [neutral] * place + a + [neutral] * (function == "scale" and not place))], True

    return write


def _flat(function: str, neutral: float) -> Callable[[Arguments, object], Written]:
    """A function of three axes, which does the same on a plane if its third argument is neutral."""

    def write(a: Arguments, _: object) -> Written:
        a = _lost_as(neutral, a)
        return ([(function, a[:2])], True) if len(a) > 1 else (None, False)

    return write


def _rotate3d(a: Arguments, _: object) -> Written:
    return ([("rotate", [a[3] * (-1 if a[2] < 0 else 1)])], True) if len(a) == 4 and a[:2] == [0, 0] else (None, False)


def _skew(a: Arguments, _: object) -> Written:
    a = _lost_as(0, a)
    if not a:
        return [], True
    if len(a) == 1 or a[1] == 0:
        return [("skewX", a[:1])], True
    return ([("skewY", a[1:2])], True) if a[0] == 0 else ([("skewX", a[:1]), ("skewY", a[1:2])], False)


def _one(function: str) -> Callable[[Arguments, object], Written]:
    def write(a: Arguments, _: object) -> Written:
        a = _lost_as(0, a)
        return ([(function, a[:1])], len(a) == 1) if a else ([], True)

    return write


def _turned_over(x: float, y: float) -> Callable[[Arguments, object], Written]:
    """A turn around an axis of the plane, which can be drawn when it is all or nothing."""

    def write(a: Arguments, _: object) -> Written:
        half = len(a) == 1 and a[0] % 180 == 0
        return ([("scale", [x, y] if a[0] % 360 else [1.0])], True) if half else (None, False)

    return write


_FUNCTIONS: dict[str, Callable[[Arguments, tuple[float, float] | None], Written]] = {
    "translate": _translate,
    "scale": _scale,
    "rotate": _rotate,
    "matrix": _matrix,
    "skewX": _one("skewX"),
    "skewY": _one("skewY"),
    "skew": _skew,
    "translateX": _along("translate", 0, 0),
    "translateY": _along("translate", 1, 0),
    "scaleX": _along("scale", 0, 1),
    "scaleY": _along("scale", 1, 1),
    "rotateZ": _one("rotate"),
    "rotateX": _turned_over(1, -1),
    "rotateY": _turned_over(-1, 1),
    "translate3d": _flat("translate", 0),
    "scale3d": _flat("scale", 1),
    "rotate3d": _rotate3d,
    "matrix3d": _matrix,
}
_SVG = frozenset("translate scale rotate matrix skewX skewY".split())
_ALSO = {"move": "translate", "shift": "translate", "offset": "translate", "trans": "translate", "zoom": "scale"} | {
    "turn": "rotate", "spin": "rotate", "rot": "rotate", "rotation": "rotate", "mat": "matrix", "resize": "scale",
}  # fmt: skip
"""Everyday names."""


def _function(name: str) -> str | None:
    """The function that a name means."""
    if name in _FUNCTIONS:
        return name
    folded = nearness.folded(name)
    known = {f.lower(): f for f in _FUNCTIONS}
    if folded in known or folded in _ALSO:
        return known.get(folded) or _ALSO[folded]
    near = nearness.nearest(folded, known)
    return known[near[0]] if near else None
