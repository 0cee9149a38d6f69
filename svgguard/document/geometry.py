"""Where things are drawn: the extents of the shapes of a document, in the root's user space.

An estimate good enough to choose a canvas by, not a renderer: strokes, markers and effects are left out, text is as
wide as its letters usually are, and a length in per cent, which needs the canvas itself, is no evidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.svg import grammar, vocabulary

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

Ids = Mapping[str, Sequence[etree._Element]]
"""The elements that bear each id, as a survey gives them."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_MOST_STEPS = 60_000
"""Elements and points looked at; `use` can make any number of a few."""
_MOST_POINTS = 10_000
"""Points of one shape."""
_LONGEST = 100_000
"""Characters of one outline that are read."""
_DEEPEST_USE = 5
_LONGEST_TEXT = 500
"""Letters of one text that are measured."""
_LETTER = 0.55
"""Width of a letter, in font sizes."""

_LENGTH = re.compile(rf"\s*({grammar.NUMBER})\s*(px)?\s*")
_NUMBERS = re.compile(grammar.NUMBER)
_CALL = re.compile(r"([a-zA-Z]+)\s*\(([^()]*)\)")
_PATH = re.compile(rf"([MmLlHhVvCcSsQqTtAaZz])|({grammar.NUMBER})")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
_UNDRAWN = frozenset(
    "defs symbol clipPath mask marker pattern filter style script title desc metadata view font cursor".split()
) | vocabulary.group("gradient")


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn."""

    element: etree._Element
    points: tuple[Point, ...]
    """Points its outline passes through, in the root's user space."""
    plain: bool
    """Whether the points are written so, with no transform between."""

    @property
    def box(self) -> Box:
        """Its extent."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def number(text: str | None, default: float | None = 0.0) -> float | None:
    """A length in user units; `default` when there is none, None for any other unit."""
    if text is None:
        return default
    m = _LENGTH.fullmatch(text)
    return float(m[1]) if m else None


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
        if name in _UNDRAWN or at.get("display") == "none":
            continue
        inner = outer if at is element else multiply(outer, transform(at.get("transform", "")))
        points = outline(at)
        left -= len(points) + len(at.get("d") or at.get("points") or "") // 16
        if points:
            mapped = tuple(apply(inner, p) for p in points)
            if all(map(math.isfinite, (c for p in mapped for c in p))):
                yield Shape(at, mapped, inner == IDENTITY)
        elif name == "use" and uses < _DEEPEST_USE:
            pending.extend((member, moved, uses + 1) for member, moved in _used(at, inner, ids))
        else:
            pending.extend((child, inner, uses) for child in reversed(at) if isinstance(child.tag, str))


def _used(element: etree._Element, matrix: Matrix, ids: Ids) -> list[tuple[etree._Element, Matrix]]:
    """What a `use` element draws, last first."""
    bearers = ids.get(_target(element))
    if not bearers:
        return []
    target = bearers[0]
    x, y = number(element.get("x")) or 0.0, number(element.get("y")) or 0.0
    moved = multiply(matrix, (1, 0, 0, 1, x, y))
    members = target if local_name(target) == "symbol" else [target]
    return [(member, moved) for member in reversed(members) if isinstance(member.tag, str)]


def to_root(element: etree._Element) -> Matrix | None:
    """The matrix from the space an element stands in to the root's; None inside what is only drawn by reference."""
    matrix = IDENTITY
    for ancestor in element.iterancestors(etree.Element):
        if local_name(ancestor) in _UNDRAWN:
            return None
        if ancestor.getparent() is not None:
            matrix = multiply(transform(ancestor.get("transform", "")), matrix)
    return matrix


def _target(element: etree._Element) -> str:
    href = element.get("href") or element.get(f"{{{vocabulary.XLINK_NAMESPACE}}}href") or ""
    return str(href).strip().removeprefix("#")


