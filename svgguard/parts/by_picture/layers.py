"""Layers: the picture again and again, without some of its elements or with nothing but them, as masks.

Masks are Pillow images of mode ``1``, all of the size of the layers: what an element changes in the picture, or what it
paints when nothing else is there.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import within
from svgguard.parts.by_label.labels import NOT_DRAWN
from svgguard.rendering import ENGINES, Drawn, Failure, Form, Job, Raster, Renderer, RenderError
from svgguard.rendering.fonts import PINNED
from svgguard.rendering.preparation import prepare

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIZE = 256
"""Longest side of the pictures that are compared, in pixels."""

_LEAST_CHANGE = 2
"""Steps of 255 in any channel below which a pixel is the same: engines round."""
_LEAST_ALPHA = 12
_ENLARGED = 2
"""How many times larger what is told by hard edges is drawn, for thin lines to show."""
_FILTER = re.compile(r"(?<![\w-])filter\s*:[^;]*;?")
_NUMBER = "data-svgguard-number"
"""Attribute by which an element is known again in the tree that the engine is given."""


class Layers:
    """Draws one document in variations. Raises `svgguard.RenderError` on making for one that cannot be drawn.

    `plain` leaves filters out, which take most of the time of drawing and seldom decide what can be seen; `faithful` is
    the same layers with them.
    """

    def __init__(self, document: Document, size: int = SIZE, *, plain: bool = False) -> None:
        self._document = document
        self._size = size
        root = copy.deepcopy(document.root)
        self._plain = plain and _drop_filters(root)
        numbered = list(zip(document.root.iter(etree.Element), root.iter(etree.Element), strict=True))
        for number, (_, twin) in enumerate(numbered):
            twin.set(_NUMBER, str(number))
        written = etree.tostring(root, encoding="unicode")
        # Preparing takes as long as drawing, and hiding an element adds nothing that would have to be looked at.
        prepared = prepare(written, size)
        self._root = etree.fromstring(prepared.svg, etree.XMLParser(huge_tree=True, resolve_entities=False))
        kept = {int(str(e.attrib.pop(_NUMBER))): e for e in self._root.iter(etree.Element) if _NUMBER in e.attrib}
        self._twins = {e: kept[number] for number, (e, _) in enumerate(numbered) if number in kept}
        self._masks: dict[tuple[str, frozenset[etree._Element]], Picture] = {}
        self._seen: dict[frozenset[etree._Element], Picture] = {}
        fonts = PINNED if prepared.text.strip() else ()
        self._job = Job(b"", int(prepared.width), int(prepared.height), None, fonts, Form.RGBA)
        self._engine, self.picture = self._first_to_draw()

    def _first_to_draw(self) -> tuple[Renderer, Picture]:
        """The first engine that draws the document, which then draws its variations, and the picture."""
        failures: list[Failure] = []
        for engine in ENGINES.values():
            try:
                return engine, self._draw(engine)
            except RenderError as error:
                failures += error.failures
        raise RenderError("cannot be rendered", failures)

    @cached_property
    def faithful(self) -> Layers:
        """Layers that leaves nothing out."""
        return Layers(self._document, self._size) if self._plain else self

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures, in pixels."""
        return self.picture.size

    @property
    def weight(self) -> int:
        """Elements that are drawn where they stand."""
        return len(self._drawn)

    def changed(self, elements: Iterable[etree._Element]) -> Picture:
        """The pixels that are different without these elements."""
        hidden = frozenset(elements)
        mask = self._once("changed", hidden, lambda: _difference(self.picture, self._without(hidden)))
        self._seen[frozenset(within(hidden))] = mask
        return mask

    def without(self, elements: Iterable[etree._Element], old: Layers) -> Picture:
        """The pixels by which this picture, without these elements, differs from that of `old`."""
        rest = self._without(frozenset(elements))
        if rest.size != old.size:
            return _painted(rest).point([255] * 256)
        return _difference(rest, old.picture)

    def alone(self, elements: Iterable[etree._Element]) -> Picture:
        """The pixels that these elements paint when nothing else does."""
        # A group and all that it draws are one picture.
        elements = frozenset(elements)
        shown = frozenset(within(elements)) or elements
        return self._once("alone", shown, lambda: _painted(self._without(self._others(shown))))

    def touch(
        self, elements: Collection[etree._Element], others: Sequence[Collection[etree._Element]], reach: int
    ) -> bool:
        """True when `elements` come as near as `reach` pixels to any of `others`."""
        # What is known already of what is seen of them may do; else each is drawn alone.
        if (mine := self._seen.get(frozenset(within(elements)))) is not None:
            around = near(mine, reach)
            seen = (self._seen.get(frozenset(within(other))) for other in others)
            if any(overlap(around, mask) for mask in seen if mask is not None):
                return True
        around = near(self.alone(elements), reach)
        return any(overlap(around, self.alone(other)) for other in others)

    def flat(self, paints: Mapping[etree._Element, str]) -> Picture:
        """The picture of nothing but these shapes, each with a style of its own and with hard edges; RGBA, enlarged."""
        return self._draw_with(
            {e: f"{paint};shape-rendering:crispEdges" for e, paint in paints.items()}
            | dict.fromkeys(self._others(frozenset(paints)), "display:none"),
            scale=_ENLARGED,
        )

    def _once(self, kind: str, elements: frozenset[etree._Element], draw: Callable[[], Picture]) -> Picture:
        if (kind, elements) not in self._masks:
            self._masks[kind, elements] = draw()
        return self._masks[kind, elements]

    @cached_property
    def _drawn(self) -> list[etree._Element]:
        """The elements of the document that are drawn where they stand."""
        found: list[etree._Element] = []
        pending = [self._document.root]
        while pending:
            for child in pending.pop():
                if child in self._twins and local_name(child) not in NOT_DRAWN:
                    found.append(child)
                    pending.append(child)
        return found

    def _others(self, shown: Collection[etree._Element]) -> list[etree._Element]:
        """The outermost elements that neither are, hold, nor stand in any of `shown`."""
        kept = {a for e in shown for a in (e, *e.iterancestors())}
        return [e for e in self._drawn if e not in kept and e.getparent() in kept and e.getparent() not in shown]

    def _without(self, hidden: Iterable[etree._Element]) -> Picture:
        return self._draw_with(dict.fromkeys(hidden, "display:none"))

    def _draw_with(self, paints: Mapping[etree._Element, str], scale: int = 1) -> Picture:
        """The picture with something said last in the styles of some elements."""
        before = [
            (twin, twin.get("style"), said) for e, said in paints.items() if (twin := self._twins.get(e)) is not None
        ]
        for twin, style, said in before:
            twin.set("style", f"{style};{said}" if style else said)
        try:
            return self._draw(self._engine, scale)
        finally:
            for twin, style, _ in before:
                if style is None:
                    del twin.attrib["style"]
                else:
                    twin.set("style", style)

    def _draw(self, engine: Renderer, scale: int = 1) -> Picture:
        width, height = self._job.width * scale, self._job.height * scale
        self._root.set("width", str(width))
        self._root.set("height", str(height))
        svg = etree.tostring(self._root, encoding="utf-8")
        outcome = engine.draw(replace(self._job, svg=svg, width=width, height=height))
        if not isinstance(outcome, Drawn):
            raise RenderError("cannot be rendered", [outcome])
        return Raster(outcome, width, height, engine.name).image


