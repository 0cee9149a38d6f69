"""Resolution: a document's CSS worked out and written as the plain attributes that every engine draws.

Only the copy that is drawn is changed, and only where it holds what engines lack (`needs`). `styling` works out each
element's properties from the outside in, `placing` then what depends on boxes and lengths, from the inside out. What
cannot be resolved is named in the warnings. Everything is linear in the size of the document, or bounded.
"""

from __future__ import annotations

from lxml import etree

from svgguard.document.cascade import Bounds, Cascade
from svgguard.rendering.resolution import background, boxes, foreign, instances, motion, placing
from svgguard.rendering.resolution.styling import Styling
from svgguard.svg.vocabulary import SVG_NAMESPACE

_BOUNDS = Bounds(characters=500_000, steps=3_000_000)
"""A second of matching at most."""
_MOST_ELEMENTS = 15_000
_MOST_STYLED = 400_000
"""Characters of style attributes."""


def resolve(root: etree._Element, width: float, height: float, warnings: list[str]) -> None:
    """Write what the style sheets and the styles of a document come to into its attributes.

    `width` and `height` are those of the picture in pixels.
    """
    if not _is_affordable(root):
        warnings.append("the document is too large for its CSS to be worked out, and is drawn as the engine reads it")
        return
    sheets = list(root.iter(f"{{{SVG_NAMESPACE}}}style"))
    cascade = Cascade(root, sheets, (width, height), _BOUNDS)
    if "*" in cascade.doubtful:
        warnings.append("the style sheets are too large to be worked out, and are drawn as the engine reads them")
        return
    if cascade.doubtful:
        warnings.append(
            f"rules under conditions that are not known are left out: {', '.join(sorted(cascade.doubtful))}"
        )
    ids = boxes.ids_of(root)
    moved = motion.settled(root, ids)
    if not instances.write_out(root, cascade, ids):
        warnings.append("what a use draws takes no custom properties from it: it would be too much")
    styling = Styling(root, cascade, (width, height), moved)
    styling.run()
    foreign.lay_out(root, styling)
    placing.place(root, styling, (width, height))
    background.paint(root, styling, (width, height))
    for sheet in sheets:
        parent = sheet.getparent()
        if parent is not None:
            _remove(sheet, parent)
    warnings += styling.warnings


def _is_affordable(root: etree._Element) -> bool:
    """True if a document is small enough: a fifth of a millisecond for an element, and more for each style."""
    elements = characters = 0
    for element in root.iter(etree.Element):
        elements += 1
        characters += len(element.get("style", ""))
    return elements <= _MOST_ELEMENTS and characters <= _MOST_STYLED


def _remove(element: etree._Element, parent: etree._Element) -> None:
    """Take an element out, and leave what stands after it."""
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
