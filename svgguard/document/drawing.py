"""The drawing: what the rules of the drawing stage are shown. Boxes first; pixels only where boxes cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from svgguard.document.display import DisplayList, Mark
from svgguard.document.survey import Survey
from svgguard.document.walk import display_list
from svgguard.svg.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

_LEAST = 0.001
"""Share of the canvas's longer side below which a drawing is smaller than a pixel of any usual picture."""
_FOREIGN = frozenset(("circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text"))
"""What engines draw as browsers do."""


@dataclass(eq=False)
class Drawing:
    """A document as it is seen."""

    survey: Survey
    draw: Callable[[], Image | None]
    """Gives a small picture (RGBA); None where it cannot be drawn."""

    @cached_property
    def display(self) -> DisplayList:
        """Its shapes, without drawing any."""
        return display_list(self.survey)

    @cached_property
    def picture(self) -> Image | None:
        """A small picture (RGBA); None where it cannot be drawn."""
        return self.draw()

    @cached_property
    def blank(self) -> bool:
        """True if nothing of it can be seen on any background."""
        if self.display.seen and not self.speck:
            return False
        open_ = [mark for mark in self.display.painted if not self.display.outside(mark)]
        if not self.display.whole or (open_ and not self.speck):
            if any(mark.moves or mark.name not in _FOREIGN for mark in open_) or not self.display.whole:
                return False
            return self.picture is not None and self.picture.getchannel("A").getextrema() == (0, 0)
        return True

    @cached_property
    def extent(self) -> Box | None:
        """What surely leaves a mark, on the canvas or beside it; None where anything else may."""
        if not all(mark.sure for mark in self.display.painted):
            return None
        boxes = [box for mark in self.display.painted if (box := around(self.display, mark)) is not None]
        if not boxes or len(boxes) < len(self.display.painted):
            return None
        return Box.union(boxes)

    @cached_property
    def speck(self) -> bool:
        """True if all that is drawn is smaller than a pixel."""
        return self.smaller(_LEAST)

    def smaller(self, share: float) -> bool:
        """True if all that is drawn is less wide and less high than a share of the canvas's longer side."""
        least = share * max(self.display.canvas.width, self.display.canvas.height)
        # Few places say mostly that it is larger, and save reading all the outlines.
        return _is_within(self.display.spread, least) and _is_within(self.extent, least)


def _is_within(box: Box | None, least: float) -> bool:
    return box is not None and max(box.width, box.height) < least


def around(display: DisplayList, mark: Mark) -> Box | None:
    """The extent of a mark with its stroke."""
    points = display.outline(mark)
    return Box.around(points).grown(mark.reach) if points else None
