"""The canvas of a drawing that does not say how large it is: the likeliest view box, by what is drawn where.

The weights were fitted to drawings of models and to icons whose view box is known.

Every plausible canvas is scored by what it leaves outside, how well it is filled, where the middle of the drawing
falls, how often a coordinate is exactly its edge or its middle, how usual it is, and whether a background fits it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from svgguard.document import Document, geometry
from svgguard.document.geometry import Shape
from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.svg import grammar
from svgguard.svg.geometry import Box, ViewBox
from svgguard.svg.length import pixels
from svgguard.text.pattern import lazy_pattern

_USUAL = {float(size): weight for weight, sizes in {
    2.0: (100, 200, 400, 500, 800), 1.8: (1024,), 1.6: (600,), 1.4: (256, 300, 1000), 1.2: (512,), 1.0: (24, 1200),
    0.7: (64, 640), 0.6: (16, 32, 48, 128, 320), 0.5: (150, 480, 900, 1600),
    0.4: (20, 120, 250, 350, 360, 700, 720, 1080, 1280, 1920, 2000), 0.3: (50, 160, 240, 450, 768),
    0.2: (40, 60, 80, 180, 1400, 1500),
}.items() for size in sizes}  # fmt: skip
"""Widths and heights of canvases, and how usual each is."""
_ASPECTS = {
    1: 9.0,
    4 / 3: 5.4,
    3 / 2: 4.5,
    16 / 9: 4.5,
    2: 4.5,
    5 / 4: 2.2,
    3 / 4: 3.6,
    2 / 3: 3.6,
    1 / 2: 2.7,
    4 / 5: 1.8,
}
"""Width by height, and how usual each is."""
_MOST_CANDIDATES = 20
_FEWEST_POINTS, _MOST_SHAPES = 10, 2000
_PIVOT = lazy_pattern(rf"rotate\(\s*{grammar.NUMBER}[\s,]+({grammar.NUMBER})[\s,]+({grammar.NUMBER})\s*\)")


@dataclass(frozen=True, slots=True)
class _Axis:
    """What is drawn where along one axis."""

    starts: list[float]
    ends: list[float]
    centres: list[float]
    """Each sorted, one for each shape."""
    written: Counter[float]
    """Coordinates as they stand in the document."""

    paired: Counter[float]
    """The centres of shapes, for what is the mirror image of what."""

    def score(self, size: float) -> float:
        """How well a canvas from nothing to `size` fits."""
        n = len(self.ends)
        astray = (bisect_left(self.centres, 0) + n - bisect_right(self.centres, size)) / n
        beyond = (n - bisect_right(self.ends, 1.02 * size)) / n
        reach = self.ends[max(0, math.ceil(0.97 * n) - 1)]
        middle = self.centres[n // 2]
        edge, half = self.written[round(size, 4)], self.written[round(size / 2, 4)]
        mirrored = sum(min(n, self.paired[round(size - at, 4)]) for at, n in self.paired.items() if at < size / 2)
        return float(
            -20 * astray
            - 6 * beyond
            - 8 * max(0.0, 0.88 - reach / size)
            - 24 * abs(middle / size - 0.5)
            + 0.6 * math.log1p(edge)
            + 0.5 * math.log1p(half)
            + 0.75 * math.log1p(mirrored)
            + _USUAL.get(size, 0.0)
        )


def canvas(survey: Survey) -> ViewBox | None:
    """The likeliest view box; None when too little is drawn whose place is known."""
    shapes = list(islice(geometry.shapes(survey.document.root, survey.ids), _MOST_SHAPES))
    if sum(len(s.points) for s in shapes) < _FEWEST_POINTS:
        return None
    across, down = _axis(shapes, survey.document, 0), _axis(shapes, survey.document, 1)
    origin = _origin(across), _origin(down)
    if origin != (0.0, 0.0):
        return _around(across, down)
    grounds = dict(_backgrounds(shapes))
    wide, high = set(_candidates(across)), set(_candidates(down))
    across_score = {w: across.score(w) for w in wide | {w for w, _ in grounds}}
    down_score = {h: down.score(h) for h in high | {h for _, h in grounds}}
    # What a side lacks more than a pair can win by is never chosen.
    most = max(_ASPECTS.values()) + max(grounds.values(), default=0.0)
    pairs = {(w, h) for w in _within(most, wide, across_score) for h in _within(most, high, down_score)} | set(grounds)

    def score(size: tuple[float, float]) -> tuple[float, float]:
        width, height = size
        total = across_score[width] + down_score[height] + _aspect(width / height) + grounds.get(size, 0.0)
        return total, -width * height

    width, height = max(pairs, key=score)
    return ViewBox(0.0, 0.0, width, height)


def _within(bits: float, sizes: set[float], scores: Mapping[float, float]) -> list[float]:
    best = max(scores[size] for size in sizes)
    return [size for size in sizes if scores[size] >= best - bits]


def _aspect(ratio: float) -> float:
    return next((weight for usual, weight in _ASPECTS.items() if abs(ratio / usual - 1) < 0.002), 0.0)


def _axis(shapes: list[Shape], document: Document, along: int) -> _Axis:
    boxes = [s.box for s in shapes]
    written = Counter(round(p[along], 4) for s in shapes if s.plain for p in s.points)
    written.update(round(v, 4) for v in _hints(document, along))
    return _Axis(
        sorted(b[along] for b in boxes),
        sorted(b[along + 2] for b in boxes),
        sorted((b[along] + b[along + 2]) / 2 for b in boxes),
        written,
        Counter(round((b[along] + b[along + 2]) / 2, 4) for b in boxes),
    )


def _hints(document: Document, along: int) -> Iterable[float]:
    """Coordinates of the root's user space that are not drawn: ends of gradients, centres of rotation."""
    names = ("x1", "x2", "cx") if along == 0 else ("y1", "y2", "cy")
    for element in document.root.iter(etree.Element):
        if element.get("gradientUnits") == "userSpaceOnUse":
            values = [pixels(element.get(n)) for n in names]
            yield from (v for v in values if v is not None)
        if element.get("transform"):
            yield from (float(m[along + 1]) for m in _PIVOT.finditer(element.get("transform", "")[:500]))


