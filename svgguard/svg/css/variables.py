"""Custom properties: what `var()` stands for (CSS Variables 1).

A few lines can make a value stand for billions of others, so that what a value may grow to is bounded, as in browsers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from svgguard.svg.css import tokens

_LONGEST = 10_000
"""Characters that a value may grow to."""
_DEEPEST = 30
"""Custom properties that refer to one another in a chain."""
_VAR = re.compile(r"\b(?:var|env)\(", re.I)


class _InvalidError(Exception):
    """The value is invalid at computed-value time."""


class Environment:
    """The custom properties that hold for an element."""

    def __init__(self, around: Environment | None, declared: Mapping[str, str]) -> None:
        self._around = around
        self._declared = declared
        self._known: dict[str, str | None] = {}
        self._depth = 0

    def get(self, name: str) -> str | None:
        """The value of a custom property; None where it has none."""
        at: Environment | None = self
        while at is not None:
            if name in at._declared:
                value = at._own(name)
                if value is None or value.lower() not in ("inherit", "unset", "revert", "revert-layer"):
                    return value
            at = at._around
        return None

    def _own(self, name: str) -> str | None:
        if name in self._known:
            return self._known[name]
        self._known[name] = None  # what leads back to itself is invalid
        if self._depth < _DEEPEST:
            self._depth += 1
            value = substituted(self._declared[name], self.get)
            self._depth -= 1
            self._known[name] = None if value is not None and value.lower() == "initial" else value
        return self._known[name]


NOWHERE = Environment(None, {})
"""Where no custom property is declared."""


def uses_variables(value: str) -> bool:
    """True if a value has anything to be substituted."""
    return _VAR.search(value) is not None


def substituted(value: str, get: Callable[[str], str | None]) -> str | None:
    """A value with what its `var()` stand for; None where it is invalid."""
    if not uses_variables(value):
        return value.strip()
    if not tokens.is_walkable(value):
        return None
    try:
        return _written(tokens.read(value), get).strip()
    except _InvalidError:
        return None


def _written(values: Sequence[Any], get: Callable[[str], str | None]) -> str:
    pieces: list[str] = []
    length = 0
    for token in values:
        piece = _piece(token, get)
        length += len(piece)
        if length > _LONGEST:
            raise _InvalidError
        pieces.append(piece)
    return "".join(pieces)


def _piece(token: Any, get: Callable[[str], str | None]) -> str:
    if token.type == "function":
        if token.lower_name in ("var", "env"):
            return _value(token.arguments, get)
        return f"{token.name}({_written(token.arguments, get)})"
    if token.type in ("() block", "[] block", "{} block"):
        return f"{token.type[0]}{_written(token.content, get)}{token.type[1]}"
    return str(token.serialize())


def _value(arguments: Sequence[Any], get: Callable[[str], str | None]) -> str:
    """What one `var()` stands for; nothing is known of an environment, so that `env()` is its fallback."""
    name = next((token.value for token in arguments if token.type == "ident"), "")
    value = get(name) if name.startswith("--") else None
    if value is not None:
        # Tokens never join with what stands beside a variable.
        return f" {value} "
    for place, argument in enumerate(arguments):
        if argument == ",":
            return _written(arguments[place + 1 :], get)
    raise _InvalidError
