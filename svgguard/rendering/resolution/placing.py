"""Placing: what depends on how large a shape is or how long, worked out from the inside out.

Transforms about an origin, shapes to clip by, dashes along a length that the author gives, strokes that do not scale.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from lxml import etree

from svgguard.document import viewports
from svgguard.rendering.expansion import local_name
from svgguard.rendering.resolution import boxes
from svgguard.rendering.resolution.styling import Inside, Styling, lengths
from svgguard.svg import size as sizes
from svgguard.svg import vocabulary
from svgguard.svg.css import shapes, transforms
from svgguard.svg.css.calculation import length as length_of
from svgguard.svg.geometry import IDENTITY, Box, Matrix
from svgguard.svg.matrix import read as matrix_of
from svgguard.svg.path import flat
from svgguard.svg.vocabulary import SVG_NAMESPACE

_MOST_MEASURED = 5_000
"""Elements that are measured."""
_CHARACTERS = 50
"""Characters of path data that take as long as an element."""
_TRANSFORMS = {
    "linearGradient": "gradientTransform",
    "radialGradient": "gradientTransform",
    "pattern": "patternTransform",
}
_BOXES = {
    "fill-box": "fill",
    "content-box": "fill",
    "padding-box": "fill",
    "stroke-box": "stroke",
    "border-box": "stroke",
}


def place(root: etree._Element, styling: Styling, window: tuple[float, float]) -> None:
    """Write the transforms, clip paths and dashes of a document whose other properties are resolved."""
    _Placing(root, styling, window).run()


class _Placing:
    def __init__(self, root: etree._Element, styling: Styling, window: tuple[float, float]) -> None:
        self.root = root
        self.styling = styling
        self.window = window
        self.left = _MOST_MEASURED
        self.ids = boxes.ids_of(root)
        self.clips: list[etree._Element] = []

    def run(self) -> None:
        elements = list(self.styling.inside)
        for element in reversed(elements):
            if (said := self.styling.placed.get(element)) is not None:
                self._transform(element, said)
                self._clip(element, said)
        for element in elements:
            if local_name(element) in vocabulary.group("shape"):
                self._dash(element)
                self._steady(element)
        if self.clips:
            definitions = etree.SubElement(self.root, f"{{{SVG_NAMESPACE}}}defs")
            definitions.extend(self.clips)

    def _measures(self, steps: int = 1) -> bool:
        """True while measuring is not too much; says so when it is."""
        self.left -= steps
        if self.left < 0:
            self.styling.warn(f"of what depends on the size of shapes, only the first {_MOST_MEASURED} are worked out")
        return self.left >= 0

    def _box(self, element: etree._Element, kind: str, inside: Inside) -> Box:
        """A reference box of an element, in its user space."""
        if kind not in _BOXES or not self._measures(_steps(element)):
            return Box(0.0, 0.0, *inside.extent)
        box = boxes.fill_box(element, self.ids) or Box(0.0, 0.0, 0.0, 0.0)
        stroke = self.styling.inherited(element, "stroke") or "none"
        if _BOXES[kind] == "fill" or stroke == "none":
            return box
        width = next(lengths(self.styling.inherited(element, "stroke-width") or "1"), 1.0)
        return boxes.grown(box, width / 2)

    def _transform(self, element: etree._Element, said: Mapping[str, str]) -> None:
        if not any(name in said for name in transforms.PROPERTIES) and "offset-path" not in said:
            return
        inside = self.styling.inside[element]
        attribute = _TRANSFORMS.get(local_name(element), "transform")
        if element is self.root:
            self._transform_root(said, inside)
            return
        box = self._box(element, said.get("transform-box", "view-box").strip().lower(), inside)
        if "transform" not in said and element.get(attribute):
            own = matrix_of(element.get(attribute, ""))
            said = {**said, "transform": _written(own)}
        origin = said.get("transform-origin", element.get("transform-origin", "0 0"))
        element.attrib.pop("transform-origin", "")
        matrix = transforms.matrix({**said, "transform-origin": origin}, inside.units, box)
        if matrix is None:
            return
        element.set(attribute, _written(self._along(said, inside) @ matrix))

    def _along(self, said: Mapping[str, str], inside: Inside) -> Matrix:
        """Where a motion path brings an element."""
        data = shapes.path_data(said.get("offset-path", ""))
        if data is None or not self._measures():
            return IDENTITY
        lines = flat.flat(data)
        way = length_of(said.get("offset-distance", "0"), inside.units, flat.length(lines)) or 0.0
        (x, y), (across, down) = flat.at(lines, way)
        turns = said.get("offset-rotate", "auto").strip().lower().startswith("auto")
        return Matrix(across, down, -down, across, x, y) if turns else Matrix(e=x, f=y)

    def _transform_root(self, said: Mapping[str, str], inside: Inside) -> None:
        """The transform of the whole drawing, which is about its middle and measured in pixels of the picture."""
        width, height = self.window
        origin = said.get("transform-origin", "50% 50%")
        matrix = transforms.matrix({**said, "transform-origin": origin}, inside.units, Box(0.0, 0.0, width, height))
        fitted = self._fitted()
        if matrix is None or fitted is None or (back := fitted.inverse) is None:
            return
        group = etree.Element(f"{{{SVG_NAMESPACE}}}g", {"transform": _written(back @ matrix @ fitted)})
        group.extend(list(self.root))
        self.root.append(group)

    def _fitted(self) -> Matrix | None:
        """From user space to pixels of the picture."""
        box = sizes.view_box(self.root.get("viewBox"))
        if box is None:
            return IDENTITY
        said = {
            "viewBox": self.root.get("viewBox", ""),
            "preserveAspectRatio": self.root.get("preserveAspectRatio", ""),
        }
        found = viewports.nested(
            {**said, "width": f"{self.window[0]}", "height": f"{self.window[1]}"}, self.window, IDENTITY, None
        )
        return None if found is None else found[0]

    def _clip(self, element: etree._Element, said: Mapping[str, str]) -> None:
        if (value := said.get("clip-path")) is None:
            return
        inside = self.styling.inside[element]
        shape = shapes.shape(value, inside.units, self._box(element, shapes.box_named(value), inside))
        if shape is None:
            self.styling.warn(f"clip-path leaves out {value[:40]}")
            return
        name = f"svgguard-clip-{len(self.clips)}"
        while name in self.ids:
            name += "-"
        clip = etree.Element(f"{{{SVG_NAMESPACE}}}clipPath", {"id": name})
        path = etree.SubElement(clip, f"{{{SVG_NAMESPACE}}}path", {"d": shape.data})
        if shape.evenodd:
            path.set("clip-rule", "evenodd")
        self.clips.append(clip)
        element.set("clip-path", f"url(#{name})")

    def _dash(self, element: etree._Element) -> None:
        """Dashes along a `pathLength` as dashes along the path."""
        if "pathLength" not in element.attrib:
            return
        given = next(lengths(element.get("pathLength", "")), 0.0)
        dashes = self.styling.inherited(element, "stroke-dasharray")
        if given <= 0 or dashes in (None, "none") or not self._measures(_steps(element)):
            return
        scale = boxes.length(element, self.styling.inside[element].extent) / given
        self._scale(element, scale, ("stroke-dasharray", "stroke-dashoffset"))

    def _steady(self, element: etree._Element) -> None:
        """A stroke that does not scale, as wide as it must be to look so."""
        said = self.styling.written[element].get("vector-effect") or element.get("vector-effect")
        if said != "non-scaling-stroke" or not self._measures():
            return
        matrix = self._fitted() or IDENTITY
        for ancestor in (*reversed(list(element.iterancestors(etree.Element))), element):
            if ancestor is not self.root:
                matrix = matrix @ matrix_of(ancestor.get("transform", ""))
        across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        if across <= 0 or down <= 0:
            return
        if max(across, down) > 1.05 * min(across, down):
            self.styling.warn("vector-effect: a stroke under an uneven scale is drawn evenly wide")
        scale = 1 / math.sqrt(across * down)
        self._scale(element, scale, ("stroke-width", "stroke-dasharray", "stroke-dashoffset"))

    def _scale(self, element: etree._Element, scale: float, names: tuple[str, ...]) -> None:
        kept = self.styling.written[element]
        for name in names:
            value = self.styling.inherited(element, name) or ("1" if name == "stroke-width" else "none")
            if value == "none":
                continue
            kept.pop(name, None)
            element.set(name, " ".join(f"{number * scale:.8g}" for number in lengths(value)))
        if kept:
            element.set("style", ";".join(f"{name}:{value}" for name, value in kept.items()))
        else:
            element.attrib.pop("style", "")


def _steps(element: etree._Element) -> int:
    """How much measuring an element takes."""
    return sum(1 + len(one.get("d", "")) // _CHARACTERS for one in element.iter(etree.Element))


def _written(matrix: Matrix) -> str:
    return f"matrix({' '.join(f'{value:.8g}' for value in matrix)})"
