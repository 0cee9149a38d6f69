"""What there is so far of an SVG that is still arriving, for a preview."""

from __future__ import annotations

from svgguard.extraction import extract


def drawn_so_far(text: str) -> str | None:
    """The SVG that has begun in `text`, unescaped and cut free, up to where the text ends; None before there is one.

    It is not closed: hand it to the repair of cut documents, which `svgguard.repair` does. Takes time linear in
    `text`, so call it when a picture is wanted rather than for every piece; from `StreamGuard.svg_start` on is enough.
    """
    return extract(text).text
