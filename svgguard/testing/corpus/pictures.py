"""Pictures side by side: how much of a drawing looks other than it must, and where."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from svgguard.rendering import RenderError, render

if TYPE_CHECKING:
    from PIL.Image import Image

NOTICEABLE = 8
"""A pixel differs when one of its channels does by more than this, of 255: beyond what rounding does."""
_PAPER = "white"
_LOUD, _QUIET = (208, 0, 64), 0.25
"""The colour of pixels that differ, and how much is left of the others."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A picture beside the one expected."""

    share: float
    """Share of the pixels that differ, 0 to 1; 1 when the pictures are not of one size."""
    expected: bytes = field(repr=False)
    """PNG."""
    found: bytes | None = field(default=None, repr=False)
    """PNG; None when it could not be drawn."""
    error: str = ""
    """Why it could not be drawn, or not be compared."""

    def problem(self, tolerance: float) -> str:
        """What is wrong when more than `tolerance` of the pixels differ; empty when nothing is."""
        if self.error:
            return self.error
        return "" if self.share <= tolerance else f"picture differs in {self.share:.2%} of its pixels"


def compare(expected: bytes, svg: str, *, engine: str | None = None, drawn_by: str | None = None) -> Comparison:
    """Draw `svg` as large as the PNG `expected` and compare the two on white paper; never raises for what it is given.

    `engine` as for `svgguard.render`. Where another one, `drawn_by`, has drawn `expected`, edges of shapes may lie
    up to a pixel apart, since no two engines smooth them alike.
    """
    try:
        wanted = _opened(expected)
    except OSError as error:
        return Comparison(1.0, expected, error=f"the expected picture cannot be read: {error}")
    try:
        raster = render(svg, size=max(wanted.size), engine=engine)
    except RenderError as error:
        return Comparison(1.0, expected, error=str(error))
    differing = _mask if drawn_by in (None, engine) else _mask_within_edges
    return Comparison(_share(wanted, _opened(raster.png), differing), expected, raster.png)


def difference(expected: bytes, found: bytes) -> bytes:
    """A PNG of `expected`, faint, with the pixels that differ in `found` marked; both PNG."""
    from PIL import Image

    one, other = _opened(expected), _opened(found)
    if one.size != other.size:
        other = other.resize(one.size)
    faint = Image.blend(Image.new("RGB", one.size, _PAPER), one, _QUIET)
    faint.paste(_LOUD, mask=_mask(one, other))
    return _png(faint)


def _opened(png: bytes) -> Image:
    """A picture as it looks on white paper."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as file:
        picture = file.convert("RGBA")
    paper = Image.new("RGBA", picture.size, _PAPER)
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _mask(one: Image, other: Image) -> Image:
    """255 where two pictures of one size differ noticeably, 0 elsewhere."""
    from PIL import ImageChops

    return _noticeable(ImageChops.difference(one, other))


def _mask_within_edges(one: Image, other: Image) -> Image:
    """255 where `other` is noticeably beyond what a pixel of `one` and its neighbours span, 0 elsewhere."""
    from PIL import ImageChops, ImageFilter

    below = ImageChops.subtract(one.filter(ImageFilter.MinFilter(3)), other)
    above = ImageChops.subtract(other, one.filter(ImageFilter.MaxFilter(3)))
    return _noticeable(ImageChops.lighter(below, above))


def _noticeable(difference: Image) -> Image:
    from PIL import ImageChops

    channels = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return most.point([255 if level > NOTICEABLE else 0 for level in range(256)])


def _share(one: Image, other: Image, differing: Callable[[Image, Image], Image]) -> float:
    if one.size != other.size:
        return 1.0
    return differing(one, other).histogram()[255] / (one.width * one.height)


def _png(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
