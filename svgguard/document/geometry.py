"""Where things are drawn: the extents of the shapes of a document, in the root's user space.

An estimate good enough to choose a canvas by, not a renderer: strokes, markers and effects are left out, text is as
wide as its letters usually are, and a length in per cent, which needs the canvas itself, is no evidence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.svg import grammar, vocabulary
from svgguard.svg.geometry import IDENTITY, Box, Matrix, Point
from svgguard.svg.length import pixels
from svgguard.svg.matrix import read as matrix_of
from svgguard.svg.path.arc import arc
from svgguard.svg.path.geometry import Pen, draw
from svgguard.svg.path.segments import segments
from svgguard.svg.style import declarations
from svgguard.text.pattern import lazy_pattern

Ids = Mapping[str, Sequence[etree._Element]]
"""The elements that bear each id, as a survey gives them."""

_MOST_STEPS = 60_000
"""Elements and points looked at; `use` can make any number of a few."""
_MOST_POINTS = 10_000
"""Points of one shape."""
_LONGEST = 100_000
"""Characters of one outline that are read."""
_DEEPEST_USE = 5
_UNDRAWN = vocabulary.group("undrawn")
"""What draws nothing where it stands."""
_LONGEST_TEXT = 500
"""Letters of one text that are measured."""
_LETTER = 0.55
"""Width of a letter, in font sizes."""

_NUMBERS = lazy_pattern(grammar.NUMBER)


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn."""

    element: etree._Element
    points: tuple[Point, ...]
    """Points its outline passes through, in the root's user space."""
    plain: bool
    """True if the points are written so, with no transform between."""

    @property
    def box(self) -> Box:
        """Its extent."""
        return Box.around(self.points)


def shapes(element: etree._Element, ids: Ids, matrix: Matrix = IDENTITY) -> Iterator[Shape]:
    """What is drawn inside `element`, in order, as far as its extent can be told.

    `matrix` goes from the inside of `element` to the root: its own transform is not looked at.
    """
    left = _MOST_STEPS
    pending = [(element, matrix, 0)]
    while pending and left > 0:
        at, outer, uses = pending.pop()
        left -= 1
        name = local_name(at)
        if name in _UNDRAWN or _hidden(at):
            continue
        inner = outer if at is element else outer @ matrix_of(at.get("transform", ""))
        points = outline(at)
        left -= len(points) + len(at.get("d") or at.get("points") or "") // 16
        if points:
            mapped = tuple(map(inner.apply, points))
            if all(map(math.isfinite, (c for p in mapped for c in p))):
                yield Shape(at, mapped, inner == IDENTITY)
        elif name == "use" and uses < _DEEPEST_USE:
            pending.extend((member, moved, uses + 1) for member, moved in _used(at, inner, ids))
        else:
            pending.extend((child, inner, uses) for child in reversed(at) if isinstance(child.tag, str))


def _hidden(element: etree._Element) -> bool:
    """True if an element is not displayed, its style attribute before its own."""
    style = element.get("style", "")
    said = [d.value.strip() for d in declarations(style) if d.name.lower() == "display"] if "display" in style else []
    return (said[-1] if said else element.get("display")) == "none"


def _used(element: etree._Element, matrix: Matrix, ids: Ids) -> list[tuple[etree._Element, Matrix]]:
    """What a `use` element draws, last first."""
    bearers = ids.get(target(element))
    if not bearers:
        return []
    bearer = bearers[0]
    x, y = pixels(element.get("x")) or 0.0, pixels(element.get("y")) or 0.0
    moved = matrix @ Matrix(e=x, f=y)
    members = bearer if local_name(bearer) == "symbol" else [bearer]
    return [(member, moved) for member in reversed(members) if isinstance(member.tag, str)]


