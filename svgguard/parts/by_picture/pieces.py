"""How many things a few elements draw, at most: outlines, of which those that lie within each other make one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree

from svgguard.document import Document, geometry
from svgguard.document.suspects import local_name
from svgguard.svg import grammar, matrix
from svgguard.svg.geometry import Box, Point

Ids = Mapping[str, Sequence[etree._Element]]
"""The elements that bear each id."""

_MOST = 400
"""Outlines that are put into groups; more are counted one by one."""
_LEEWAY = 0.05
"""Share of a box by which one that lies in it may stand out."""
_DETAIL = 0.5
"""How long a detail may be, in lengths of what it lies on."""
_MIDDLE = 0.12
"""Share of a box by which the middle of one inside it may be off."""
_LONGEST = 20_000
"""Characters of a path that is taken apart."""
_SUBPATH = re.compile(rf"([Mm])\s*({grammar.NUMBER})\s*,?\s*({grammar.NUMBER})([^Mm]*)")


def bearers(document: Document) -> Ids:
    """The elements that bear each id."""
    ids: dict[str, list[etree._Element]] = {}
    for element in document.root.iter(etree.Element):
        if (name := element.get("id")) is not None:
            ids.setdefault(str(name), []).append(element)
    return ids


def pieces(leaves: Iterable[etree._Element], ids: Ids) -> int:
    """The most things that these shapes can be said to draw; a shape whose place cannot be told is one."""
    boxes: list[Box] = []
    unplaced = 0
    for leaf in leaves:
        found = [box for _, box in outlines(leaf, ids)]
        boxes += found
        unplaced += not found
    return _clusters(boxes[:_MOST]) + len(boxes[_MOST:]) + unplaced


def extent(leaves: Iterable[etree._Element], ids: Ids) -> Box | None:
    """The box around shapes, strokes left out; None when it cannot be told. User units of the root."""
    boxes = [box for leaf in leaves for _, box in outlines(leaf, ids)]
    return Box.union(boxes) if boxes else None


def outlines(leaf: etree._Element, ids: Ids) -> list[tuple[Sequence[Point], Box]]:
    """The outlines of a shape, each subpath apart, and their extents; user units of the root."""
    outer = geometry.to_root(leaf)
    if outer is None:
        return []
    inner = outer @ matrix.read(leaf.get("transform", ""))
    data = str(leaf.get("d", "")) if local_name(leaf) == "path" else ""
    parts = list(_subpaths(data)) if len(data) <= _LONGEST else []
    if len(parts) < 2:
        return [(shape.points, shape.box) for shape in geometry.shapes(leaf, ids, inner)]
    found: list[tuple[Sequence[Point], Box]] = []
    for part in parts:
        points = [inner.apply(p) for p in part]
        found.append((points, Box.around(points)))
    return found


def _subpaths(data: str) -> Iterator[list[Point]]:
    """The points of each subpath; a relative one begins where the one before it ended."""
    x = y = 0.0
    for m in _SUBPATH.finditer(data):
        at = (float(m[2]), float(m[3])) if m[1] == "M" else (x + float(m[2]), y + float(m[3]))
        rest = m[4] if m[1] == "M" or m[4].lstrip()[:1].isalpha() else f"l{m[4]}"
        points = geometry.outline(etree.Element("path", d=f"M{at[0]} {at[1]} {rest}"))
        if points:
            x, y = points[0] if m[4].rstrip()[-1:] in ("z", "Z") else points[-1]
            yield points


def _clusters(boxes: Sequence[Box]) -> int:
    """How many boxes are left when those are taken away that lie in another one as a detail or in its middle."""
    leading: list[Box] = []
    for one in sorted(boxes, key=lambda box: (box[2] - box[0]) + (box[3] - box[1]), reverse=True):
        if not any(_together(one, other) for other in leading):
            leading.append(one)
    return len(leading)


def _together(small: Box, large: Box) -> bool:
    """True if a box lies in a larger one, and is much smaller or in its middle."""
    across, down = large[2] - large[0], large[3] - large[1]
    x, y = _LEEWAY * across, _LEEWAY * down
    if small[0] < large[0] - x or small[1] < large[1] - y or small[2] > large[2] + x or small[3] > large[3] + y:
        return False
    detail = max(small[2] - small[0], small[3] - small[1]) <= _DETAIL * max(across, down)
    (x, y), (u, v) = _centre(small), _centre(large)
    return detail or (abs(x - u) <= _MIDDLE * across and abs(y - v) <= _MIDDLE * down)


def _centre(b: Box) -> Point:
    return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
