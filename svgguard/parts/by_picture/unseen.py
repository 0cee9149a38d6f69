"""Why a shape cannot be seen, as far as its attributes and its place tell; nothing is drawn for it."""

from __future__ import annotations

import re

from lxml import etree

from svgguard.document import Document
from svgguard.document.styles import alpha, chain, inherited
from svgguard.document.styles import styles as own
from svgguard.document.suspects import local_name
from svgguard.parts.by_picture.pieces import Ids, outlines
from svgguard.parts.inventory import Presence
from svgguard.svg import grammar, size, vocabulary
from svgguard.svg.geometry import ViewBox
from svgguard.svg.length import pixels

Reason = tuple[Presence, str]
"""What a shape is instead of visible, and how to say so."""

_FAINT = 0.01
"""Opacity below which nothing can be seen."""


def canvas(document: Document) -> ViewBox:
    """The piece of user space that the root shows; where nothing says, the one that CSS gives it."""
    return size.shown(document.root.attrib) or ViewBox(0.0, 0.0, *size.DEFAULT)


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
    for side in sizes:
        value = styles.get(side, "0" if name != "ellipse" else None)
        if value is not None and pixels(value) == 0:
            return Presence.INVISIBLE, f"has no size ({side} is 0)"
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
    stroked = stroked and pixels(inherited(styles, "stroke-width", "1")) != 0
    return None if filled or stroked else (Presence.INVISIBLE, "has no paint (neither fill nor stroke)")


def _outside(leaf: etree._Element, document: Document, ids: Ids) -> Reason | None:
    left, top, width, height = canvas(document)
    boxes = [box for _, box in outlines(leaf, ids)]
    if boxes and all(b[2] < left or b[0] > left + width or b[3] < top or b[1] > top + height for b in boxes):
        return Presence.OUTSIDE, "lies outside the canvas"
    return None
