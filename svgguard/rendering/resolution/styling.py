"""Styling: each element's properties worked out from the outside in, and written as an engine reads them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from lxml import etree

from svgguard.document.cascade import Cascade
from svgguard.rendering.expansion import local_name
from svgguard.rendering.resolution import motion, values
from svgguard.rendering.resolution.motion import Motion
from svgguard.svg import size as sizes
from svgguard.svg import vocabulary
from svgguard.svg.css import colours, properties, shapes, tokens, transforms
from svgguard.svg.css.calculation import Units, length
from svgguard.svg.css.colours import Around
from svgguard.svg.length import pixels
from svgguard.svg.vocabulary import SVG_NAMESPACE

_ACROSS = frozenset(("x", "x1", "x2", "cx", "rx", "width", "dx", "fx", "refX", "textLength", "letter-spacing"))
_DOWN = frozenset(("y", "y1", "y2", "cy", "ry", "height", "dy", "fy", "refY"))
_READ = frozenset("length size position spacing font-size lengths dashes alpha paint colour iri keyword number".split())
"""Grammars of attributes whose values are worked out; the others are SVG's own."""
_PLAIN = re.compile(r"#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}|[-+]?[0-9.]+(?:px|%)?|[a-z][a-z-]*|url\(#[-\w]+\)|", re.A)
"""Values that mean the same to every engine, but for names of colours."""
_PIXELS = re.compile(r"(?<![\w#.])([-+]?[\d.]+)px")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KEPT_SPACES = ("pre", "pre-wrap", "break-spaces", "pre-line")
_TEXTS = frozenset(("text", "tspan", "textPath", "a"))
_FIRST = re.compile(r"\b[^\W\d_]")
_CASES: Mapping[str, Callable[[str], str]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "capitalize": lambda text: _FIRST.sub(_upper, text),
}


@dataclass(frozen=True, slots=True)
class Inside:
    """What holds for what stands in an element."""

    units: Units
    around: Around
    extent: tuple[float, float]
    """Width and height of the viewport, for percentages."""
    letters: str = "none"
    """The case that text is put into."""


