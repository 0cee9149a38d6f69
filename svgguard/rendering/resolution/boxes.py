"""Boxes and lengths of shapes that are resolved: what `fill-box` and `pathLength` are measured by."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from lxml import etree

from svgguard.document import geometry
from svgguard.document.geometry import Ids
from svgguard.rendering.expansion import local_name
from svgguard.svg.css.calculation import Units
from svgguard.svg.css.calculation import length as length_of
from svgguard.svg.geometry import Box, Point
from svgguard.svg.path import flat


def fill_box(element: etree._Element, ids: Ids) -> Box | None:
    """The extent of what an element draws, without strokes, in its own user space; None where it draws nothing."""
    if local_name(element) == "path":
        return _extent([point for line in flat.flat(element.get("d", "")) for point in line])
    return _extent([point for shape in geometry.shapes(element, ids) for point in shape.points])


def grown(box: Box, by: float) -> Box:
    """A box with so much more on each side."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def outline(element: etree._Element, extent: tuple[float, float]) -> str:
    """The outline of a shape as path data, from where its dashes begin (SVG 2, section 10); empty for none."""
    across, down = extent
    diagonal = math.hypot(across, down) / math.sqrt(2)

    def side(name: str, whole: float) -> float:
        return length_of(element.get(name, "0"), Units(), whole) or 0.0

    match local_name(element):
        case "path":
            return str(element.get("d", ""))
        case "line":
            return f"M{side('x1', across)} {side('y1', down)}L{side('x2', across)} {side('y2', down)}"
        case "circle":
            return _ellipse(side("cx", across), side("cy", down), side("r", diagonal), side("r", diagonal))
        case "ellipse":
            return _ellipse(side("cx", across), side("cy", down), side("rx", across), side("ry", down))
        case "rect":
            x, y, width, height = side("x", across), side("y", down), side("width", across), side("height", down)
            rx = side("rx" if "rx" in element.attrib else "ry", across)
            ry = side("ry" if "ry" in element.attrib else "rx", down)
            return _rectangle(x, y, width, height, min(rx, width / 2), min(ry, height / 2))
        case "polyline" | "polygon" as name:
            points = element.get("points", "")
            return f"M{points}{'Z' if name == 'polygon' else ''}" if points else ""
    return ""


def length(element: etree._Element, extent: tuple[float, float]) -> float:
    """How long the outline of a shape is."""
    return flat.length(flat.flat(outline(element, extent)))


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    return f"M{cx + rx} {cy}A{rx} {ry} 0 0 1 {cx - rx} {cy}A{rx} {ry} 0 0 1 {cx + rx} {cy}Z"


def _rectangle(x: float, y: float, width: float, height: float, rx: float, ry: float) -> str:
    if rx <= 0 or ry <= 0:
        return f"M{x} {y}H{x + width}V{y + height}H{x}Z"
    corner = f"A{rx} {ry} 0 0 1"
    return (
        f"M{x + rx} {y}H{x + width - rx}{corner} {x + width} {y + ry}V{y + height - ry}"
        f"{corner} {x + width - rx} {y + height}H{x + rx}{corner} {x} {y + height - ry}V{y + ry}{corner} {x + rx} {y}Z"
    )


def _extent(points: Sequence[Point]) -> Box | None:
    if not points:
        return None
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def ids_of(root: etree._Element) -> Mapping[str, Sequence[etree._Element]]:
    """The elements that bear each id."""
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        if name := element.get("id"):
            found.setdefault(name, []).append(element)
    return found
