"""From any text to a document fit to be drawn: strict XML, bounded, closed to the outside, with a size in pixels.

Both engines are given the same serialised tree, never the text itself, so that what was checked here is what is drawn.
Nothing is repaired: what is left out for safety's sake is named in the warnings.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from svgguard.document import Defect, read
from svgguard.document.undrawn import limitations, notes
from svgguard.rendering import images
from svgguard.rendering.cost import bound, bound_drawing, bound_images, bound_quantity, pair
from svgguard.rendering.engine import CostError, RenderError
from svgguard.rendering.expansion import XLINK_HREF, attributes, expand, local_name
from svgguard.rendering.needs import moves, must_be_resolved
from svgguard.svg import grammar, size, vocabulary
from svgguard.svg.geometry import ViewBox
from svgguard.svg.length import pixels
from svgguard.svg.style import declarations
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.text.encoding import decode
from svgguard.text.excerpt import excerpt
from svgguard.types import Limits

LONGEST_EXPORT = 14_400.0
"""Longest side of an exported page in CSS pixels; PDF readers stop at 14 400 units."""

_LIMITS = Limits()
_LENGTH = re.compile(rf"\s*{grammar.LENGTH}\s*")
_EMBEDDED = 1_000
"""Longest side in pixels for which what a drawing within a drawing costs is told."""
_LONGEST_EMBEDDED = 200_000
"""Bytes."""
_EMBEDDED_COST = 4_000_000
"""Pixels of an image that are drawn in the time of an embedded drawing at most."""
_OCTAVES = 10
"""More octaves of turbulence add less than an 8-bit channel can show."""
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be handed to an engine."""

    svg: bytes
    """UTF-8."""
    width: float
    """Pixels."""
    height: float
    """Pixels."""
    text: str
    """All the characters that are drawn as text."""
    warnings: tuple[str, ...]


def prepare(source: str | bytes, longest: int | None, *, reads_css: bool = False, nested: bool = False) -> Prepared:
    """A document made fit to be drawn, with its longest side of `longest` pixels (None: its own size).

    For an engine that reads CSS as browsers do (`reads_css`) only what moves is worked out. A drawing within
    another (`nested`) holds none itself.
    Raises `RenderError` for what is no strict XML and for what would overrun an engine.
    """
    text = decode(source)[0] if isinstance(source, bytes) else source
    root = _root(text)
    warnings = [] if reads_css else [*notes(text), *(limitation.message for limitation in limitations(text))]
    bound_quantity(root)
    if must_be_resolved(text) and not (reads_css and not moves(text)):
        # Loaded only for documents that hold what engines lack.
        from svgguard.rendering.resolution import resolve

        resolve(root, *_fit(*_size(root, []), longest), warnings)
    _keep_first_ids(root)
    letters: list[str] = []
    _close_to_the_outside(root, warnings, letters, nested=nested)
    _open_circles(root, warnings)
    _drop_empty_uses(root)
    _drop_empty_viewports(root)
    _plain_values(root)
    width, height = _fit(*_size(root, warnings), longest)
    root.set("width", f"{width:.10g}")
    root.set("height", f"{height:.10g}")
    _tame_turbulence(root)
    box = _view_box(root)
    bound_drawing(root, (box.width, box.height) if box else (width, height), width, height)
    written = "".join((*_drawn_text(root), *letters))
    bound("characters of text", len(written))
    return Prepared(etree.tostring(root, encoding="utf-8"), width, height, written, tuple(warnings))


def _root(text: str) -> etree._Element:
    """The root of strict XML, without comments, processing instructions or entities; a tree of our own to change."""
    document = read(text.removeprefix("\ufeff"), _LIMITS)
    if isinstance(document, Defect):
        raise RenderError(f"not rendered: {document.message}; svgguard.repair does what can be done")
    root = document.root
    dtd: Any = root.getroottree().docinfo.internalDTD
    if (dtd is not None and dtd.entities()) or next(root.iter(etree.Entity), None) is not None:
        raise RenderError("not rendered: the document declares or uses entities of its own")
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    return root


def _close_to_the_outside(root: etree._Element, warnings: list[str], letters: list[str], *, nested: bool) -> None:
    """Take away every address that is not inside the document, since resvg reads local files by their path."""
    pixels: dict[etree._Element, int] = {}
    embedded = 0
    for element in root.iter(etree.Element):
        if _XML_BASE in element.attrib:
            del element.attrib[_XML_BASE]
        if local_name(element) == "a":
            continue
        for name in ("href", XLINK_HREF):
            address = element.get(name, "#").strip()
            if address.startswith("#"):
                continue
            outcome = images.inspect(address)
            if isinstance(outcome, str) and local_name(element) == "image" and not nested:
                outcome = _embedded(address, letters) or outcome
                embedded += 1
                bound("drawings within the drawing", embedded)
            if isinstance(outcome, tuple) and local_name(element) in ("image", "feImage"):
                address, pixels[element] = outcome
                element.set(name, address)
            else:
                del element.attrib[name]
                reason = outcome if isinstance(outcome, str) else "it is an image"
                warnings.append(f"{local_name(element)} leaves out {_shortened(address)}: {reason}")
    bound_images(root, pixels)


