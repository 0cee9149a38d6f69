"""Flat colours: which shapes lie wholly behind others, told by one picture in which each has a colour of its own.

A shape whose colour does not show may be covered, and is then left out of the real picture to be sure. What can be seen
through hides nothing here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.document.styles import alpha, chain, inherited, styles
from svgguard.document.suspects import local_name
from svgguard.parts.by_picture.layers import Layers
from svgguard.parts.by_picture.pieces import Ids

if TYPE_CHECKING:
    from PIL.Image import Image

_SCATTER = 0x5BD1E5
"""An odd number; its multiples look nothing alike, so that colours blurred at an edge seldom are another's."""
_MOST_DRAWINGS = 16
"""Pictures made to find out which shapes change nothing."""
_MOST_DRAWN = 1200
"""Shapes in all of these pictures together, which is what takes the time."""
_LEAST = 12
"""Pixels that a shape must paint for it to matter that they are covered."""
_SOLID = 0.99
"""Opacity from which nothing shines through."""


class Flat:
    """The shapes of one drawing in colours of their own."""

    def __init__(self, layers: Layers, shapes: Sequence[etree._Element], ids: Ids) -> None:
        self._layers = layers
        self._solid = [leaf for leaf in shapes if _is_solid(leaf, ids)]

    @cached_property
    def shown(self) -> frozenset[etree._Element]:
        """The shapes of which something is on top; nothing is told of those that can be seen through."""
        colours = {leaf: ((n + 1) * _SCATTER & 0xFFFFFF).to_bytes(3, "big") for n, leaf in enumerate(self._solid)}
        seen = _colours(self._layers.flat({leaf: _paint(leaf, f"#{colour.hex()}") for leaf, colour in colours.items()}))
        return frozenset(leaf for leaf, colour in colours.items() if colour in seen)

    def covered(self, leaves: Sequence[etree._Element]) -> list[etree._Element]:
        """Those of some shapes that paint something and change no pixel, being behind others."""
        among = set(leaves)
        doubtful = [leaf for leaf in self._solid if leaf in among and leaf not in self.shown]
        found = without_effect(self._layers, doubtful)
        return [leaf for leaf in found if area(self._layers.alone([leaf])) >= _LEAST]


def without_effect(layers: Layers, doubtful: Sequence[etree._Element]) -> list[etree._Element]:
    """Those of some shapes without which the picture is the same; halving what changes it."""
    found: list[etree._Element] = []
    pending, drawings = [list(doubtful)], 0
    most = min(_MOST_DRAWINGS, 1 + _MOST_DRAWN // max(1, layers.weight))
    while pending and drawings < most:
        some = pending.pop(0)
        drawings += bool(some)
        if some and layers.changed(some).getbbox() is None:
            found += some
        elif len(some) > 1:
            pending += [some[: len(some) // 2], some[len(some) // 2 :]]
    return found


def area(mask: Image) -> int:
    """Pixels of a mask."""
    return mask.convert("L").histogram()[255]


def _colours(image: Image) -> set[bytes]:
    """The colours that a picture has, as bytes of red, green and blue."""
    pixels = memoryview(image.tobytes()).cast("I")
    return {pixel.to_bytes(4, sys.byteorder)[:3] for pixel in set(pixels)}


def _paint(leaf: etree._Element, colour: str) -> str:
    """The style that paints a shape in one colour where it is painted at all."""
    written = chain(leaf)
    painted = [p for p, default in (("fill", "black"), ("stroke", "none")) if inherited(written, p, default) != "none"]
    return ";".join(f"{property_}:{colour}" for property_ in painted)


def _is_solid(leaf: etree._Element, ids: Ids) -> bool:
    """True if a shape hides what is behind it wherever it is painted, as far as attributes tell."""
    if local_name(leaf) in ("use", "image"):
        return False
    written = chain(leaf)
    if any(s.get(p, "none") != "none" for s in written for p in ("mask", "mix-blend-mode")):
        return False
    if any((alpha(s.get("opacity")) or 1) < _SOLID for s in written if "opacity" in s):
        return False
    return all(
        (alpha(inherited(written, f"{p}-opacity", "1")) or 0) >= _SOLID
        and _is_solid_paint(inherited(written, p, "none"), ids)
        for p in ("fill", "stroke")
    )


def _is_solid_paint(paint: str, ids: Ids) -> bool:
    if paint.startswith(("rgba(", "hsla(")) or "/" in paint:
        return False
    if not paint.startswith("url("):
        return True
    server = next(iter(ids.get(paint[4:].split(")")[0].strip(" '\"#"), ())), None)
    return (
        server is not None
        and local_name(server) != "pattern"
        and all(_is_solid_stop(stop) for stop in server.iterchildren(etree.Element))
    )


def _is_solid_stop(stop: etree._Element) -> bool:
    own = styles(stop)
    return (alpha(own.get("stop-opacity", "1")) or 0) >= _SOLID and not own.get("stop-color", "").startswith("rgba")
