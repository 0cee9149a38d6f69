"""Paints: whether a fill or a stroke leaves a mark, and in which colour, as far as the document tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from svgguard.document.geometry import target
from svgguard.document.styles import alpha, styles
from svgguard.document.suspects import local_name
from svgguard.svg import colour_names, vocabulary
from svgguard.svg.geometry import Box
from svgguard.svg.length import pixels
from svgguard.text.pattern import lazy_pattern

FAINT = 0.01
"""Opacity below which nothing can be seen."""
_SOLID = 0.99
_URL = lazy_pattern(r"url\(\s*[\"']?\s*#([^\s\"')]*)[\"']?\s*\)\s*(.*)", re.I | re.S)
_HEX = lazy_pattern(r"#(?:([\da-f]{3})([\da-f])?|([\da-f]{6})([\da-f]{2})?)", re.I)
_FUNCTION = lazy_pattern(r"(?:rgb|hsl)a?\([^()]*?[,/]?[^()]*\)", re.I)
_ALPHA = lazy_pattern(r"(?:/|(?:[^,()]*,){3})\s*([\d.]+%?)\s*\)$")
_MOST_TEMPLATES = 8
"""Gradients that take their stops from one another."""

Ids = Mapping[str, Sequence[etree._Element]]


@dataclass(frozen=True, slots=True)
class Paint:
    """What a fill or a stroke comes to."""

    marks: bool | None
    """False where it leaves no mark, None where the document does not tell."""
    colour: str = ""
    """``#rrggbb``; empty for what is not one colour all over."""
    solid: bool = False
    """True if nothing can be seen through it."""
    server: etree._Element | None = None
    """The gradient or pattern."""


NOTHING = Paint(False)
UNKNOWN = Paint(None)


def paint(value: str, opacity: float, box: Box | None, ids: Ids, current: str = "black") -> Paint:
    """A paint (SVG 2, section 13.2) at an opacity, on a shape with this extent in its own user space."""
    text = value.strip()
    if text.lower() == "currentcolor":
        text = current
    if text.lower() in ("none", "transparent") or opacity < FAINT:
        return NOTHING
    if m := _URL.match(text):
        server = next(iter(ids.get(m[1], ())), None)
        if server is None or local_name(server) not in vocabulary.group("server"):
            return paint(m[2], opacity, box, ids, current) if m[2].strip() else NOTHING
        return _served(server, opacity, box, ids)
    if m := _HEX.fullmatch(text):
        clear = int((m[2] or "f") * 2, 16) if m[1] else int(m[4] or "ff", 16)
        digits = "".join(d * 2 for d in m[1]) if m[1] else m[3]
        return _coloured(f"#{digits.lower()}", opacity * clear / 255)
    if _FUNCTION.fullmatch(text):
        clear_text = _ALPHA.search(text)
        clear_value = alpha(clear_text[1]) if clear_text else 1.0
        return UNKNOWN if clear_value is None else _coloured("".join(text.lower().split()), opacity * clear_value)
    named = colour_names.rgb(text) if text.isalpha() else None
    return UNKNOWN if named is None else _coloured(named, opacity)


def _coloured(colour: str, opacity: float) -> Paint:
    return NOTHING if opacity < FAINT else Paint(True, colour, opacity >= _SOLID)


def _served(server: etree._Element, opacity: float, box: Box | None, ids: Ids) -> Paint:
    if local_name(server) not in vocabulary.group("gradient"):
        sides = [server.get(side) for side in ("width", "height")]
        empty = not target(server) and (any(pixels(side, 0.0) == 0 for side in sides) or len(server) == 0)
        return Paint(False if empty else None, server=server)
    if box is not None and (box.width == 0 or box.height == 0) and _by_box(server, ids):
        return Paint(False, server=server)
    stops = _stops(server, ids)
    clear = [alpha(styles(stop).get("stop-opacity", "1")) for stop in stops]
    if any(value is None for value in clear):
        return Paint(None, server=server)
    shades = [
        paint(styles(stop).get("stop-color", "black"), opacity * (value or 0), None, {})
        for stop, value in zip(stops, clear, strict=True)
    ]
    if any(shade.marks is None for shade in shades):
        return Paint(None, server=server)
    marks = any(shade.marks for shade in shades)
    return Paint(marks, "", bool(shades) and all(shade.solid for shade in shades), server)


def _templates(server: etree._Element, ids: Ids) -> list[etree._Element]:
    """A gradient and those that it takes from what it does not say itself."""
    found: list[etree._Element] = []
    at: etree._Element | None = server
    while at is not None and len(found) < _MOST_TEMPLATES:
        found.append(at)
        at = next(iter(ids.get(target(at), ())), None)
    return found


def _stops(server: etree._Element, ids: Ids) -> list[etree._Element]:
    for one in _templates(server, ids):
        if stops := [e for e in one.iterchildren(etree.Element) if local_name(e) == "stop"]:
            return stops
    return []


def _by_box(server: etree._Element, ids: Ids) -> bool:
    """True if a gradient is laid out by the extent of what it paints."""
    units = next((u for one in _templates(server, ids) if (u := one.get("gradientUnits"))), "objectBoundingBox")
    return units == "objectBoundingBox"