def _keep_first_ids(root: etree._Element) -> None:
    """Take an id from all but the first that bears it: a reference means the first in browsers, the last in engines."""
    sheets = "".join(str(sheet.text or "") for sheet in root.iter(f"{{{SVG_NAMESPACE}}}style"))
    seen: set[str] = set()
    again: list[etree._Element] = []
    for element in root.iter(etree.Element):
        if (name := element.get("id")) is not None:
            if name in seen:
                again.append(element)
            seen.add(name)
    if again and "#" not in sheets:
        for element in again:
            del element.attrib["id"]


def _embedded(address: str, letters: list[str]) -> tuple[str, int] | None:
    """A drawing in a ``data:`` address made fit to be drawn, and what it costs in pixels; None for no drawing."""
    data = images.decode(address)
    if data is None or b"<" not in data[:1000] or len(data) > _LONGEST_EMBEDDED:
        return None
    try:
        drawing = prepare(data, _EMBEDDED, nested=True)
    except RenderError:
        return None
    letters.append(drawing.text)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.svg).decode('ascii')}", _EMBEDDED_COST


def _open_circles(root: etree._Element, warnings: list[str]) -> None:
    """Take away references that run in a circle, and refuse a document that multiplies beyond all bounds."""
    expansion = expand(root)
    if expansion.circular_stylesheet:
        raise CostError("not rendered: a style sheet makes elements refer to one another in a circle")
    if expansion.depth > _LIMITS.depth:
        raise CostError(f"not rendered: references nest elements {expansion.depth} deep, more than {_LIMITS.depth}")
    if expansion.weight > _LIMITS.elements:
        raise CostError(
            f"not rendered: references multiply the elements to {expansion.weight} or more, over {_LIMITS.elements}"
        )
    for element, name in expansion.circular:
        plain = "href" if name == XLINK_HREF else name
        warnings.append(f"{local_name(element)} leaves out its {plain}, which leads back to itself")
        if name in element.attrib:
            del element.attrib[name]
        elif "style" in element.attrib:
            kept = [f"{d.name}:{d.value}" for d in declarations(element.get("style", "")) if d.name.lower() != name]
            element.set("style", ";".join(kept))


def _drop_empty_uses(root: etree._Element) -> None:
    """Take away each ``use`` that has nothing to use: it draws nothing, and CairoSVG stumbles over it."""
    for use in list(root.iter(f"{{{SVG_NAMESPACE}}}use")):
        parent = use.getparent()
        if parent is not None and not (use.get("href") or use.get(XLINK_HREF)):
            parent.remove(use)


def _drop_empty_viewports(root: etree._Element) -> None:
    """Take away each nested ``svg`` without width, height or view box to show: it draws nothing (SVG 2, 8.2)."""
    for inner in list(root.iterdescendants(f"{{{SVG_NAMESPACE}}}svg")):
        parent = inner.getparent()
        nothing = any(pixels(inner.get(side)) == 0 for side in ("width", "height"))
        if parent is not None and (nothing or size.is_empty(inner.get("viewBox"))):
            parent.remove(inner)


def _plain_values(root: etree._Element) -> None:
    """Write properties without white space around and units in lower case: browsers read others too, engines do not."""
    presentation = vocabulary.presentation()
    for element in root.iter(etree.Element):
        for name, value in attributes(element):
            plain = value.strip()
            if value != plain.lower() and _LENGTH.fullmatch(value):
                element.set(name, plain.lower())
            elif value != plain and name in presentation:
                element.set(name, plain)


def _size(root: etree._Element, warnings: list[str]) -> tuple[float, float]:
    """The document's own size in CSS pixels, by its width, height and viewBox; gives it a viewBox if it has none."""
    width, height = size.sides(root.attrib)
    box = _view_box(root)
    if box is not None:
        if width is None and height is None:
            return box.width, box.height
        return width or (height or 0) * box.width / box.height, height or (width or 0) * box.height / box.width
    if width is None or height is None:
        warnings.append("without a viewBox, width and height it is drawn on the canvas that a browser would give it")
        width, height = width or size.DEFAULT[0], height or size.DEFAULT[1]
    root.set("viewBox", f"0 0 {width!r} {height!r}")
    root.set("preserveAspectRatio", "none")
    return width, height


def _view_box(root: etree._Element) -> ViewBox | None:
    """The viewBox; one that is broken or empty is taken away, for no two engines agree on it."""
    box = size.view_box(root.get("viewBox"))
    if box is None and "viewBox" in root.attrib:
        del root.attrib["viewBox"]
    return box


def _fit(width: float, height: float, longest: int | None) -> tuple[float, float]:
    """The size scaled to a longest side of `longest` whole pixels; for None as it is, within what a page holds."""
    longer = max(width, height)
    if longest is None:
        scale = min(1.0, LONGEST_EXPORT / longer)
        return max(width * scale, 1.0), max(height * scale, 1.0)
    return max(1, round(width / longer * longest)), max(1, round(height / longer * longest))


def _tame_turbulence(root: etree._Element) -> None:
    """Leave out octaves that nobody could see."""
    for element in root.iter("{*}feTurbulence"):
        if pair(element.get("numOctaves"))[0] > _OCTAVES:
            element.set("numOctaves", str(_OCTAVES))


def _drawn_text(root: etree._Element) -> Iterator[str]:
    """The character data inside ``text`` elements, without what only describes."""
    for text in root.iter(f"{{{SVG_NAMESPACE}}}text"):
        for part in text.iter(etree.Element):
            if local_name(part) not in ("title", "desc", "style", "script"):
                yield part.text or ""
            if part is not text:
                yield part.tail or ""


def _shortened(address: str) -> str:
    return repr(excerpt(address))
