"""A picture of what was found: each part that can be seen outlined and named, and beside it the list of all."""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.parts.by_label.structure import Structure
from svgguard.parts.by_picture.layers import Layers, near
from svgguard.parts.inventory import Inventory, Presence, Sighting
from svgguard.rendering.fonts import PINNED

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

_DRAWING = 720
"""Longest side of the drawing in it, in pixels."""
_MARGIN = 20
_LIST_WIDTH = 430
_LINE = 40
"""Pixels from one entry of the list to the next."""
_NEXT = 15
"""Pixels from one line of a message to the next."""
_MOST_LINES = 3
_TITLE, _NAME, _SMALL = 19, 14, 12
"""Sizes of letters, in pixels."""
_STROKE = 2
_LITTLE = 0.01
"""Share of the drawing that a part may take and still be hidden by a name."""
_PAPER, _INK, _FAINT, _WRONG, _OPEN = "#ffffff", "#1f2328", "#6e7781", "#c0182b", "#8a6d00"
_GOLDEN = 0.618034

Place = tuple[float, float, float, float]
"""Left, top, right, bottom; pixels."""


def picture(structure: Structure, inventory: Inventory, title: str) -> Picture:
    """The drawing with every part that can be seen outlined and named, and a list of all parts and traces; RGB.

    Raises `svgguard.RenderError` when it cannot be drawn.
    """
    from PIL import Image, ImageDraw

    layers = Layers(structure.reading.document, _DRAWING)
    sightings = inventory.sightings
    across, down = layers.size
    messages = [*(s.message for s in sightings), *(t.message for t in inventory.traces)]
    height = max(down, _LINE + sum(_height(_wrapped(message)) for message in messages)) + 2 * _MARGIN
    image = Image.new("RGB", (across + _LIST_WIDTH + 3 * _MARGIN, height), _PAPER)
    image.paste(_on_white(layers.picture), (_MARGIN, _MARGIN))
    pen = ImageDraw.Draw(image)
    pen.rectangle((_MARGIN - 1, _MARGIN - 1, _MARGIN + across, _MARGIN + down), outline="#d0d7de")
    colours = {s.part: _colour(number) for number, s in enumerate(sightings)}
    shown = [s for s in sightings if s.box is not None and structure.evidence[s.part].elements]
    # The large ones first, so that the outlines of small ones lie on top.
    shown.sort(key=_extent, reverse=True)
    masks = {s.part: layers.changed(structure.evidence[s.part].elements) for s in shown}
    for s in shown:
        image.paste(colours[s.part], (_MARGIN, _MARGIN), _outline(masks[s.part]))
    small = [_place(mask) for mask in masks.values() if _is_small(mask)]
    taken: list[Place] = []
    # What draws several parts bears all their names.
    together: dict[tuple[etree._Element, ...], list[str]] = {}
    for s in reversed(shown):
        together.setdefault(structure.evidence[s.part].elements, []).append(s.part)
    for names in together.values():
        name = ", ".join(names[::-1])
        anchors = _anchors(_outline(masks[names[0]]))
        _name(pen, name, anchors, colours[names[-1]], taken, small, (_MARGIN + across, _MARGIN + down))
    _list(pen, (across + 2 * _MARGIN, _MARGIN), title, inventory, colours)
    return image


def _on_white(drawn: Picture) -> Picture:
    from PIL import Image

    white = Image.new("RGBA", drawn.size, "white")
    white.alpha_composite(drawn)
    return white.convert("RGB")


def _colour(number: int) -> str:
    """Colours that differ from their neighbours, all dark enough for white letters."""
    red, green, blue = colorsys.hls_to_rgb((number * _GOLDEN) % 1, 0.36, 0.85)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _extent(sighting: Sighting) -> float:
    left, top, right, bottom = sighting.box or (0, 0, 0, 0)
    return (right - left) * (bottom - top)


def _outline(mask: Picture) -> Picture:
    from PIL import ImageChops

    return ImageChops.logical_xor(near(mask, _STROKE), mask)


def _is_small(mask: Picture) -> bool:
    across, down = mask.size
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return (right - left) * (bottom - top) < _LITTLE * across * down


def _place(mask: Picture) -> Place:
    """Where a part is seen, in the picture with its margin."""
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left + _MARGIN, top + _MARGIN, right + _MARGIN, bottom + _MARGIN


