"""Conditions: whether `@media` and `@supports` hold for a picture (Media Queries 4, CSS Conditional Rules 4).

A picture is a screen in colour, in a light room, where nothing can be pointed at and nothing minds motion. Without a
known window, what depends on its size is None: it cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from svgguard.svg.css import properties, tokens
from svgguard.svg.css.calculation import Units, quantity

_IS = {
    "prefers-color-scheme": "light", "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "prefers-reduced-transparency": "no-preference", "prefers-reduced-data": "no-preference", "forced-colors": "none",
    "inverted-colors": "none", "hover": "hover", "any-hover": "hover", "pointer": "fine", "any-pointer": "fine",
    "scripting": "none", "update": "fast", "color-gamut": "srgb", "dynamic-range": "standard", "scan": "progressive",
    "display-mode": "browser", "overflow-block": "scroll", "overflow-inline": "scroll", "grid": "0",
}  # fmt: skip
_COLOUR_BITS = 8.0
_TYPES = {"all": True, "screen": True, "print": False, "speech": False}

Window = tuple[float, float]
Answer = bool | None


def media(condition: Sequence[Any], window: Window | None) -> Answer:
    """Whether a list of media queries holds in a window of this size in pixels; None where that cannot be told."""
    values = tokens.trimmed(condition)
    if not values:
        return True
    return _any(_query(tokens.significant(run), window) for run in tokens.split(values))


def _query(values: list[Any], window: Window | None) -> Answer:
    if values and values[0].type == "ident":
        word = values[0].lower_value
        rest = values[1:]
        negated = word == "not"
        if word in ("not", "only") and rest and rest[0].type == "ident":
            word, rest = rest[0].lower_value, rest[1:]
        elif word == "not":
            return _combined(values, lambda block: _feature(block, window))
        holds: Answer = _TYPES.get(word, False)
        if rest and tokens.is_word(rest[0], "and"):
            holds = _all([holds, _combined(rest[1:], lambda block: _feature(block, window))])
        return _not(holds) if negated else holds
    return _combined(values, lambda block: _feature(block, window))


def supports(condition: Sequence[Any], is_selector: Callable[[Sequence[Any]], bool]) -> bool:
    """Whether browsers support what a condition asks for."""

    def feature(token: Any) -> Answer:
        if token.type == "function" and token.lower_name == "selector":
            return is_selector(token.arguments)
        if token.type != "() block":
            return bool(token.type == "function")
        name, colon, value = _declaration(token.content)
        return bool(colon) and properties.is_known(name) and properties.is_valid(name, value)

    return _combined(tokens.significant(condition), feature) is True


def _declaration(content: Sequence[Any]) -> tuple[str, str, str]:
    name, colon, value = tokens.written(content).partition(":")
    return name.strip().lower(), colon, value.strip()


def _combined(values: Sequence[Any], feature: Callable[[Any], Answer]) -> Answer:
    """What conditions joined by `and`, `or` and `not` come to."""
    answers: list[Answer] = []
    joined = "and"
    negated = False
    for token in values:
        if token.type == "ident":
            if token.lower_value == "not":
                negated = True
            elif token.lower_value in ("and", "or"):
                joined = token.lower_value
            else:
                return False
            continue
        inner: Answer
        if token.type == "() block" and _is_condition(token.content):
            inner = _combined(tokens.significant(token.content), feature)
        else:
            inner = feature(token)
        answers.append(_not(inner) if negated else inner)
        negated = False
    if not answers:
        return False
    return _all(answers) if joined == "and" else _any(answers)


def _is_condition(content: Sequence[Any]) -> bool:
    """True for brackets around a condition, rather than around a feature."""
    first = next(iter(tokens.significant(content)), None)
    return first is not None and (first.type == "() block" or tokens.is_word(first, "not") or first.type == "function")


def _feature(token: Any, window: Window | None) -> Answer:
    if token.type != "() block":
        return False
    values = tokens.significant(token.content)
    signs = [place for place, value in enumerate(values) if value in ("<", ">", "=", ":")]
    if not signs:
        name = values[0].lower_value if len(values) == 1 and values[0].type == "ident" else ""
        return name in ("width", "height", "color", "hover", "any-hover", "pointer", "any-pointer", "aspect-ratio")
    if values[signs[0]] == ":" and values[0].type == "ident":
        name, side = values[0].lower_value, values[2:]
        if name in _IS:
            return bool(side) and tokens.written(side).lower() == _IS[name]
        limit = {"min-": ">=", "max-": "<="}.get(name[:4], "=")
        return _compared(name.removeprefix("min-").removeprefix("max-"), limit, side, window)
    return _range(values, window)


def _range(values: Sequence[Any], window: Window | None) -> Answer:
    """`width >= 10px`, `10px < width < 20px`."""
    runs: list[list[Any]] = [[]]
    signs: list[str] = []
    for value in values:
        if value in ("<", ">", "="):
            if runs[-1]:
                signs.append(value.value)
                runs.append([])
            else:
                signs[-1] += value.value
        else:
            runs[-1].append(value)
    answers: list[Answer] = []
    for sign, left, right in zip(signs, runs, runs[1:], strict=False):
        if left and left[0].type == "ident":
            answers.append(_compared(left[0].lower_value, sign, right, window))
        elif right and right[0].type == "ident":
            turned = sign.translate(str.maketrans("<>", "><"))
            answers.append(_compared(right[0].lower_value, turned, left, window))
        else:
            return False
    return _all(answers)


def _compared(name: str, sign: str, side: Sequence[Any], window: Window | None) -> Answer:
    if name == "orientation":
        return None if window is None else tokens.written(side).lower() == _orientation(window)
    wanted = _number(side)
    if wanted is None:
        return False
    if name == "color":
        return _holds(_COLOUR_BITS, sign, wanted)
    if name in ("monochrome", "color-index"):
        return _holds(0.0, sign, wanted)
    if name == "resolution":
        return _holds(1.0, sign, wanted)
    if window is None:
        return None
    width, height = window
    sizes = {"width": width, "height": height, "device-width": width, "device-height": height}
    sizes["aspect-ratio"] = width / height
    return name in sizes and _holds(sizes[name], sign, wanted)


def _number(side: Sequence[Any]) -> float | None:
    if not side:
        return None
    first = side[0]
    if first.type == "dimension" and first.lower_unit in ("dppx", "x", "dpi", "dpcm"):
        return float(first.value) / {"dpi": 96.0, "dpcm": 96 / 2.54}.get(first.lower_unit, 1.0)
    found = quantity(first, Units())
    if found is None:
        return None
    if len(side) == 3 and side[1] == "/" and side[2].type == "number" and side[2].value:
        return found.value / float(side[2].value)
    return found.value


def _orientation(window: Window) -> str:
    return "portrait" if window[1] >= window[0] else "landscape"


def _holds(value: float, sign: str, wanted: float) -> bool:
    match sign:
        case ">=":
            return value >= wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case "<":
            return value < wanted
        case _:
            return value == wanted


def _not(answer: Answer) -> Answer:
    return None if answer is None else not answer


def _all(answers: Sequence[Answer]) -> Answer:
    return False if False in answers else None if None in answers else True


def _any(answers: Any) -> Answer:
    given = list(answers)
    return True if True in given else None if None in given else False