# --- matrices


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The transform that applies `n`, then `m`."""
    a, b, c, d, e, f = m
    return (
        a * n[0] + c * n[1],
        b * n[0] + d * n[1],
        a * n[2] + c * n[3],
        b * n[2] + d * n[3],
        a * n[4] + c * n[5] + e,
        b * n[4] + d * n[5] + f,
    )


def apply(m: Matrix, p: Point) -> Point:
    """A point transformed."""
    return m[0] * p[0] + m[2] * p[1] + m[4], m[1] * p[0] + m[3] * p[1] + m[5]


def transform(text: str) -> Matrix:
    """The matrix of a transform list; of what cannot be read, nothing."""
    matrix = IDENTITY
    for m in _CALL.finditer(text[:2000]):
        numbers = [float(n) for n in _NUMBERS.findall(m[2])]
        matrix = multiply(matrix, _matrix(m[1], numbers))
    return matrix


def _matrix(name: str, n: list[float]) -> Matrix:
    match name, n:
        case "translate", [x, *y]:
            return (1, 0, 0, 1, x, y[0] if y else 0)
        case "scale", [x, *y]:
            return (x, 0, 0, y[0] if y else x, 0, 0)
        case "rotate", [angle, *pivot]:
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            px, py = (pivot[0], pivot[1]) if len(pivot) == 2 else (0.0, 0.0)
            return (cos, sin, -sin, cos, px - cos * px + sin * py, py - sin * px - cos * py)
        case "skewX", [angle]:
            return (1, 0, math.tan(math.radians(angle)), 1, 0, 0)
        case "skewY", [angle]:
            return (1, math.tan(math.radians(angle)), 0, 1, 0, 0)
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
    return IDENTITY


# --- outlines


def outline(element: etree._Element) -> list[Point]:
    """Points that a shape passes through, in its own user space; none for what is no shape or cannot be told."""
    name = local_name(element)
    if name == "path":
        return _path(element.get("d", "")[:_LONGEST])
    if name in ("polygon", "polyline"):
        numbers = [float(n) for n in _NUMBERS.findall(element.get("points", "")[:_LONGEST])[: 2 * _MOST_POINTS]]
        return list(zip(numbers[::2], numbers[1::2], strict=False))
    if name == "text":
        return _text(element)
    values = [number(element.get(n)) for n in vocabulary.geometry(name)]
    if name not in _CORNERS or any(v is None for v in values):
        return []
    return _CORNERS[name](*(v for v in values if v is not None))


def _rectangle(x: float, y: float, width: float, height: float, *_: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)] if width > 0 and height > 0 else []


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> list[Point]:
    # Eight points, so that a turned circle keeps its extent nearly.
    around = [math.radians(45 * n) for n in range(8)]
    return [(cx + rx * math.cos(a), cy + ry * math.sin(a)) for a in around] if rx > 0 and ry > 0 else []


_CORNERS: dict[str, Callable[..., list[Point]]] = {
    "rect": _rectangle,
    "image": _rectangle,
    "foreignObject": _rectangle,
    "circle": lambda cx, cy, r: _ellipse(cx, cy, r, r),
    "ellipse": _ellipse,
    "line": lambda x1, y1, x2, y2: [(x1, y1), (x2, y2)],
}


def _text(element: etree._Element) -> list[Point]:
    texts = (str(text)[:_LONGEST_TEXT] for text in islice(element.itertext(), _LONGEST_TEXT))
    letters = " ".join("".join(texts)[:_LONGEST_TEXT].split())
    x, y = (next(iter(_NUMBERS.findall(element.get(n, "0"))), "0") for n in "xy")
    size = number(_inherited(element, "font-size"), 16.0) or 16.0
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


def _path(data: str) -> list[Point]:
    """The ends of the segments, and points a quarter, half and three quarters along the curves."""
    points: list[Point] = []
    here = start = control = (0.0, 0.0)
    for command, n in _segments(data):
        x, y = here if command.islower() else (0.0, 0.0)
        upper = command.upper()
        if upper == "Z":
            here = control = start
            continue
        if upper in "HV":
            n = [n[0] + x, here[1]] if upper == "H" else [here[0], n[0] + y]
        elif upper == "A":
            n = [*n[:5], n[5] + x, n[6] + y]
        else:
            n = [v + (y if k % 2 else x) for k, v in enumerate(n)]
        end = (n[-2], n[-1])
        if upper in "CSQT":
            hull, control = _hull(upper, here, control, n)
            points.extend(_along(hull, t) for t in (0.25, 0.5, 0.75))
        else:
            control = end
            points.extend(_arc(here, n) if upper == "A" else ())
        points.append(end)
        here = end
        start = end if upper == "M" else start
        if len(points) > _MOST_POINTS:
            break
    return points


def _segments(data: str) -> Iterator[tuple[str, list[float]]]:
    """Commands with the arguments of one segment each, up to the first that cannot be read."""
    command, numbers = "", list[float]()
    for letter, text in _PATH.findall(data):
        if letter:
            if numbers:
                return
            command = letter
            if letter in "Zz":
                yield letter, []
            continue
        numbers.append(float(text))
        count = _COUNTS.get(command.upper())
        if count is None:
            return
        if len(numbers) == count:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)


def _hull(upper: str, here: Point, control: Point, n: list[float]) -> tuple[list[Point], Point]:
    """The control points of a curve, and the one a smooth curve after it mirrors."""
    mirrored = (2 * here[0] - control[0], 2 * here[1] - control[1])
    given = list(zip(n[::2], n[1::2], strict=True))
    inner = ([mirrored] if upper in "ST" else []) + given[:-1]
    return [here, *inner, given[-1]], inner[-1]


def _along(hull: list[Point], t: float) -> Point:
    """De Casteljau's point at `t`."""
    while len(hull) > 1:
        hull = [(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])) for p, q in pairwise(hull)]
    return hull[0]


def _arc(here: Point, n: list[float]) -> list[Point]:
    """Points along an elliptical arc (SVG 2, appendix B.2.4)."""
    rx, ry, turn, large, sweep, x, y = abs(n[0]), abs(n[1]), math.radians(n[2]), n[3] != 0, n[4] != 0, n[5], n[6]
    if not rx or not ry or here == (x, y):
        return []
    cos, sin = math.cos(turn), math.sin(turn)
    dx, dy = (here[0] - x) / 2, (here[1] - y) / 2
    px, py = cos * dx + sin * dy, cos * dy - sin * dx
    grown = max(1.0, math.hypot(px / rx, py / ry))
    rx, ry = rx * grown, ry * grown
    rest = (rx * ry) ** 2 / ((rx * py) ** 2 + (ry * px) ** 2) - 1
    factor = math.sqrt(max(0.0, rest)) * (-1 if large == sweep else 1)
    cx, cy = factor * rx * py / ry, -factor * ry * px / rx
    first = math.atan2((py - cy) / ry, (px - cx) / rx)
    swept = math.atan2((-py - cy) / ry, (-px - cx) / rx) - first
    if sweep and swept < 0:
        swept += math.tau
    elif not sweep and swept > 0:
        swept -= math.tau
    matrix = (cos, sin, -sin, cos, (here[0] + x) / 2, (here[1] + y) / 2)
    angles = [first + swept * k / 8 for k in range(1, 8)]
    return [apply(matrix, (cx + rx * math.cos(a), cy + ry * math.sin(a))) for a in angles]
