"""Lettering: where the lines of a text stand and how wide they are, at least, in the font that ships with svgguard.

The fonts of other machines are narrower than DejaVu Sans, so what is said to be too wide is so with them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.data import data
from svgguard.document.suspects import local_name
from svgguard.svg.geometry import Matrix, Point
from svgguard.svg.length import length, pixels

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_SIZE = 100
_NARROW = 0.87
"""How wide Arial and Helvetica are beside DejaVu Sans; those for fixed width are alike."""


def width(text: str, size: float, *, bold: bool = False, monospace: bool = False) -> float:
    """The width of a line of text at a font size, in the same units."""
    fixed = sum(map(_fixed, text)) if monospace else 0.0
    return size * (fixed if monospace else _NARROW * sum(_advance(letter, bold) for letter in text))


def _fixed(letter: str) -> float:
    return 0.6 if ord(letter) < 0x1100 else 1.0


@cache
def _font(bold: bool) -> FreeTypeFont:
    # Loaded only for documents with text.
    from PIL import ImageFont

    return ImageFont.truetype(data("fonts") / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"), _SIZE)


def _advance(letter: str, bold: bool) -> float:
    """In font sizes."""
    return _plain(letter, bold) if ord(letter) < 0x250 else 0.6 if ord(letter) < 0x1100 else 0.9


@cache
def _plain(letter: str, bold: bool) -> float:
    return float(_font(bold).getlength(letter)) / _SIZE


def font_size(text: str, around: float) -> float:
    """A font size in user units, within text of another."""
    if text.endswith("em") and not text.endswith("rem"):
        return (pixels(text[:-2]) or 1.0) * around
    size = length(text, around)
    return around if size is None else size


# --- lines

_ASCENT = 0.72
"""Height of capitals, in font sizes; what reaches below the line is left out."""
_BASELINES = {"hanging": 0.75, "text-before-edge": 0.85, "central": 0.36, "middle": 0.3, "text-after-edge": -0.2}
"""How far below its place a text stands, in font sizes."""
_UNTOLD = frozenset(("textPath", "tref", "altGlyph"))
_TURNED = frozenset(("writing-mode", "rotate", "lengthAdjust", "word-spacing"))
_LONGEST = 2000
"""Characters of one text that are measured."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text on one line, in the root's user space."""

    text: str
    corners: tuple[Point, ...]
    """Of its extent, beginning at the upper left."""
    width: float
    """In its own user space."""


@dataclass(slots=True)
class _Chunk:
    """What is set from one absolute place on."""

    x: float
    y: float
    style: Mapping[str, str]
    words: list[str] = field(default_factory=list)
    width: float = 0.0


def lines(
    text: etree._Element,
    style: Mapping[str, str],
    matrix: Matrix,
    viewport: tuple[float, float],
    said: Callable[[etree._Element], Mapping[str, str]],
) -> Iterator[Line]:
    """The lines of a text element with this style; none where it is set in a way that is not measured.

    `said` gives the properties of the elements in it, `viewport` is the width and height that percentages are of.
    """
    chunks: list[_Chunk] = []
    if not _set(text, {**style, **said(text)}, viewport, said, chunks):
        return
    for chunk in chunks:
        words = " ".join("".join(chunk.words).split())
        if not words:
            continue
        size = font_size(chunk.style.get("font-size", ""), 16.0)
        start = chunk.x - {"middle": 0.5, "end": 1.0}.get(chunk.style.get("text-anchor", ""), 0.0) * chunk.width
        base = chunk.y + _BASELINES.get(chunk.style.get("dominant-baseline", ""), 0.0) * size
        left, top, right, bottom = start, base - _ASCENT * size, start + chunk.width, base
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        yield Line(words, tuple(map(matrix.apply, corners)), chunk.width)


def _set(
    element: etree._Element,
    style: Mapping[str, str],
    viewport: tuple[float, float],
    said: Callable[[etree._Element], Mapping[str, str]],
    chunks: list[_Chunk],
) -> bool:
    """Set an element's text after what is set already; False where its places cannot be told."""
    if local_name(element) in _UNTOLD or any(p in style for p in _TURNED) or sum(len(c.words) for c in chunks) > 500:
        return False
    across, down = viewport
    x, y = length(style.get("x"), across), length(style.get("y"), down)
    dx, dy = length(style.get("dx"), across, 0.0), length(style.get("dy"), down, 0.0)
    if any(style.get(p) is not None and v is None for p, v in (("x", x), ("y", y), ("dx", dx), ("dy", dy))):
        return False
    if "em" in style.get("dy", "") and dy is not None:
        dy = (pixels(style["dy"].replace("em", "")) or 0.0) * font_size(style.get("font-size", ""), 16.0)
    last = chunks[-1] if chunks else None
    if last is None or x is not None or y is not None or dx or dy:
        ahead = 0.0 if last is None or x is not None else last.width
        at = (last.x if last else 0.0) if x is None else x
        base = (last.y if last else 0.0) if y is None else y
        chunks.append(_Chunk(at + ahead + (dx or 0.0), base + (dy or 0.0), style))
    _add(chunks[-1], element.text, style)
    for child in element.iterchildren(etree.Element):
        name = local_name(child)
        if name in ("tspan", "a"):
            own = said(child)
            size = font_size(own.get("font-size", ""), font_size(style.get("font-size", ""), 16.0))
            inner = {k: v for k, v in style.items() if k not in ("x", "y", "dx", "dy", "textLength")}
            shown = own.get("display") != "none"
            if shown and not _set(child, {**inner, **own, "font-size": f"{size!r}"}, viewport, said, chunks):
                return False
        elif name not in ("title", "desc") and not name.startswith(("animate", "set")):
            return False
        _add(chunks[-1], child.tail, style)
    return True


def _add(chunk: _Chunk, text: str | None, style: Mapping[str, str]) -> None:
    words = re.sub(r"\s+", " ", (text or "")[:_LONGEST])
    if not chunk.words:
        words = words.lstrip()
    if not words:
        return
    size = font_size(style.get("font-size", ""), 16.0)
    bold = style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900")
    family = style.get("font-family", "").lower()
    spacing = pixels(style.get("letter-spacing", "0")) or 0.0
    chunk.words.append(words)
    given = length(style.get("textLength"), 0.0)
    chunk.width += given or width(words.rstrip(), size, bold=bold, monospace="mono" in family or "courier" in family)
    chunk.width += spacing * len(words)