def _candidates(axis: _Axis) -> list[float]:
    """Sizes that the drawing reaches nearly, or a little past."""
    reach = axis.ends[max(0, math.ceil(0.9 * len(axis.ends)) - 1)]
    farthest = axis.ends[-1]
    usual = [float(size) for size in _USUAL if 0.5 * reach <= size <= 2 * farthest]
    edges = [at for at, n in axis.written.most_common() if n > 1 and 0.8 * reach <= at <= farthest and at > 0]
    rounded = 10 ** max(0, math.floor(math.log10(max(farthest, 1))) - 1)
    return [*usual, *edges[:_MOST_CANDIDATES], math.ceil(max(farthest, 1) / rounded) * float(rounded)]


def _backgrounds(shapes: list[Shape]) -> Iterable[tuple[tuple[float, float], float]]:
    """Sizes of rectangles that lie under everything from the origin on, with their weight as evidence."""
    for place, shape in enumerate(shapes[:10]):
        if local_name(shape.element) not in ("rect", "image") or not shape.plain:
            continue
        left, top, right, bottom = shape.box
        if left > 0 or top > 0 or right <= 0 or bottom <= 0:
            continue
        width, height = right + left, bottom + top
        if width <= 0 or height <= 0:
            continue
        inside = sum(_inside(s.box, width, height) for s in shapes) / len(shapes)
        if inside > 0.7:
            yield (width, height), (30.0 if place < 3 else 9.0) * (inside - 0.5)


def _inside(box: Box, width: float, height: float) -> bool:
    return 0 <= (box[0] + box[2]) / 2 <= width and 0 <= (box[1] + box[3]) / 2 <= height


# --- a canvas around the origin


def _origin(axis: _Axis) -> float:
    """The middle of the canvas if the drawing lies around the origin on this axis; 0 stands for a canvas from 0 on."""
    n = len(axis.starts)
    low, high = axis.starts[n // 20], axis.ends[n - 1 - n // 20]
    around = low < 0 < high and 0.6 < -low / high < 1.6
    return low if around and bisect_left(axis.centres, 0) > 0.1 * n else 0.0


def _around(across: _Axis, down: _Axis) -> ViewBox:
    """The smallest usual canvas around the origin that holds nearly everything."""
    n = len(across.starts)
    half = max(max(-a.starts[n // 50], a.ends[n - 1 - n // 50]) for a in (across, down))
    size = next(
        (float(s) for s, weight in sorted(_USUAL.items()) if weight >= 0.5 and s >= 1.98 * half), 2 * math.ceil(half)
    )
    return ViewBox(-size / 2, -size / 2, size, size)
