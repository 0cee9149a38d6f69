"""Why a shape cannot be seen, as far as its attributes and its place tell; nothing is drawn for it."""

from __future__ import annotations

import re

from lxml import etree

from svgguard.document import Document
from svgguard.document.geometry import Box, number
from svgguard.document.suspects import local_name
from svgguard.parts.by_picture.pieces import Ids, outlines
from svgguard.parts.by_picture.styles import alpha, chain, inherited
from svgguard.parts.by_picture.styles import styles as own
from svgguard.parts.inventory import Presence
from svgguard.svg import grammar, vocabulary

Reason = tuple[Presence, str]
"""What a shape is instead of visible, and how to say so."""

_DEFAULT_CANVAS = (0.0, 0.0, 300.0, 150.0)
"""Left, top, width, height where nothing is said (CSS 2.1, 10.3.2)."""
_FAINT = 0.01
"""Opacity below which nothing can be seen."""


def canvas(document: Document) -> Box:
    """The canvas in the root's user units: left, top, width, height."""
    root = document.root
    box = [float(n) for n in re.findall(grammar.NUMBER, root.get("viewBox", ""))]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[0], box[1], box[2], box[3]
    width, height = number(root.get("width"), None), number(root.get("height"), None)
    return (0.0, 0.0, width, height) if width and height else _DEFAULT_CANVAS


def why_unseen(leaf: etree._Element, document: Document, ids: Ids) -> Reason | None:
    """Why a shape cannot be seen; None when nothing tells that it cannot."""
    return _off(leaf) or _transparent(leaf) or _sizeless(leaf) or _unpainted(leaf) or _outside(leaf, document, ids)


def _off(leaf: etree._Element) -> Reason | None:
    styles = chain(leaf)
    if any(s.get("display") == "none" for s in styles):
        return Presence.INVISIBLE, "is not displayed (display: none)"
    visibility = inherited(styles, "visibility", "visible")
    return (Presence.INVISIBLE, f"is hidden (visibility: {visibility})") if visibility != "visible" else None


def _transparent(leaf: etree._Element) -> Reason | None:
    for styles in chain(leaf):
        if (opacity := alpha(styles.get("opacity"))) is not None and opacity < _FAINT:
            return Presence.INVISIBLE, "is transparent (opacity 0)"
    return None


def _sizeless(leaf: etree._Element) -> Reason | None:
    for styles in chain(leaf):
        for m in re.finditer(r"scale[XY]?\(([^)]*)\)", styles.get("transform", "")):
            if any(float(n) == 0 for n in re.findall(grammar.NUMBER, m[1])):
                return Presence.INVISIBLE, f"has no size (transform {m[0]})"
    name, styles = local_name(leaf), own(leaf)
    sizes = {"rect": ("width", "height"), "image": (), "circle": ("r",), "ellipse": ("rx", "ry")}.get(name, ())
    for size in sizes:
        value = styles.get(size, "0" if name != "ellipse" else None)
        if value is not None and number(value, None) == 0:
            return Presence.INVISIBLE, f"has no size ({size} is 0)"
    if name == "line" and all(styles.get(f"{axis}1", "0") == styles.get(f"{axis}2", "0") for axis in "xy"):
        return Presence.INVISIBLE, "has no size (it ends where it begins)"
    outline = {"path": "d", "polygon": "points", "polyline": "points"}.get(name)
    if outline is not None and len(re.findall(grammar.NUMBER, styles.get(outline, ""))) <= 2:
        return Presence.INVISIBLE, f"has no size ({outline} draws nothing)"
    return None


def _unpainted(leaf: etree._Element) -> Reason | None:
    name = local_name(leaf)
    if name not in vocabulary.group("shape") and name != "text":
        return None
    styles = chain(leaf)
    # A style sheet may say otherwise.
    if any("class" in s for s in styles) and leaf.getroottree().find(".//{*}style") is not None:
        return None
    filled = inherited(styles, "fill", "black") not in ("none", "transparent") and name != "line"
    filled = filled and (alpha(inherited(styles, "fill-opacity", "1")) or 0) >= _FAINT
    stroked = inherited(styles, "stroke", "none") not in ("none", "transparent")
    stroked = stroked and (alpha(inherited(styles, "stroke-opacity", "1")) or 0) >= _FAINT
    stroked = stroked and number(inherited(styles, "stroke-width", "1"), None) != 0
    return None if filled or stroked else (Presence.INVISIBLE, "has no paint (neither fill nor stroke)")


def _outside(leaf: etree._Element, document: Document, ids: Ids) -> Reason | None:
    left, top, width, height = canvas(document)
    boxes = [box for _, box in outlines(leaf, ids)]
    if boxes and all(b[2] < left or b[0] > left + width or b[3] < top or b[1] > top + height for b in boxes):
        return Presence.OUTSIDE, "lies outside the canvas"
    return None
