"""Foreign objects: the HTML in them as shapes and text that every engine draws."""

from __future__ import annotations

from lxml import etree

from svgguard.rendering.cost import bound
from svgguard.rendering.resolution.flow import Flow, Font, Panel, Surroundings, Text
from svgguard.rendering.resolution.styling import Inside, Styling
from svgguard.svg.css.calculation import Units, length
from svgguard.svg.vocabulary import SVG_NAMESPACE

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_KEPT = (
    "transform",
    "style",
    "opacity",
    "clip-path",
    "mask",
    "filter",
    "visibility",
    "display",
    "systemLanguage",
    "id",
)


def lay_out(root: etree._Element, styling: Styling) -> None:
    """Put what is seen of the HTML in the place of each `foreignObject`."""
    foreign = list(root.iter(f"{{{SVG_NAMESPACE}}}foreignObject"))
    bound("characters of text", sum(len(str(text)) for element in foreign for text in element.itertext()))
    flow = Flow(styling.cascade.declared, Units())
    for element in foreign:
        parent = element.getparent()
        if parent is not None and element in styling.inside:
            replacement = _drawn(element, styling, styling.inside[element], flow)
            replacement.tail = element.tail
            parent.replace(element, replacement)


def _drawn(element: etree._Element, styling: Styling, inside: Inside, flow: Flow) -> etree._Element:
    across, down = inside.extent
    x, y, width, height = (
        length(element.get(name), inside.units, whole) or 0.0
        for name, whole in (("x", across), ("y", down), ("width", across), ("height", down))
    )
    flow.units = inside.units
    laid = flow.lay(element, _around(element, styling, inside), width, height)
    group = etree.Element(
        f"{{{SVG_NAMESPACE}}}g", {name: element.get(name, "") for name in _KEPT if name in element.attrib}
    )
    overflow = styling.written.get(element, {}).get("overflow") or element.get("overflow", "hidden")
    room = group
    if overflow in ("visible", "auto"):
        room = etree.SubElement(group, f"{{{SVG_NAMESPACE}}}g", {"transform": f"translate({x:.8g} {y:.8g})"})
    elif width > 0 and height > 0:
        sides = {"x": x, "y": y, "width": width, "height": height}
        room = etree.SubElement(group, f"{{{SVG_NAMESPACE}}}svg", {name: f"{v:.8g}" for name, v in sides.items()})
    else:
        return group
    for item in laid.moved(0.0, laid.above):
        room.append(_panel(item) if isinstance(item, Panel) else _text(item))
    return group


def _around(element: etree._Element, styling: Styling, inside: Inside) -> Surroundings:
    """What the HTML inherits from the SVG around it."""
    weight = styling.inherited(element, "font-weight") or "normal"
    font = Font(
        inside.units.font_size,
        styling.inherited(element, "font-family") or "sans-serif",
        weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600),
        (styling.inherited(element, "font-style") or "normal") != "normal",
        inside.around.current,
    )
    said = styling.cascade.declared(element)
    align = said.get("text-align") or styling.inherited(element, "text-align") or "left"
    return Surroundings(font, align, said.get("line-height", "normal"), root_size=inside.units.root_font_size)


def _panel(item: Panel) -> etree._Element:
    sides = {"x": item.x, "y": item.y, "width": item.width, "height": item.height, "rx": item.radius}
    attributes = {name: f"{value:.8g}" for name, value in sides.items()}
    attributes |= {"fill": item.fill, "stroke": item.stroke, "stroke-width": f"{item.stroke_width:.8g}"}
    return etree.Element(f"{{{SVG_NAMESPACE}}}rect", attributes)


def _text(item: Text) -> etree._Element:
    font = item.font
    attributes = {
        "x": f"{item.x:.8g}", "y": f"{item.y:.8g}", "font-size": f"{font.size:.8g}", "font-family": font.family,
        "font-weight": "bold" if font.bold else "normal", "font-style": "italic" if font.slanted else "normal",
        "fill": font.colour, "stroke": "none", "text-anchor": "start", _SPACE: "preserve",
    }  # fmt: skip
    if font.decoration:
        attributes["text-decoration"] = font.decoration
    made = etree.Element(f"{{{SVG_NAMESPACE}}}text", attributes)
    made.text = item.text
    return made
