"""How many things a few elements draw, at most: shapes, of which those that lie within each other make one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lxml import etree

from svgguard import geometry
from svgguard.document import Document
from svgguard.geometry import Box
from svgguard.parts.labels import leaves
from svgguard.survey import local_name


def pieces(document: Document, elements: Iterable[etree._Element]) -> int:
    """The most things that these elements can be said to draw."""
    ids = bearers(document)
    boxes: list[Box] = []
    unplaced = 0
    for element in elements:
        for leaf in leaves(element):
            found = list(_boxes(leaf, ids))
            boxes += found
            unplaced += not found
    return len(clusters(boxes)) + unplaced


def bearers(document: Document) -> Mapping[str, Sequence[etree._Element]]:
    """The elements that bear each id."""
    ids: dict[str, list[etree._Element]] = {}
    for element in document.root.iter(etree.Element):
        if (name := element.get("id")) is not None:
            ids.setdefault(str(name), []).append(element)
    return ids


def box(leaf: etree._Element, ids: Mapping[str, Sequence[etree._Element]]) -> Box | None:
    """The extent of one shape in the root's user space; None when it has none or it cannot be told."""
    found = list(_shapes(leaf, ids))
    return around([shape.box for shape in found]) if found else None


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _shapes(leaf: etree._Element, ids: Mapping[str, Sequence[etree._Element]]) -> Iterable[geometry.Shape]:
    outer = geometry.to_root(leaf)
    if outer is None:
        return ()
    inner = geometry.multiply(outer, geometry.transform(str(leaf.get("transform", ""))))
    return geometry.shapes(leaf, ids, inner)


def _boxes(leaf: etree._Element, ids: Mapping[str, Sequence[etree._Element]]) -> Iterable[Box]:
    """The extents of a shape's pieces: those of the subpaths of a path, which may draw a thing each."""
    data = str(leaf.get("d", "")) if local_name(leaf) == "path" else ""
    starts = [n for n, c in enumerate(data) if c in "Mm"]
    if "m" in data[1:]:
        # Where a relative subpath begins depends on those before it; that it is a piece does not.
        yield from ((2.0 * n, 0.0, 2.0 * n + 1, 1.0) for n in range(len(starts)))
    elif len(starts) > 1:
        outer = geometry.to_root(leaf) or geometry.IDENTITY
        inner = geometry.multiply(outer, geometry.transform(str(leaf.get("transform", ""))))
        for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
            part = etree.Element(leaf.tag, d=data[start:end])
            yield from (shape.box for shape in geometry.shapes(part, ids, inner))
    elif (whole := box(leaf, ids)) is not None:
        yield whole


def clusters(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes in groups: two are together when the centre of one lies in the other."""
    groups: list[list[Box]] = []
    for one in boxes:
        joined = [g for g in groups if any(_concentric(one, other) for other in g)]
        groups = [g for g in groups if g not in joined]
        groups.append([one, *(b for g in joined for b in g)])
    return groups


def _concentric(a: Box, b: Box) -> bool:
    return _within(_centre(a), b) or _within(_centre(b), a)


def _centre(b: Box) -> tuple[float, float]:
    return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2


def _within(p: tuple[float, float], b: Box) -> bool:
    return b[0] <= p[0] <= b[2] and b[1] <= p[1] <= b[3]
