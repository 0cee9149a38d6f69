"""The picture before: what the usual cut from ``<svg`` to ``</svg>`` gives a strict renderer.

Where that fails there is a card instead, with the error a browser would show.
"""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass

from svgguard.data import data

_SIZE = (480, 320)
_FONTS = (("DejaVuSans-Bold", 20), ("DejaVuSans", 16), ("DejaVuSans", 14), ("DejaVuSansMono", 14))
_WIDTH, _BEFORE = 46, 34
"""Characters of a faulty line that are shown, and at most so many of them before the error."""
_PAPER, _INK, _FAINT, _RED = "#fdf4f2", "#33201d", "#8c7570", "#c0392b"


@dataclass(frozen=True, slots=True)
class Before:
    """A drawing, or a card that says why there is none."""

    png: bytes
    error: str = ""
    """Why it cannot be drawn; empty when it can."""


@dataclass(frozen=True, slots=True)
class _Fatal:
    """Where a strict reader stopped."""

    message: str
    place: str = ""
    line: str = ""
    """The text of that line."""
    column: int = 0
    """1-based; 0 where none is known."""


def draw_strictly(answer: str, size: int) -> Before:
    """The drawing in `answer`, its longest side `size` pixels, without any repair."""
    from svgguard.rendering import RenderError, render_svg

    text = _cut(answer)
    fatal = _Fatal("There is no <svg> in the answer.") if text is None else _strict_error(text)
    if text is not None and fatal is None:
        try:
            return Before(render_svg(text, size=size).png)
        except RenderError as error:
            fatal = _Fatal(str(error))
    assert fatal is not None  # noqa: S101 - a text without an error has been returned
    return Before(_card(fatal), f"{fatal.message} {fatal.place}".strip())


def _cut(answer: str) -> str | None:
    start, end = answer.find("<svg"), answer.rfind("</svg>")
    if start < 0:
        return None
    return answer[start : end + len("</svg>")] if end > start else answer[start:]


def _strict_error(text: str) -> _Fatal | None:
    """The first well-formedness error; also for a root that a viewer would not know as SVG."""
    from lxml import etree

    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(no_network=True, resolve_entities=False))
    except etree.XMLSyntaxError as error:
        number, column = error.position
        lines = text.splitlines()
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        # lxml appends the place to the message.
        message = (error.msg or "not well-formed").removesuffix(f", line {number}, column {column}")
        return _Fatal(message, f"line {number}, column {column}", line, column)
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return _Fatal("The root is not in the SVG namespace: a viewer shows the text, or nothing.")
    return None


def _card(fatal: _Fatal) -> bytes:
    """The error on paper, as a PNG."""
    from PIL import Image, ImageDraw, ImageFont

    card = Image.new("RGB", _SIZE, _PAPER)
    draw = ImageDraw.Draw(card)
    title, body, small, mono = (ImageFont.truetype(str(data(f"fonts/{font}.ttf")), size) for font, size in _FONTS)
    draw.rectangle((0, 0, _SIZE[0], 8), fill=_RED)
    draw.ellipse((32, 40, 62, 70), outline=_RED, width=3)
    draw.line((42, 50, 52, 60), fill=_RED, width=3)
    draw.line((52, 50, 42, 60), fill=_RED, width=3)
    draw.text((78, 42), "Cannot be drawn", font=title, fill=_INK)
    message = textwrap.wrap(fatal.message, 44)[:4]
    draw.multiline_text((32, 98), "\n".join(message), font=body, fill=_INK, spacing=6)
    top = 108 + 26 * len(message)
    draw.text((32, top), fatal.place, font=small, fill=_RED)
    if fatal.line:
        before, after = _around(fatal)
        mark = 44 + draw.textlength(before, font=mono)
        draw.rectangle((32, top + 28, _SIZE[0] - 32, top + 78), fill="#ffffff", outline="#ead6d2")
        draw.text((44, top + 38), before + after, font=mono, fill=_FAINT)
        draw.polygon([(mark, top + 60), (mark - 6, top + 70), (mark + 6, top + 70)], fill=_RED)
    stream = io.BytesIO()
    card.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _around(fatal: _Fatal) -> tuple[str, str]:
    """As much of the line as fits, before and from the column of the error."""
    at = fatal.column - 1
    before, after = fatal.line[:at].lstrip(), fatal.line[at:]
    before = before if len(before) <= _BEFORE else "…" + before[-_BEFORE:]
    return before, after[: _WIDTH - len(before)]