def to_root(element: etree._Element) -> Matrix | None:
    """The matrix from the space an element stands in to the root's; None inside what is only drawn by reference."""
    matrix = IDENTITY
    for ancestor in element.iterancestors(etree.Element):
        if local_name(ancestor) in _UNDRAWN:
            return None
        if ancestor.getparent() is not None:
            matrix = matrix_of(ancestor.get("transform", "")) @ matrix
    return matrix


def target(element: etree._Element) -> str:
    """The id that an element's ``href`` refers to; empty for none."""
    href = element.get("href") or element.get(f"{{{vocabulary.XLINK_NAMESPACE}}}href") or ""
    return str(href).strip().removeprefix("#")


# --- outlines


def outline(element: etree._Element) -> list[Point]:
    """Points that a shape passes through, in its own user space; none for what is no shape or cannot be told."""
    name = local_name(element)
    if name == "path":
        return path(element.get("d", "")[:_LONGEST])
    if name in ("polygon", "polyline"):
        numbers = [float(n) for n in _NUMBERS.findall(element.get("points", "")[:_LONGEST])[: 2 * _MOST_POINTS]]
        return list(zip(numbers[::2], numbers[1::2], strict=False))
    if name == "text":
        return _text(element)
    values = [pixels(element.get(n), 0.0) for n in vocabulary.geometry(name)]
    if name not in CORNERS or any(v is None for v in values):
        return []
    return CORNERS[name](*(v for v in values if v is not None))


def _rectangle(x: float, y: float, width: float, height: float, *_: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)] if width > 0 and height > 0 else []


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    # Eight points, so that a turned circle keeps its extent nearly.
    around = [math.radians(45 * n) for n in range(8)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in around] if rx > 0 and ry > 0 else []


CORNERS: dict[str, Callable[..., list[Point]]] = {
    "rect": _rectangle,
    "image": _rectangle,
    "foreignObject": _rectangle,
    "circle": lambda cx, cy, r: _ellipse(cx, cy, r, r),
    "ellipse": _ellipse,
    "line": lambda x1, y1, x2, y2: [(x1, y1), (x2, y2)],
}
"""Points that a shape passes through, from the values of its geometry attributes in their customary order."""


def _text(element: etree._Element) -> list[Point]:
    texts = (str(text)[:_LONGEST_TEXT] for text in islice(element.itertext(), _LONGEST_TEXT))
    letters = " ".join("".join(texts)[:_LONGEST_TEXT].split())
    x, y = (next(iter(_NUMBERS.findall(element.get(n, "0"))), "0") for n in "xy")
    size = pixels(_inherited(element, "font-size")) or 16.0
    width = _LETTER * size * len(letters)
    start = float(x) - {"middle": 0.5, "end": 1.0}.get(_inherited(element, "text-anchor") or "", 0.0) * width
    bottom = float(y)
    return [(start, bottom - 0.7 * size), (start + width, bottom)] if letters else []


def _inherited(element: etree._Element, name: str) -> str | None:
    at: etree._Element | None = element
    while at is not None:
        value = at.get(name)
        if value is not None:
            return value
        at = at.getparent()
    return None


def path(data: str) -> list[Point]:
    """The ends of the segments, and points a quarter, half and three quarters along the curves."""
    points: list[Point] = []
    pen = Pen()
    for letter, arguments in segments(data):
        here = (pen.x, pen.y)
        drawn = draw(pen, letter, arguments)
        pen = drawn.pen
        if pen.curve in "csqt":
            points.extend(_along([here, *drawn.points], t) for t in (0.25, 0.5, 0.75))
        elif pen.curve == "a" and (round_ := arc(here, arguments, drawn.points[-1])) is not None:
            points.extend(round_.point(k / 8) for k in range(1, 8))
        if pen.curve != "z":
            points.append(drawn.points[-1])
        if len(points) > _MOST_POINTS:
            break
    return points


def _along(hull: list[Point], t: float) -> Point:
    """De Casteljau's point at `t`."""
    while len(hull) > 1:
        hull = [(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])) for p, q in pairwise(hull)]
    return hull[0]