def _drop_filters(root: etree._Element) -> bool:
    """Take every filter away; whether there were any."""
    filtered = [e for e in root.iter(etree.Element) if "filter" in e.attrib or "filter" in e.get("style", "")]
    for element in filtered:
        if "filter" in element.attrib:
            del element.attrib["filter"]
        if "filter" in (style := element.get("style", "")):
            element.set("style", _FILTER.sub("", style))
    return bool(filtered)


def near(mask: Picture, pixels: int) -> Picture:
    """A mask grown by some pixels on every side."""
    from PIL import ImageChops, ImageOps

    # By doubling shifts: the filter for it takes time by the square of the reach.
    grown = ImageOps.expand(mask.convert("L"), border=pixels)
    for across, down in ((1, 0), (0, 1)):
        reach = 0
        while reach < pixels:
            step = min(reach + 1, pixels - reach)
            ahead = ImageChops.offset(grown, step * across, step * down)
            behind = ImageChops.offset(grown, -step * across, -step * down)
            grown = ImageChops.lighter(grown, ImageChops.lighter(ahead, behind))
            reach += step
    return ImageOps.crop(grown, border=pixels).convert("1", dither=None)


def overlap(a: Picture, b: Picture) -> bool:
    """True if two masks have a pixel in common."""
    from PIL import ImageChops

    return ImageChops.logical_and(a, b).getbbox() is not None


def disc(size: tuple[int, int], x: float, y: float, radius: float) -> Picture:
    """A mask of a disc; pixels."""
    from PIL import Image, ImageDraw

    mask = Image.new("1", size)
    ImageDraw.Draw(mask).ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)
    return mask


def _difference(a: Picture, b: Picture) -> Picture:
    from PIL import ImageChops

    # What is transparent on both sides has no colour to compare.
    bands = ImageChops.difference(a.convert("RGBa"), b.convert("RGBa")).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return _above(most, _LEAST_CHANGE)


def _painted(image: Picture) -> Picture:
    return _above(image.getchannel("A"), _LEAST_ALPHA)


def _above(band: Picture, least: int) -> Picture:
    from PIL import Image

    return band.point([255 * (value > least) for value in range(256)]).convert("1", dither=Image.Dither.NONE)
