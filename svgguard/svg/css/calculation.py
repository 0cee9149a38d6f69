"""Lengths and calculations: `calc()` and its kin, relative units, percentages (CSS Values and Units 4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from svgguard.svg.css import tokens

_ABSOLUTE = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_ANGLES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
_TIMES = {"s": 1.0, "ms": 0.001}
_EX = 0.547
"""Height of an x and width of a 0 in DejaVu Sans, in font sizes."""
_CH = 0.636
_CONSTANTS = {"pi": math.pi, "e": math.e, "infinity": math.inf, "-infinity": -math.inf}


@dataclass(frozen=True, slots=True)
class Units:
    """What relative units are of, in pixels of user space."""

    font_size: float = 16.0
    root_font_size: float = 16.0
    width: float = 100.0
    """Of the window that the drawing fills, for ``vw`` and ``vh``."""
    height: float = 100.0

    def pixels(self, unit: str) -> float | None:
        """How many pixels a unit is long, given in lower case; None for what is no unit of length."""
        if unit in _ABSOLUTE:
            return _ABSOLUTE[unit]
        match unit:
            case "em":
                return self.font_size
            case "rem":
                return self.root_font_size
            case "ex":
                return _EX * self.font_size
            case "ch" | "ic":
                return (_CH if unit == "ch" else 1.0) * self.font_size
            case "lh" | "rlh":
                return 1.164 * (self.font_size if unit == "lh" else self.root_font_size)
        sides = {"w": self.width, "h": self.height, "i": self.width, "b": self.height}
        sides |= {"min": min(self.width, self.height), "max": max(self.width, self.height)}
        plain = unit[1:] if unit[:1] in "sld" and len(unit) > 2 else unit
        whole = sides.get(plain[1:]) if plain[:1] == "v" else None
        return None if whole is None else whole / 100


class Quantity(NamedTuple):
    """A number and what it counts."""

    value: float
    kind: str
    """Empty for a plain number, ``px``, ``deg``, ``s`` or ``%``."""

    def __str__(self) -> str:
        return f"{self.value:.10g}{self.kind}"


class NotCalculableError(Exception):
    """The tokens are no calculation, or one whose kinds do not go together."""


def quantity(
    token: Any, units: Units, names: Mapping[str, float] | None = None, whole: float | None = None
) -> Quantity | None:
    """What a number, a dimension, a percentage or a calculation comes to; None for any other token.

    `names` are words that stand for numbers in a calculation; percentages in it are of `whole` pixels, if given.
    """
    match token.type:
        case "number":
            return Quantity(token.value, "")
        case "percentage":
            return Quantity(token.value, "%")
        case "dimension":
            return _dimension(token, units)
        case "function" if token.lower_name in FUNCTIONS:
            try:
                found = _function(token, _Reading(units, names or {}, whole))
            except (NotCalculableError, ValueError, ZeroDivisionError, OverflowError):
                return None
            return found if not math.isnan(found.value) else Quantity(0.0, found.kind)
    return None


def length(text: str | None, units: Units, whole: float) -> float | None:
    """A length in pixels, per cent being of `whole`; a plain number is in pixels. None for what is none."""
    values = tokens.significant(tokens.read(text or ""))
    found = quantity(values[0], units, whole=whole) if len(values) == 1 else None
    if found is None or found.kind not in ("", "px", "%") or not math.isfinite(found.value):
        return None
    return found.value * whole / 100 if found.kind == "%" else found.value


def _dimension(token: Any, units: Units) -> Quantity | None:
    unit = token.lower_unit
    if unit in _ANGLES:
        return Quantity(token.value * _ANGLES[unit], "deg")
    if unit in _TIMES:
        return Quantity(token.value * _TIMES[unit], "s")
    scale = units.pixels(unit)
    return None if scale is None else Quantity(token.value * scale, "px")


@dataclass(frozen=True, slots=True)
class _Reading:
    units: Units
    names: Mapping[str, float]
    whole: float | None

    def sum(self, values: Sequence[Any]) -> Quantity:
        """A sum of products, of tokens without white space."""
        total, at = self._product(values, 0)
        while at < len(values):
            sign = values[at]
            if sign not in ("+", "-"):
                raise NotCalculableError
            term, at = self._product(values, at + 1)
            total = _added(total, term, 1.0 if sign == "+" else -1.0)
        return total

    def _product(self, values: Sequence[Any], at: int) -> tuple[Quantity, int]:
        total, at = self._factor(values, at)
        while at < len(values) and values[at] in ("*", "/"):
            sign = values[at]
            factor, at = self._factor(values, at + 1)
            if sign == "/":
                if factor.kind and factor.kind != total.kind:
                    raise NotCalculableError
                kind = "" if factor.kind else total.kind
                divided = total.value / factor.value if factor.value else math.copysign(math.inf, total.value)
                total = Quantity(divided, kind)
            else:
                if total.kind and factor.kind:
                    raise NotCalculableError
                total = Quantity(total.value * factor.value, total.kind or factor.kind)
        return total, at

    def _factor(self, values: Sequence[Any], at: int) -> tuple[Quantity, int]:
        if at >= len(values):
            raise NotCalculableError
        token = values[at]
        if token.type == "() block":
            return self.sum(tokens.significant(token.content)), at + 1
        if token.type == "ident":
            known = self.names.get(token.lower_value, _CONSTANTS.get(token.lower_value))
            if known is None:
                raise NotCalculableError
            return Quantity(known, ""), at + 1
        if token.type == "function" and token.lower_name in FUNCTIONS:
            return _function(token, self), at + 1
        found = quantity(token, self.units)
        if found is None:
            raise NotCalculableError
        if found.kind == "%" and self.whole is not None:
            found = Quantity(found.value * self.whole / 100, "px")
        return found, at + 1


def _added(a: Quantity, b: Quantity, sign: float) -> Quantity:
    if a.kind != b.kind:
        raise NotCalculableError
    return Quantity(a.value + sign * b.value, a.kind)


def _function(token: Any, reading: _Reading) -> Quantity:
    name = token.lower_name
    arguments = list(tokens.split(token.arguments))
    strategy = "nearest"
    if name == "round" and arguments and len(arguments[0]) == 1 and arguments[0][0].type == "ident":
        strategy = arguments.pop(0)[0].lower_value
    none = [len(run) == 1 and tokens.is_word(run[0], "none") for run in arguments]
    values = [
        Quantity(math.nan, "") if absent else reading.sum(tokens.significant(run))
        for run, absent in zip(arguments, none, strict=True)
    ]
    if not values:
        raise NotCalculableError
    if name == "round":
        return _rounded(values, strategy)
    return FUNCTIONS[name](values)


def _alike(values: Sequence[Quantity]) -> str:
    kinds = {value.kind for value in values if not math.isnan(value.value)}
    if len(kinds) != 1:
        raise NotCalculableError
    return kinds.pop()


def _clamped(values: Sequence[Quantity]) -> Quantity:
    least, value, most = values
    kind = _alike(values)
    held = value.value if math.isnan(most.value) else min(value.value, most.value)
    return Quantity(held if math.isnan(least.value) else max(least.value, held), kind)


def _rounded(values: Sequence[Quantity], strategy: str) -> Quantity:
    kind = _alike(values)
    step = values[1].value if len(values) > 1 else 1.0
    share = values[0].value / step
    ways: dict[str, Callable[[float], float]] = {
        "nearest": lambda v: math.floor(v + 0.5), "up": math.ceil, "down": math.floor, "to-zero": math.trunc
    }  # fmt: skip
    if strategy not in ways:
        raise NotCalculableError
    return Quantity(ways[strategy](share) * step, kind)


def _plain(call: Callable[..., float]) -> Callable[[Sequence[Quantity]], Quantity]:
    """A function of plain numbers."""

    def of(values: Sequence[Quantity]) -> Quantity:
        if any(value.kind for value in values):
            raise NotCalculableError
        return Quantity(float(call(*(value.value for value in values))), "")

    return of


def _keeping(call: Callable[..., float]) -> Callable[[Sequence[Quantity]], Quantity]:
    """A function whose result is of the kind of its arguments."""
    return lambda values: Quantity(float(call(*(value.value for value in values))), _alike(values))


def _of_angle(call: Callable[[float], float]) -> Callable[[Sequence[Quantity]], Quantity]:
    def of(values: Sequence[Quantity]) -> Quantity:
        (value,) = values
        if value.kind not in ("", "deg"):
            raise NotCalculableError
        return Quantity(call(math.radians(value.value) if value.kind else value.value), "")

    return of


def _angle(call: Callable[..., float]) -> Callable[[Sequence[Quantity]], Quantity]:
    return lambda values: Quantity(math.degrees(call(*(value.value for value in values))), "deg")


def _only(values: Sequence[Quantity]) -> Quantity:
    (value,) = values
    return value


FUNCTIONS: dict[str, Callable[[Sequence[Quantity]], Quantity]] = {
    "calc": _only,
    "-webkit-calc": _only,
    "min": _keeping(lambda *v: min(v)),
    "max": _keeping(lambda *v: max(v)),
    "clamp": _clamped,
    "round": _only,
    "mod": _keeping(lambda a, b: a - b * math.floor(a / b)),
    "rem": _keeping(math.fmod),
    "abs": _keeping(abs),
    "sign": lambda values: Quantity(math.copysign(1.0, values[0].value) if values[0].value else 0.0, ""),
    "hypot": _keeping(math.hypot),
    "pow": _plain(pow),
    "sqrt": _plain(math.sqrt),
    "exp": _plain(math.exp),
    "log": _plain(math.log),
    "sin": _of_angle(math.sin),
    "cos": _of_angle(math.cos),
    "tan": _of_angle(math.tan),
    "asin": _angle(math.asin),
    "acos": _angle(math.acos),
    "atan": _angle(math.atan),
    "atan2": _angle(math.atan2),
}
"""The functions by name, on values that were calculated."""
