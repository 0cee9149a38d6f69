"""Shapes that the edge of the canvas cuts.

Part of a shape lies beyond the view box. What reaches from one edge to the opposite one is a ground, and not told of; a few
shapes that bleed, and many that fill the canvas beyond opposite edges, are an info. It is a warning where a third of the
drawing or more is cut or lies beyond.

## Why it is bad

The picture ends in the middle of what it shows: mostly its coordinates were chosen for a larger canvas.

## What the repair does

The root's viewBox becomes one that holds all: that of width and height where it does, else the canvas and what is drawn. It is
offered, and made only where this code is selected, since a frame may be meant to cut.

## How safe it is

Unsafe: everything is drawn smaller.

## Source

SVG 2, sections 8.2 and 8.6. A view box that cuts the drawing is reported of all models.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.display import DisplayList, Mark
from svgguard.document.drawing import Drawing, around
from svgguard.document.framing import framed
from svgguard.rules import DRAWING, rule
from svgguard.svg.geometry import Box
from svgguard.types import Finding, Safety, Severity

_LEEWAY = 0.05
"""Share of a shape below which nothing is said."""
_MUCH = 0.15
"""Share of a shape that a viewer misses."""
_MANY = 1 / 3
"""Share of the shapes from which on the drawing is cut, and not some of its shapes."""
_MOST = 2_000
"""Shapes that are looked at."""


@rule(
    "D005",
    "cut-drawing",
    DRAWING,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle cx="40" cy="80" r="30"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 110"><circle cx="40" cy="80" r="30"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def cut_drawing(drawing: Drawing) -> Iterable[Finding]:
    """The one finding of a drawing that is cut."""
    display = drawing.display
    if not display.framed or not display.whole or drawing.blank:
        return
    shapes = [m for m in display.painted if m.sure and m.name != "text" and m.window is None and not m.moves][:_MOST]
    lost = {mark: share for mark in shapes if (share := _lost(mark, display)) > _LEEWAY}
    cut = {mark: share for mark, share in lost.items() if share < 1}
    if not cut:
        return
    much = sum(share > _MUCH for share in lost.values()) >= max(1.0, _MANY * len(shapes)) and not _fills(cut, display)
    most = max(cut, key=cut.__getitem__)
    many = f"{len(cut)} of {len(shapes)} shapes are" if len(cut) > 1 else f"<{most.name}> is"
    part = f"{100 * cut[most]:.0f} % of {'one of them' if len(cut) > 1 else 'it'}"
    tag = drawing.survey.document.start_tag(most.element)
    message = f"{many} cut by the edge of the canvas: {part} lies beyond {_side(most, display)}"
    repair = framed(drawing, keeping=True) if much else None
    yield Finding(tag.start, tag.end, message, repair, severity=None if much else Severity.INFO)


def _lost(mark: Mark, display: DisplayList) -> float:
    """The share of a shape that lies beyond the canvas; 0 for what reaches from edge to edge."""
    box, canvas = around(display, mark), display.canvas
    if box is None or (box.left <= canvas.left and box.right >= canvas.right):
        return 0.0
    if box.top <= canvas.top and box.bottom >= canvas.bottom:
        return 0.0
    return 1 - _kept(box.left, box.right, canvas.left, canvas.right) * _kept(
        box.top, box.bottom, canvas.top, canvas.bottom
    )


def _fills(cut: Iterable[Mark], display: DisplayList) -> bool:
    """True if shapes reach beyond opposite edges: a pattern that fills the canvas, and is cut on purpose."""
    extent, canvas = Box.union(box for mark in cut if (box := around(display, mark)) is not None), display.canvas
    across = extent.left < canvas.left and extent.right > canvas.right
    return across or (extent.top < canvas.top and extent.bottom > canvas.bottom)


def _kept(start: float, end: float, first: float, last: float) -> float:
    """The share of a span that lies between two edges."""
    if end <= start:
        return float(first <= start <= last)
    return max(0.0, min(end, last) - max(start, first)) / (end - start)


def _side(mark: Mark, display: DisplayList) -> str:
    box = around(display, mark) or Box(0, 0, 0, 0)
    canvas = display.canvas
    beyond = {
        f"its left edge, {canvas.left:g}": canvas.left - box.left,
        f"its upper edge, {canvas.top:g}": canvas.top - box.top,
        f"its right edge, {canvas.right:g}": box.right - canvas.right,
        f"its lower edge, {canvas.bottom:g}": box.bottom - canvas.bottom,
    }
    return max(beyond, key=beyond.__getitem__)