def _anchors(outline: Picture) -> list[tuple[int, int]]:
    """Points beside which an outline's name may stand: in the middle of its top, right, bottom and left ends."""
    box = outline.getbbox()
    if box is None:
        return []
    left, top, right, bottom = box
    ends = [(left, top, right, top + 1), (right - 1, top, right, bottom),
            (left, bottom - 1, right, bottom), (left, top, left + 1, bottom)]  # fmt: skip
    found = []
    for end in ends:
        u, v, w, x = outline.crop(end).getbbox() or (0, 0, 0, 0)
        found.append((end[0] + (u + w) // 2, end[1] + (v + x) // 2))
    return found


def _name(
    pen: Pen,
    name: str,
    anchors: Sequence[tuple[int, int]],
    colour: str,
    taken: list[Place],
    small: Sequence[Place],
    edge: tuple[int, int],
) -> None:
    """Write a name beside one of its anchors: where it covers no other name, and of the small parts the fewest."""
    font = _font(_SMALL)
    left, top, right, bottom = pen.textbbox((0, 0), name, font=font)
    width, height = right - left + 8, bottom - top + 6
    places = []
    for gap in (4, 4 + height, 4 + 2 * height, 4 + 3 * height):
        for number, (x, y) in enumerate(anchors):
            x, y = x + _MARGIN, y + _MARGIN
            corner = (
                (x - width / 2, y - height - gap),
                (x + gap, y - height / 2),
                (x - width / 2, y + gap),
                (x - width - gap, y - height / 2),
            )[number]
            u = min(max(corner[0], _MARGIN), edge[0] - width)
            v = min(max(corner[1], _MARGIN), edge[1] - height)
            places.append((u, v, u + width, v + height))
    free = [place for place in places if not any(_cross(place, other) for other in taken)]
    place = min(free or places, key=lambda place: sum(_cross(place, other) for other in small))
    taken.append(place)
    pen.rounded_rectangle(place, 4, fill=colour, outline="white")
    pen.text((place[0] + 4 - left, place[1] + 3 - top), name, fill="white", font=font)


def _cross(a: Place, b: Place) -> bool:
    return a[0] < b[2] + 1 and b[0] < a[2] + 1 and a[1] < b[3] + 1 and b[1] < a[3] + 1


def _list(pen: Pen, corner: tuple[int, int], title: str, inventory: Inventory, colours: dict[str, str]) -> None:
    """All parts in the order asked: a swatch and what it was found by, or what is wrong with it; then the traces."""
    x, y = corner
    sightings = inventory.sightings
    found = sum(s.presence == "found" for s in sightings)
    pen.text((x, y), _fitted(f"{title}: {found} of {len(sightings)} parts", _TITLE), fill=_INK, font=_font(_TITLE))
    y += _LINE
    for s in sightings:
        tone = _WRONG if s.faulty else _OPEN if s.open else _INK
        if s.box is not None:
            pen.rounded_rectangle((x, y + 2, x + 16, y + 18), 3, fill=colours[s.part])
        _mark(pen, x, y + 2, s, tone)
        many = f" ×{s.wanted}" if s.wanted > 1 else ""
        y += _entry(pen, x + 26, y, f"{s.part}{many}: {s.presence}", s.message, tone)
    for t in inventory.traces:
        _cross_out(pen, x, y + 2, _WRONG)
        y += _entry(pen, x + 26, y, f"shapes without a name: {t.presence}", t.message, _WRONG)


def _entry(pen: Pen, x: int, y: int, name: str, message: str, tone: str) -> int:
    """Write an entry of the list, and say how high it is."""
    lines = _wrapped(message)
    pen.text((x, y), _fitted(name, _NAME), fill=tone, font=_font(_NAME))
    for number, line in enumerate(lines):
        pen.text((x, y + 18 + number * _NEXT), line, fill=_FAINT, font=_font(_SMALL))
    return _height(lines)


def _height(lines: Sequence[str]) -> int:
    """Pixels that an entry with these lines below its name takes."""
    return _LINE + _NEXT * (max(len(lines), 1) - 1)


def _wrapped(text: str) -> list[str]:
    """A text in lines of the list's width, no more than a few."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (_fits(longer, _SMALL) or len(lines) == _MOST_LINES):
            lines[-1] = longer
        else:
            lines.append(word)
    return [_fitted(line, _SMALL) for line in lines]


def _mark(pen: Pen, x: int, y: int, sighting: Sighting, tone: str) -> None:
    """A cross for what is wrong, an empty box for what nothing tells, a box with a bar for what is merged."""
    if sighting.faulty:
        _cross_out(pen, x, y, tone if sighting.box is None else "white")
    elif sighting.box is None:
        pen.rounded_rectangle((x, y, x + 16, y + 16), 3, outline=tone, width=2)
        if sighting.presence is Presence.MERGED:
            pen.line((x + 4, y + 8, x + 12, y + 8), fill=tone, width=2)


def _cross_out(pen: Pen, x: int, y: int, ink: str) -> None:
    pen.line((x + 3, y + 3, x + 13, y + 13), fill=ink, width=3)
    pen.line((x + 3, y + 13, x + 13, y + 3), fill=ink, width=3)


def _fits(text: str, size: int) -> bool:
    return _font(size).getlength(text) <= _LIST_WIDTH - 26


def _fitted(text: str, size: int) -> str:
    """A text cut to the width of the list."""
    if _fits(text, size):
        return text
    while text and not _fits(f"{text}…", size):
        text = text[:-1]
    return f"{text}…"


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(PINNED[0], size)
