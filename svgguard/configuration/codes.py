"""Selectors: the ways in which people name rules. Codes, prefixes of codes, names, and ALL."""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.configuration.errors import ConfigurationError, nearest_name
from svgguard.rules import codes

ALL = "ALL"
"""The selector of every rule."""


def codes_of(selectors: Iterable[str]) -> frozenset[str]:
    """The code prefixes that `selectors` mean; raises `ConfigurationError` for one that means no rule."""
    return frozenset(code for selector in selectors for code in _codes(selector.strip()))


def _codes(selector: str) -> Iterable[str]:
    known = codes()
    if selector.upper() == ALL:
        return {""}
    if (name := selector.lower()) in known:
        return [known[name]]
    if selector and any(code.startswith(selector.upper()) for code in known.values()):
        return [selector.upper()]
    near = nearest_name(selector, [*known, *known.values()])
    raise ConfigurationError(f"no rule has the name {selector!r} or a code that begins so; {near}")
