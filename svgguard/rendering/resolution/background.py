"""The background of the root, which browsers paint behind the drawing and over the whole picture."""

from __future__ import annotations

from lxml import etree

from svgguard.rendering.resolution import values
from svgguard.rendering.resolution.styling import Styling
from svgguard.svg import size as sizes
from svgguard.svg.geometry import ViewBox
from svgguard.svg.vocabulary import SVG_NAMESPACE


def paint(root: etree._Element, styling: Styling, window: tuple[float, float]) -> None:
    """Put a rectangle in the colour of the background behind everything."""
    said = styling.cascade.declared(root)
    inside = styling.inside[root]
    colour = values.computed("background-color", said.get("background-color", ""), inside.units, inside.around, None)
    if colour is None or colour in ("none", "inherit", "rgba(0,0,0,0)"):
        return
    left, top, width, height = sizes.view_box(root.get("viewBox")) or ViewBox(0.0, 0.0, *window)
    # What the view box leaves of the picture at its sides is painted, too.
    scale = max(window) / min(window) * max(width / height, height / width)
    across, down = width * scale, height * scale
    sides = {"x": left - across, "y": top - down, "width": width + 2 * across, "height": height + 2 * down}
    attributes = {name: f"{value:.8g}" for name, value in sides.items()}
    behind = etree.Element(f"{{{SVG_NAMESPACE}}}rect", {**attributes, "fill": colour, "stroke": "none"})
    root.insert(0, behind)