@dataclass
class Styling:
    """The properties of every element of a document."""

    root: etree._Element
    cascade: Cascade
    window: tuple[float, float]
    motion: Motion
    warnings: list[str] = field(default_factory=list)
    written: dict[etree._Element, dict[str, str]] = field(default_factory=dict)
    """The declarations that each element is left with."""
    placed: dict[etree._Element, dict[str, str]] = field(default_factory=dict)
    """Those that depend on boxes: transforms, and shapes to clip by."""
    inside: dict[etree._Element, Inside] = field(default_factory=dict)

    def run(self) -> None:
        """Work out every element of SVG, from the outside in."""
        box = sizes.view_box(self.root.get("viewBox"))
        extent = (box.width, box.height) if box else self.window
        first = Inside(Units(width=self.window[0], height=self.window[1]), Around(), extent)
        for element in self.root.iter(f"{{{SVG_NAMESPACE}}}*"):
            parent = element.getparent()
            around = first if parent is None or element is self.root else self.inside.get(parent, first)
            self.inside[element] = self._style(element, around)

    @cached_property
    def _scale(self) -> float:
        """Pixels of the picture in a unit of the root's user space."""
        box = sizes.view_box(self.root.get("viewBox"))
        return min(self.window[0] / box.width, self.window[1] / box.height) if box else 1.0

    def inherited(self, element: etree._Element, name: str) -> str | None:
        """What an inherited property comes to for an element; None where nothing says."""
        at: etree._Element | None = element
        while at is not None:
            value = self.written.get(at, {}).get(name) or at.get(name)
            if value is not None:
                return str(value)
            at = at.getparent()
        return None

    def warn(self, message: str) -> None:
        """Say once what is not drawn as written."""
        if message not in self.warnings:
            self.warnings.append(message)

    def _style(self, element: etree._Element, around: Inside) -> Inside:
        """Write the properties of an element; what holds inside it."""
        name = local_name(element)
        said = dict(self.cascade.declared(element))
        said |= self._moved(element, said)
        attributes = self._attributes(element, name)
        inner = self._inner(element, name, {**attributes, **said}, around)
        for attribute, value in attributes.items():
            self._set(element, attribute, self._computed(attribute, value, inner))
        kept: dict[str, str] = {}
        for property_, value in said.items():
            self._declare(element, name, property_, value, inner, kept)
        self._letters(element, name, inner)
        self._turn_around(element, name, kept)
        if "font-size" in kept or "font-size" in attributes:
            kept.pop("font-size", None)
            element.set("font-size", f"{inner.units.font_size:.8g}")
        self.written[element] = kept
        if kept:
            element.set("style", ";".join(f"{property_}:{value}" for property_, value in kept.items()))
        elif "style" in element.attrib:
            del element.attrib["style"]
        return inner

    def _moved(self, element: etree._Element, said: Mapping[str, str]) -> Mapping[str, str]:
        """What animations come to, which are stronger than all else."""
        found: dict[str, str] = dict(self.motion.declared.get(element, {}))
        if "animation" in said or "animation-name" in said:
            ended = motion.ended(said, self.cascade.keyframes)
            get = {name: self.cascade.resolved(element, value) for name, value in ended.items()}
            found |= {name: value for name, value in get.items() if value is not None}
        return found

    def _attributes(self, element: etree._Element, name: str) -> dict[str, str]:
        """The attributes that are to be worked out, with what `var()` stands for."""
        found: dict[str, str] = {}
        for attribute, value in element.items():
            key, text = str(attribute), str(value)
            if _is_plain(key, text) and key != "font-size":
                continue
            if vocabulary.grammar(name, key) in _READ and key != "offset":
                resolved = self.cascade.resolved(element, text)
                if resolved is None:
                    del element.attrib[key]
                else:
                    found[key] = resolved
        return found

    def _inner(self, element: etree._Element, name: str, said: Mapping[str, str], around: Inside) -> Inside:
        units = around.units
        if (written := said.get("font-size")) is not None and not values.is_wide(written):
            size = values.font_size(written, units, around.units.font_size)
            if size is not None:
                units = replace(units, font_size=size)
        if element is self.root:
            units = replace(units, root_font_size=units.font_size)
        colour = around.around
        if (scheme := said.get("color-scheme")) is not None and not values.is_wide(scheme):
            words = scheme.lower().split()
            colour = replace(colour, dark="dark" in words and "light" not in words)
        current = said.get("color", element.get("color"))
        if current is not None and not values.is_wide(current) and (read := colours.read(current, colour)) is not None:
            colour = replace(colour, current=str(read))
        letters = said.get("text-transform", around.letters).lower()
        inner = Inside(units, colour, around.extent, around.letters if letters in properties.WIDE else letters)
        return replace(inner, extent=self._extent(element, name, said, inner))

    def _extent(
        self, element: etree._Element, name: str, said: Mapping[str, str], inner: Inside
    ) -> tuple[float, float]:
        """The viewport inside an element."""
        if name not in ("svg", "symbol") or element is self.root:
            return inner.extent
        if (box := sizes.view_box(element.get("viewBox"))) is not None:
            return box.width, box.height
        sides = []
        for side, whole in zip(("width", "height"), inner.extent, strict=True):
            value = length(said.get(side) or element.get(side), inner.units, whole)
            sides.append(whole if value is None else value)
        return sides[0], sides[1]

    def _whole(self, name: str, inner: Inside) -> float:
        """What a percentage of a property is of."""
        width, height = inner.extent
        if name in _ACROSS:
            return width
        return height if name in _DOWN else math.hypot(width, height) / math.sqrt(2)

    def _computed(self, name: str, value: str, inner: Inside) -> str | None:
        return values.computed(name, value, inner.units, inner.around, self._whole(name, inner))

    def _set(self, element: etree._Element, name: str, value: str | None) -> None:
        if value is None:
            element.attrib.pop(name, "")
        elif name == "clip-path" and _is_shape(value):
            self.placed.setdefault(element, {})[name] = value
            del element.attrib[name]
        else:
            element.set(name, value)

    def _declare(
        self, element: etree._Element, name: str, property_: str, value: str, inner: Inside, kept: dict[str, str]
    ) -> None:
        """Write one declaration in the place where an engine looks for it."""
        if values.is_wide(value):
            self._reset(element, property_, value.lower(), kept)
        elif property_ in properties.GEOMETRY:
            if name in properties.GEOMETRY[property_]:
                self._shape(element, property_, value, inner)
        elif property_ in transforms.PROPERTIES or property_ in ("offset-path", "offset-distance", "offset-rotate"):
            self.placed.setdefault(element, {})[property_] = value
        elif property_ in ("clip-path", "-webkit-clip-path") and _is_shape(value):
            self.placed.setdefault(element, {})["clip-path"] = value
            element.attrib.pop("clip-path", "")
        elif property_ == "white-space" and name in _TEXTS:
            if value.lower() in _KEPT_SPACES:
                element.set(_SPACE, "preserve")
        elif property_ == "text-shadow" and name == "text" and value.lower() != "none":
            shadows = [f"drop-shadow({tokens.written(run)})" for run in tokens.split(tokens.read(value))]
            # Browsers measure shadows of text in pixels of the picture, whatever its view box.
            kept.setdefault("filter", _scaled(self._computed("filter", " ".join(shadows), inner), 1 / self._scale))
        elif property_ in vocabulary.presentation():
            computed = self._computed(property_, value, inner)
            if computed is not None:
                kept[property_] = computed

    def _reset(self, element: etree._Element, property_: str, word: str, kept: dict[str, str]) -> None:
        """A word that every property takes: what is inherited, or what a property is to begin with."""
        initial = properties.INITIAL.get(property_)
        if word == "inherit" and initial is None:
            if property_ in vocabulary.presentation():
                kept[property_] = word
            return
        element.attrib.pop(property_, "")
        if word == "initial" and initial is not None and property_ in vocabulary.presentation():
            kept[property_] = initial

    def _shape(self, element: etree._Element, property_: str, value: str, inner: Inside) -> None:
        """Geometry that CSS sets."""
        if property_ == "d":
            data = shapes.path_data(value)
            if data is not None or value.lower() == "none":
                element.set("d", data or "")
        elif value.lower() == "auto":
            element.attrib.pop(property_, "")
        elif (computed := self._computed(property_, value, inner)) is not None:
            element.set(property_, computed)

    def _turn_around(self, element: etree._Element, name: str, kept: dict[str, str]) -> None:
        """Anchor text that runs to the left by its other end, since engines know only one direction."""
        said = kept.pop("direction", "") or element.attrib.pop("direction", "")
        if said == "rtl" and name == "text":
            anchor = kept.pop("text-anchor", "") or element.get("text-anchor", "start")
            element.set("text-anchor", {"start": "end", "end": "start"}.get(anchor, anchor))

    def _letters(self, element: etree._Element, name: str, inner: Inside) -> None:
        """Put text into the case that is asked for."""
        change = _CASES.get(inner.letters)
        if change is None or name not in _TEXTS:
            return
        if element.text:
            element.text = change(element.text)
        for child in element:
            if child.tail:
                child.tail = change(child.tail)


def _is_plain(name: str, value: str) -> bool:
    if _PLAIN.fullmatch(value) is None:
        return False
    if name not in values.COLOURS or value[:1] == "#":
        return True
    return value in ("none", "red", "black", "white", "blue", "green", "currentColor")


def _is_shape(value: str) -> bool:
    return any(
        (token.type == "function" and token.lower_name in shapes.NAMES)
        or (token.type == "ident" and token.lower_value in shapes.BOXES)
        for token in tokens.read(value)
    )


def _upper(m: re.Match[str]) -> str:
    return m[0].upper()


def _scaled(value: str | None, scale: float) -> str:
    return "none" if value is None else _PIXELS.sub(lambda m: f"{float(m[1]) * scale:.6g}px", value)


def lengths(value: str) -> Iterator[float]:
    """The lengths of a list that was worked out, in pixels."""
    for piece in value.replace(",", " ").split():
        number = pixels(piece)
        if number is not None:
            yield number
