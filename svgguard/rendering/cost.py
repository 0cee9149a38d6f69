"""What drawing a document would cost, told before it is drawn, so that a refusal has a reason and is no accident.

Each kind of cost has its unit and its bound in a table; what is over it raises `CostError`, which names both. For what
is not counted here the deadline of a worker remains. Costs are upper bounds of what parameters ask for, not of time.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from svgguard.rendering.engine import CostError
from svgguard.rendering.expansion import attributes, local_name
from svgguard.svg.style import declarations

BOUNDS = {
    "elements": 50_000,  # 20 to 40 µs each here, before an engine sees them
    "attributes of one element": 1_000,  # resvg reads them in quadratic time
    "style rules times elements": 10_000_000,  # each pair is tried
    "characters of style sheets": 500_000,
    "characters of text": 20_000,  # resvg lays it out in quadratic time
    "drawings within the drawing": 200,  # each is prepared as the drawing is
    "pixels of embedded images": 32_000_000,
    "pixels of embedded images, each use counted": 128_000_000,
    "steps of filters": 500_000_000,  # 5 to 10 ns each
    "pixels of layers": 400_000_000,
    "dashes": 1_000_000,
    "times the view box that a coordinate lies out": 1_000_000,
}
"""The most of each that is drawn."""

_CEILING = 1e15
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_LONG = re.compile(r"\d{7}|\de\+?\d", re.IGNORECASE)
_LAYERED = {"opacity": 1, "filter": 1, "mask": 12, "clip-path": 2, "mix-blend-mode": 1, "isolation": 1}
"""Properties for which an element is drawn on a canvas of its own, and how many canvases that is worth."""
_FLAT = ("1", "none", "normal", "auto")
"""Values of these that ask for no canvas."""
_GEOMETRY = frozenset(("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "x1", "y1", "x2", "y2"))
_NAMED = re.compile(r"#([^\s'\")]+)")
_MOST_ENLARGED = 1e9
_SCALES = re.compile(r"(?:scale|matrix)\w{0,4}+\s*+\(([^()]*+)\)")
_STEPS = {"feGaussianBlur": 12.0, "feTurbulence": 40.0, "feSpecularLighting": 30.0, "feDiffuseLighting": 20.0}
"""Steps that a primitive takes for a pixel; one of octaves for turbulence. Other primitives take 3."""


def bound(unit: str, amount: float) -> None:
    """Raise `CostError` for more than is drawn."""
    if not amount <= BOUNDS[unit]:  # also what is no number
        written = f"{amount:.0f}" if amount < _CEILING else f"{amount:.3g}"
        raise CostError(f"not rendered: {written} {unit} are more than {BOUNDS[unit]}")


def bound_quantity(root: etree._Element) -> None:
    """Bound what costs by sheer number, before anything else is read."""
    elements = rules = characters = 0
    for element in root.iter(etree.Element):
        elements += 1
        bound("attributes of one element", len(element.attrib))
        if local_name(element) == "style":
            text = element.text or ""
            # A selector in a list is a rule of its own.
            rules += text.count("{") + text.count(",")
            characters += len(text)
    bound("elements", elements)
    bound("characters of style sheets", characters)
    bound("style rules times elements", rules * elements)


def bound_images(root: etree._Element, sizes: Mapping[etree._Element, int]) -> None:
    """Bound the pixels of embedded images, given how many each has."""
    bound("pixels of embedded images", sum(sizes.values()))
    uses = Counter(_target(use) for use in root.iter("{*}use")) if sizes else Counter()
    again = sum(pixels * max(1, uses[image.get("id", "")]) for image, pixels in sizes.items())
    bound("pixels of embedded images, each use counted", again)


def bound_drawing(root: etree._Element, box: tuple[float, float], width: float, height: float) -> None:
    """Bound what costs by its parameters, on a canvas of this size in pixels that shows a view box of this size."""
    layers, reach = 0, 0.0
    dashed: list[tuple[etree._Element, str]] = []
    filters: Counter[str] = Counter()
    for element in root.iter(etree.Element):
        for name, value in _properties(element):
            if name in _LAYERED:
                layers += 0 if value.strip() in _FLAT else _LAYERED[name]
                if name == "filter":
                    filters.update(_NAMED.findall(value))
            elif name == "stroke-dasharray":
                dashed.append((element, value))
            elif name in _GEOMETRY or (name in ("d", "points") and _LONG.search(value)):
                reach = max(reach, _largest(value))
    bound("pixels of layers", layers * width * height)
    bound("times the view box that a coordinate lies out", reach / max(box))
    for element, value in dashed:
        _bound_dashes(element, value, max(box) + reach)
    _bound_filters(root, filters, width * height, min(width / box[0], height / box[1]))


def _target(use: etree._Element) -> str:
    return next((value[1:] for name, value in attributes(use) if name.endswith("href") and value[:1] == "#"), "")


def _properties(element: etree._Element) -> Iterator[tuple[str, str]]:
    """The attributes of an element and what its style attribute declares."""
    for name, value in attributes(element):
        if name == "style":
            yield from ((one.name, one.value) for one in declarations(value))
        else:
            yield name, value


def _numbers(value: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(value)]


def _largest(value: str) -> float:
    """The largest number of a coordinate or of path data; one too large ends an engine in a panic or in a loop."""
    if value.isdecimal():
        return float(value)
    return 0.0 if value.rstrip().endswith("%") else max(map(abs, _numbers(value)), default=0.0)


def _bound_dashes(element: etree._Element, value: str, reach: float) -> None:
    """Bound the dashes of a line, were every segment of it as long as anything reaches."""
    lengths = [abs(length) for length in _numbers(value)]
    if period := sum(lengths):
        segments = 4 + min(40, (len(element.get("d", "")) + len(element.get("points", ""))) // 20)
        bound("dashes", len(lengths) * reach * segments / period)


def _bound_filters(root: etree._Element, named: Counter[str], pixels: float, scale: float) -> None:
    """Bound the steps of all filters, each as often as an element names it."""
    filters = list(root.iter("{*}filter"))
    if not filters:
        return
    enlarged = scale * _accumulated_scale(root)
    # A filter that no element names may be named by a style sheet.
    bound(
        "steps of filters",
        sum(
            sum(_steps(primitive, enlarged) for primitive in one.iter(etree.Element))
            * pixels
            * max(named[one.get("id", "")], 1)
            for one in filters
        ),
    )


def _accumulated_scale(root: etree._Element) -> float:
    """The most by which nested transforms could enlarge anything."""
    largest: dict[etree._Element, float] = {}
    most = 1.0
    for element in root.iter(etree.Element):
        parent = element.getparent()
        own = 1.0
        if transform := element.get("transform"):
            for arguments in _SCALES.findall(transform):
                own *= max([1.0, *map(abs, _numbers(arguments)[:4])])
        largest[element] = min(own if parent is None else largest[parent] * own, _MOST_ENLARGED)
        most = max(most, largest[element])
    return most


def _steps(primitive: etree._Element, scale: float) -> float:
    """Steps for one pixel."""
    name = local_name(primitive)
    if not name.startswith("fe"):
        return 0.0
    if name == "feMorphology":
        x, y = pair(primitive.get("radius"))
        return (2 * x * scale + 1) * (2 * y * scale + 1)
    if name == "feConvolveMatrix":
        x, y = pair(primitive.get("order"))
        return x * y
    return _STEPS.get(name, 3.0) * (max(1.0, pair(primitive.get("numOctaves"))[0]) if name == "feTurbulence" else 1.0)


def pair(value: str | None) -> tuple[float, float]:
    """One or two numbers, the second defaulting to the first, the first to 0; infinite ones are as large as can be."""
    numbers = [n if math.isfinite(n) else 1e18 for n in _numbers(value or "")] or [0.0]
    return numbers[0], numbers[1 % len(numbers)]
