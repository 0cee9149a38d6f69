"""Values as the engines read them: colours in sRGB, lengths in pixels, calculations carried out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from svgguard.svg.css import calculation, colours, properties, tokens
from svgguard.svg.css.calculation import Quantity, Units
from svgguard.svg.css.colours import Around

_LARGEST = 1e6
"""Pixels; what is infinite is as large as this."""
COLOURS = frozenset(("fill", "stroke", "color", "stop-color", "flood-color", "lighting-color", "background-color"))
"""Properties whose value is a colour, or a paint."""
_FONT_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0,
}  # fmt: skip
"""In pixels (CSS Fonts 4, section 2.5.1)."""
_STEP = 1.2
_OPACITIES = frozenset(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "flood-opacity", "offset"))


@lru_cache(maxsize=4096)
def computed(name: str, value: str, units: Units, around: Around, whole: float | None) -> str | None:
    """The value of a property or attribute as an engine reads it; None where it is invalid and nothing is set.

    Percentages within calculations are of `whole` pixels.
    """
    if name in COLOURS:
        return _paint(value, around)
    values = tokens.read(value)
    if not values:
        return value.strip() or None
    if name in _OPACITIES and len(values) == 1:
        found = calculation.quantity(values[0], units)
        if found is not None:
            share = found.value / 100 if found.kind == "%" else found.value
            return None if found.kind not in ("", "%") else f"{min(1.0, max(0.0, share)):.6g}"
    return _written(values, units, around, whole)


def font_size(value: str, units: Units, parent: float) -> float | None:
    """A font size in pixels, in text of another; None for none."""
    text = value.strip().lower()
    if text in _FONT_SIZES:
        return _FONT_SIZES[text]
    if text in ("smaller", "larger"):
        return parent * _STEP if text == "larger" else parent / _STEP
    # Here `em` is of the font around.
    around = Units(parent, units.root_font_size, units.width, units.height)
    size = calculation.length(text, around, parent)
    return None if size is None or size < 0 else size


def _paint(value: str, around: Around) -> str | None:
    """A colour, or a paint: none, a reference with what is painted where it leads nowhere, a colour."""
    values = tokens.significant(tokens.read(value))
    if len(values) == 2 and _is_reference(values[0]):
        fallback = _paint(values[1].serialize(), around)
        return f"{values[0].serialize()} {fallback}" if fallback else None
    if len(values) != 1:
        return None
    if values[0].type == "ident":
        word = str(values[0].lower_value)
        if word in ("none", "context-fill", "context-stroke", "currentcolor", "inherit"):
            return {"currentcolor": "currentColor"}.get(word, word)
    elif _is_reference(values[0]):
        return value.strip()
    found = colours.read(values[0], around)
    return None if found is None else str(found)


def _is_reference(token: Any) -> bool:
    return token.type == "url" or bool(token.type == "function" and token.lower_name == "url")


def _written(values: Sequence[Any], units: Units, around: Around, whole: float | None) -> str:
    return "".join(_piece(token, units, around, whole) for token in values).strip()


def _piece(token: Any, units: Units, around: Around, whole: float | None) -> str:
    if token.type == "dimension" or (token.type == "function" and token.lower_name in calculation.FUNCTIONS):
        found = _summed(token, units, whole)
        if found is not None:
            return _number(found)
    if token.type == "function":
        if colours.is_function(token):
            colour = colours.read(token, around)
            return str(colour) if colour is not None else str(token.serialize())
        return f"{token.name}({_written(token.arguments, units, around, whole)})"
    return str(token.serialize())


def _summed(token: Any, units: Units, whole: float | None) -> Quantity | None:
    """As `calculation.quantity`, and with percentages among lengths."""
    found = calculation.quantity(token, units)
    if found is not None or whole is None:
        return found
    return calculation.quantity(token, units, whole=whole)


def _number(found: Quantity) -> str:
    value = found.value if math.isfinite(found.value) else math.copysign(_LARGEST, found.value)
    return f"{value:.8g}{found.kind}"


def is_wide(value: str) -> bool:
    """True for a word that every property takes."""
    return value.strip().lower() in properties.WIDE
