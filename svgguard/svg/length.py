"""Lengths that are right, in pixels of user space. Wrong ones are `number`'s."""

from __future__ import annotations

import math
import re

from svgguard.svg import grammar
from svgguard.text.pattern import lazy_pattern

_UNITS = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6,
    "em": 16.0, "rem": 16.0, "ex": 8.0,
}  # fmt: skip
"""Pixels in each unit (CSS Values and Units 4, section 6); those of fonts for the font size that CSS begins with."""
_LENGTH = lazy_pattern(rf"\s*({grammar.NUMBER})([a-z]*)\s*", re.IGNORECASE)
_PERCENT = lazy_pattern(rf"\s*({grammar.NUMBER})%\s*")


def pixels(text: str | None, default: float | None = None) -> float | None:
    """A length in pixels; `default` where there is no text, None for percentages and for whatever is no length."""
    if text is None:
        return default
    m = _LENGTH.fullmatch(text)
    scale = _UNITS.get(m[2].lower()) if m else None
    if m is None or scale is None:
        return None
    value = float(m[1]) * scale
    return value if math.isfinite(value) else None


def length(text: str | None, whole: float, default: float | None = None) -> float | None:
    """A length in pixels, per cent being of `whole`; `default` where there is no text, None for what is no length."""
    if text is not None and (m := _PERCENT.fullmatch(text)):
        return float(m[1]) * whole / 100
    return pixels(text, default)
