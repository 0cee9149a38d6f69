"""Sums and products written where only a number may stand: `50+20`, `(100 - 20)/2px`, `50%+20`.

CSS has `calc()` for this; in an attribute nothing carries a bare calculation out.
"""

from __future__ import annotations

import re

from svgguard.text.pattern import lazy_pattern

_TOKEN = lazy_pattern(r"\s*+(?:(\d++(?:\.\d*+)?|\.\d++)(px|%)?|([-+*/()×÷]))", re.A)
_MOST_TOKENS = 60
_SIGNS = {"×": "*", "÷": "/"}


class _UnreadableError(Exception):
    """The text is no calculation."""


def evaluate(text: str, extent: float | None) -> str | None:
    """The value of a calculation, to four decimals, with its unit if all of it is in one; None when it is not one.

    Percentages mixed with plain numbers are taken of `extent`.
    """
    inner = re.sub(r"^\s*calc\s*(?=\()|^\s*=", "", text).strip()
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(inner):
        m = _TOKEN.match(inner, at)
        if not m or len(tokens) > _MOST_TOKENS:
            return None
        tokens.append((m[1], m[2] or "") if m[1] else (_SIGNS.get(m[3], m[3]), ""))
        at = m.end()
    numbers = [t for t in tokens if t[0][0] in ".0123456789"]
    if len(numbers) < 2:
        return None
    percents = any(unit == "%" for _, unit in numbers)
    mixed = percents and any(unit != "%" for _, unit in numbers) and any(t[0] in "+-" for t in tokens)
    if mixed and extent is None:
        return None
    try:
        parser = _Parser([_value(t, extent if mixed else None) for t in tokens])
        result = parser.sum()
        parser.expect_end()
    except (_UnreadableError, ZeroDivisionError, OverflowError):
        return None
    if abs(result) > 1e9:
        return None
    unit = "%" if percents and not mixed else ""
    return f"{round(result, 4):.10g}{unit}"


def _value(token: tuple[str, str], extent: float | None) -> float | str:
    text, unit = token
    if text[0] not in ".0123456789":
        return text
    number = float(text)
    return number * extent / 100 if unit == "%" and extent is not None else number


class _Parser:
    """Recursive descent over at most `_MOST_TOKENS` tokens."""

    def __init__(self, tokens: list[float | str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _next(self) -> float | str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, *signs: str) -> str | None:
        token = self._next()
        if isinstance(token, str) and token in signs:
            self._at += 1
            return token
        return None

    def expect_end(self) -> None:
        """Raise unless everything is read."""
        if self._next() is not None:
            raise _UnreadableError

    def sum(self) -> float:
        """A sum of products."""
        total = self._product()
        while sign := self._take("+", "-"):
            term = self._product()
            total += term if sign == "+" else -term
        return total

    def _product(self) -> float:
        result = self._factor()
        while sign := self._take("*", "/"):
            factor = self._factor()
            result = result * factor if sign == "*" else result / factor
        return result

    def _factor(self) -> float:
        if sign := self._take("-", "+"):
            return self._factor() if sign == "+" else -self._factor()
        if self._take("("):
            inside = self.sum()
            if not self._take(")"):
                raise _UnreadableError
            return inside
        token = self._next()
        if not isinstance(token, float):
            raise _UnreadableError
        self._at += 1
        return token
