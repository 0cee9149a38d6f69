"""Flow: HTML laid out as browsers lay out the labels of diagrams, as rectangles and pieces of text.

Blocks below one another, words in lines, rows and columns that are centred; margins, padding, borders and backgrounds.
No floats, no tables with columns, nothing that is positioned (CSS 2.2, sections 8 to 10; Flexbox 1 as far as said).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from lxml import etree
from PIL import ImageFont

from svgguard.rendering.expansion import local_name
from svgguard.rendering.fonts import PINNED
from svgguard.rendering.resolution import values
from svgguard.svg.css import colours, tokens
from svgguard.svg.css.calculation import Units, length
from svgguard.svg.css.colours import Around

_ASCENT, _DESCENT = 0.928, 0.236
"""Of DejaVu Sans, in font sizes."""
_MEASURED = 100
_LONGEST = 1_000
"""Characters of one word that are measured."""
_DEEPEST = 40
_MOST_BLOCKS = 2_000
"""Blocks that are laid out in one document; those that shrink to what they hold are laid out twice."""
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt"
    " u var br".split()
)
_SILENT = frozenset("style script title head template meta link".split())
_SIDES = ("top", "right", "bottom", "left")
_TYPED = {"font-family": "monospace", "font-size": "81.25%"}
_OWN: Mapping[str, Mapping[str, str]] = {
    "b": {"font-weight": "bold"}, "strong": {"font-weight": "bold"},
    "th": {"font-weight": "bold", "text-align": "center"},
    "i": {"font-style": "italic"}, "em": {"font-style": "italic"}, "cite": {"font-style": "italic"},
    "var": {"font-style": "italic"}, "dfn": {"font-style": "italic"}, "u": {"text-decoration": "underline"},
    "ins": {"text-decoration": "underline"}, "s": {"text-decoration": "line-through"},
    "del": {"text-decoration": "line-through"}, "strike": {"text-decoration": "line-through"},
    "small": {"font-size": "smaller"}, "big": {"font-size": "larger"}, "center": {"text-align": "center"},
    "sub": {"font-size": "smaller", "vertical-align": "sub"},
    "sup": {"font-size": "smaller", "vertical-align": "super"},
    "code": _TYPED, "kbd": _TYPED, "samp": _TYPED, "tt": _TYPED,
    "pre": {**_TYPED, "white-space": "pre", "margin": "1em 0"},
    "mark": {"background-color": "#ff0"}, "p": {"margin": "1em 0"}, "body": {"margin": "8px"},
    "h1": {"font-size": "2em", "font-weight": "bold", "margin": ".67em 0"},
    "h2": {"font-size": "1.5em", "font-weight": "bold", "margin": ".83em 0"},
    "h3": {"font-size": "1.17em", "font-weight": "bold", "margin": "1em 0"},
    "h4": {"font-weight": "bold", "margin": "1.33em 0"},
    "h5": {"font-size": ".83em", "font-weight": "bold", "margin": "1.67em 0"},
    "h6": {"font-size": ".67em", "font-weight": "bold", "margin": "2.33em 0"},
    "ul": {"margin": "1em 0", "padding-left": "40px"}, "ol": {"margin": "1em 0", "padding-left": "40px"},
    "blockquote": {"margin": "1em 40px"}, "tr": {"display": "flex"}, "td": {"padding": "1px"},
}  # fmt: skip
"""What browsers say of elements before anyone else does (HTML, section 15.3)."""


@dataclass(frozen=True, slots=True)
class Font:
    """How text looks."""

    size: float = 16.0
    family: str = "sans-serif"
    bold: bool = False
    slanted: bool = False
    colour: str = "#000000"
    decoration: str = ""

    def advance(self, text: str) -> float:
        """How wide a text is."""
        mono = "mono" in self.family.lower() or "courier" in self.family.lower()
        return _advance(text[:_LONGEST], self.bold, mono) * self.size

    @property
    def ascent(self) -> float:
        """What reaches above the baseline, in whole pixels as browsers have it."""
        return float(round(_ASCENT * self.size))

    @property
    def height(self) -> float:
        """From the highest to the lowest, in whole pixels."""
        return self.ascent + round(_DESCENT * self.size)


@lru_cache(maxsize=4096)
def _advance(text: str, bold: bool, mono: bool) -> float:
    """In font sizes, letters being moved together as the font says."""
    return float(_face(2 if mono else 1 if bold else 0).getlength(text)) / _MEASURED


@cache
def _face(number: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(PINNED[number], _MEASURED)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an element of HTML inherits."""

    font: Font = field(default_factory=Font)
    align: str = "left"
    line: str = "normal"
    spaces: str = "normal"
    letters: str = "none"
    root_size: float = 16.0


@dataclass(slots=True)
class Text:
    """A piece of text on its baseline."""

    x: float
    y: float
    text: str
    font: Font


@dataclass(slots=True)
class Panel:
    """A background, or a border."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = "none"
    stroke_width: float = 0.0
    radius: float = 0.0


@dataclass(slots=True)
class Laid:
    """What an element came to, from its upper left corner."""

    width: float
    height: float
    items: list[Text | Panel] = field(default_factory=list)
    above: float = 0.0
    """Margins that are left over."""
    below: float = 0.0

    def moved(self, x: float, y: float) -> Iterator[Text | Panel]:
        """Its pieces somewhere else."""
        for item in self.items:
            yield replace(item, x=item.x + x, y=item.y + y)


@dataclass(slots=True)
class _Word:
    text: str
    font: Font
    space: bool
    """True if a space may stand before it."""
    tall: float = 0.0
    """The height of its line."""
    shift: float = 0.0
    ends: bool = False
    """True if the line ends after it."""
    background: str = ""


class Flow:
    """The layout of what each `foreignObject` of a document holds; `units` are those of the place."""

    def __init__(self, said: Callable[[etree._Element], Mapping[str, str]], units: Units) -> None:
        self._said = said
        self.units = units
        self._left = _MOST_BLOCKS

    def lay(self, element: etree._Element, around: Surroundings, width: float, height: float) -> Laid:
        """What stands in an element, in a box of this size."""
        return self._children(element, around, width, height, 0)

    # --- blocks

    def _style(self, element: etree._Element, around: Surroundings) -> tuple[Mapping[str, str], Surroundings]:
        own = _OWN.get(local_name(element), {})
        said = {**own, **self._said(element)}
        font = around.font
        size = values.font_size(said["font-size"], self.units, font.size) if "font-size" in said else None
        font = replace(font, size=font.size if size is None else size)
        if (weight := said.get("font-weight")) is not None and not values.is_wide(weight):
            font = replace(font, bold=weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600))
        if (style := said.get("font-style")) is not None and not values.is_wide(style):
            font = replace(font, slanted=style.startswith(("italic", "oblique")))
        if (family := said.get("font-family")) is not None and not values.is_wide(family):
            font = replace(font, family=family)
        if (read := colours.read(said.get("color", ""), Around(font.colour))) is not None:
            font = replace(font, colour=str(read))
        if (line := said.get("text-decoration", said.get("text-decoration-line"))) is not None:
            font = replace(font, decoration="" if line.startswith("none") else line.split()[0])
        inner = replace(
            around,
            font=font,
            align=_kept(said.get("text-align"), around.align),
            line=self._line_height(_kept(said.get("line-height"), around.line), font.size),
            spaces=_kept(said.get("white-space"), around.spaces),
            letters=_kept(said.get("text-transform"), around.letters),
        )
        return said, inner

    def _line_height(self, text: str, size: float) -> str:
        """A line height, what is in units being worked out where it is said."""
        if text.endswith(("%", "em", "px", "pt")) and (value := length(text, self._at(size), size)) is not None:
            return f"{value}px"
        return text

    def _at(self, size: float) -> Units:
        return replace(self.units, font_size=size)

    def _block(self, element: etree._Element, around: Surroundings, width: float, height: float, depth: int) -> Laid:
        """A block, with its margins outside; nothing once there have been too many."""
        self._left -= 1
        if self._left < 0:
            return Laid(0.0, 0.0)
        said, inner = self._style(element, around)
        units = self._at(inner.font.size)
        margin = _sides(said, "margin", units, width)
        padding = _sides(said, "padding", units, width)
        border, stroke = _border(said, units, inner.font.colour)
        edges = [p + border for p in padding]
        outer = width - margin[1] - margin[3]
        given = length(said.get("width"), units, width)
        least = 0.0 if said.get("box-sizing") == "border-box" else edges[1] + edges[3]
        if given is not None:
            outer = given + least
        most = length(said.get("max-width"), units, width)
        outer = outer if most is None else min(outer, most + least)
        tall = length(said.get("height"), units, height)
        if tall is not None and said.get("box-sizing") == "border-box":
            tall -= edges[0] + edges[2]
        display = said.get("display", "block")
        room = max(0.0, outer - edges[1] - edges[3])
        if "flex" in display or "grid" in display:
            content = self._flex(element, said, inner, room, tall, depth)
        else:
            content = self._children(element, inner, room, height if tall is None else tall, depth + 1)
        if given is None and display in ("table", "table-cell", "inline-block", "inline-flex", "fit-content"):
            shrunk = min(room, _natural(content))
            if shrunk < room:
                room = shrunk
                outer = room + edges[1] + edges[3]
                if "flex" not in display:
                    content = self._children(element, inner, room + 0.01, height, depth + 1)
        high = max(content.height if tall is None else tall, length(said.get("min-height"), units, height) or 0.0)
        down = 0.0
        if display == "table-cell" and said.get("vertical-align") == "middle":
            down = max(0.0, (high - content.height) / 2)
        closed = any((edges[0], tall is not None and tall > 0))
        above = margin[0] if closed else max(margin[0], content.above)
        below = margin[2] if edges[2] or tall is not None else max(margin[2], content.below)
        down += content.above if closed else 0.0
        high += (content.above if closed else 0.0) + (content.below if edges[2] and tall is None else 0.0)
        laid = Laid(outer + margin[1] + margin[3], high + edges[0] + edges[2], [], above, below)
        fill = colours.read(said.get("background-color", ""), Around(inner.font.colour))
        left = margin[3]
        if said.get("margin-left") == "auto" or (said.get("margin", "").split() or [""])[-1] == "auto":
            left = max(0.0, (width - outer) / 2)
        if (fill is not None and fill.alpha > 0) or border:
            radius = length(said.get("border-radius"), units, outer) or 0.0
            half = border / 2
            laid.items.append(
                Panel(left + half, half, max(0.0, outer - border), max(0.0, laid.height - border),
                      "none" if fill is None else str(fill), stroke if border else "none", border, radius)
            )  # fmt: skip
        laid.items += content.moved(left + edges[3], edges[0] + down)
        return laid

    def _children(self, element: etree._Element, around: Surroundings, width: float, height: float, depth: int) -> Laid:
        """Blocks below one another, what stands between them in lines."""
        laid = Laid(0.0, 0.0)
        words: list[_Word] = []
        hanging, first = 0.0, True

        def flush() -> None:
            nonlocal hanging, first
            if not words:
                return
            lines = self._lines(words, around, width)
            words.clear()
            if lines.height:
                laid.height += hanging
                hanging, first = 0.0, False
                laid.items += lines.moved(0.0, laid.height)
                laid.height += lines.height
                laid.width = max(laid.width, lines.width)

        self._words(element.text, around, words)
        number = 0
        for child in element.iterchildren(etree.Element):
            name = local_name(child)
            if self._is_inline(child, name):
                self._inline(child, around, words, 0.0, depth)
            elif name not in _SILENT and depth < _DEEPEST and self._is_html(child, name):
                flush()
                number += name == "li"
                inner = self._block(child, around, width, height, depth + 1)
                if name == "li":
                    mark = "•" if local_name(element) != "ol" else f"{number}."
                    font = around.font
                    inner.items.append(
                        Text(-font.advance(mark) - 0.5 * font.size, self._first_line(around), mark, font)
                    )
                gap = max(hanging, inner.above)
                if first:
                    laid.above, gap, first = inner.above, 0.0, False
                laid.height += gap
                laid.items += inner.moved(0.0, laid.height)
                laid.height += inner.height
                laid.width = max(laid.width, inner.width)
                hanging = inner.below
            self._words(child.tail, around, words)
        flush()
        laid.below = hanging
        return laid

    def _first_line(self, around: Surroundings) -> float:
        return (self._tall(around) - around.font.height) / 2 + around.font.ascent

    def _flex(
        self,
        element: etree._Element,
        said: Mapping[str, str],
        inner: Surroundings,
        width: float,
        height: float | None,
        depth: int,
    ) -> Laid:
        """Children beside or below one another, placed as the box says."""
        column = said.get("flex-direction", "row").startswith("column")
        parts: list[Laid] = []
        pieces: list[_Word] = []
        self._words(element.text, inner, pieces)
        if pieces:
            parts.append(self._lines(pieces, inner, width))
        for child in element.iterchildren(etree.Element):
            name = local_name(child)
            if name not in _SILENT and depth < _DEEPEST and self._is_html(child, name):
                laid = self._block(
                    child, replace(inner, align="left" if not column else inner.align), width, height or 0.0, depth + 1
                )
                natural = min(laid.width, _natural(laid))
                if not column and natural < laid.width:
                    laid = self._block(child, inner, natural + 0.01, height or 0.0, depth + 1)
                parts.append(laid)
            tail: list[_Word] = []
            self._words(child.tail, inner, tail)
            if tail:
                parts.append(self._lines(tail, inner, width))
        gap = length(said.get("gap", "0").split()[0], self._at(inner.font.size), width) or 0.0
        along = [part.height + part.above + part.below if column else part.width for part in parts]
        used = sum(along) + gap * max(0, len(parts) - 1)
        tallest = max((part.height + part.above + part.below for part in parts), default=0.0)
        total = Laid(width, used if column else tallest)
        room = (height if height is not None else total.height) if column else width
        free = room - used
        justify, align = (_plain(said.get(name, "")) for name in ("justify-content", "align-items"))
        at = free / 2 if justify == "center" else free if justify in ("end", "flex-end") else 0.0
        between = free / (len(parts) - 1) if justify == "space-between" and len(parts) > 1 else 0.0
        if justify in ("space-around", "space-evenly") and parts:
            between = free / (len(parts) + (justify == "space-evenly"))
            at = between if justify == "space-evenly" else between / 2
        for part, size in zip(parts, along, strict=True):
            across = width if column else (height if height is not None else total.height)
            own = part.width if column else part.height + part.above + part.below
            shift = (across - own) / 2 if align == "center" else across - own if align in ("end", "flex-end") else 0.0
            x, y = (shift, at) if column else (at, shift)
            total.items += part.moved(x, y + part.above)
            at += size + gap + between
        return total

    # --- lines

    def _is_inline(self, element: etree._Element, name: str) -> bool:
        display = self._said(element).get("display", "")
        if display.startswith("inline"):
            return not any(p.startswith(("padding", "background", "border")) for p in self._said(element))
        return name in _INLINE and display in ("", "contents")

    def _is_html(self, element: etree._Element, name: str) -> bool:
        """True for what can be laid out."""
        if str(element.tag).startswith("{http://www.w3.org/2000/svg}") or name in (
            "img", "input", "video", "canvas", "iframe", "textarea", "select", "object", "math", "audio", "progress",
        ):  # fmt: skip
            return False
        return self._said(element).get("display") != "none"

    def _inline(
        self, element: etree._Element, around: Surroundings, words: list[_Word], shift: float, depth: int
    ) -> None:
        name = local_name(element)
        said, inner = self._style(element, around)
        if said.get("display") == "none" or depth > _DEEPEST:
            return
        if name == "br":
            words.append(_Word("", around.font, space=False, ends=True))
            return
        raised = {"sub": -0.2, "super": 0.35}.get(said.get("vertical-align", ""), 0.0) * around.font.size
        begin = len(words)
        self._words(element.text, inner, words, shift + raised)
        for child in element.iterchildren(etree.Element):
            if self._is_html(child, local_name(child)):
                block = not self._is_inline(child, local_name(child))
                if block and words and not words[-1].ends:
                    words[-1].ends = True
                self._inline(child, inner, words, shift + raised, depth + 1)
                if block and words:
                    words[-1].ends = True
            self._words(child.tail, inner, words, shift + raised)
        background = colours.read(said.get("background-color", ""))
        if background is not None and background.alpha > 0:
            for word in words[begin:]:
                word.background = str(background)

    def _words(self, text: str | None, around: Surroundings, words: list[_Word], shift: float = 0.0) -> None:
        """The words of a piece of text."""
        if not text:
            return
        written = {"uppercase": text.upper, "lowercase": text.lower, "capitalize": text.title}.get(
            around.letters, text.__str__
        )()
        if around.spaces in ("pre", "pre-wrap", "break-spaces", "pre-line"):
            for number, line in enumerate(written.split("\n")):
                if number:
                    words.append(_Word("", around.font, space=False, ends=True))
                if line:
                    words.append(_Word(line, around.font, space=False, tall=self._tall(around), shift=shift))
            return
        pieces = written.split()
        if not pieces:
            if words:
                words.append(_Word("", around.font, space=True, shift=shift))
            return
        spaced = written[:1].isspace()
        for piece in pieces:
            words.append(_Word(piece, around.font, space=spaced, tall=self._tall(around), shift=shift))
            spaced = True
        if written[-1:].isspace():
            words.append(_Word("", around.font, space=True, shift=shift))

    def _tall(self, around: Surroundings) -> float:
        """The height of a line."""
        size = around.font.size
        if around.line == "normal":
            return around.font.height
        found = length(around.line, self._at(size), size)
        if found is None:
            return around.font.height
        return found * size if around.line.replace(".", "").isdigit() else found

    def _lines(self, words: Sequence[_Word], around: Surroundings, width: float) -> Laid:
        """Words in lines of this width."""
        laid = Laid(0.0, 0.0)
        line: list[_Word] = []
        used, pending = 0.0, False
        wraps = around.spaces not in ("nowrap", "pre")

        def end(*, empty: bool = False) -> None:
            nonlocal used, pending
            if line or empty:
                self._line(line, around, width, used, laid)
            line.clear()
            used, pending = 0.0, False

        for word in words:
            pending = pending or word.space
            if word.ends and not word.text:
                end(empty=True)
                continue
            if not word.text:
                continue
            space = word.font.advance(" ") if pending and line else 0.0
            own = word.font.advance(word.text)
            if wraps and line and space and used + space + own > width + 0.02:
                end()
                space = 0.0
            line.append(replace(word, space=space > 0))
            used += space + own
            pending = False
            if word.ends:
                end()
        end()
        return laid

    def _line(self, line: Sequence[_Word], around: Surroundings, width: float, used: float, laid: Laid) -> None:
        fonts = [(self._tall(around), around.font), *((word.tall, word.font) for word in line if not word.shift)]
        above = max((tall - font.height) / 2 + font.ascent for tall, font in fonts)
        below = max((tall + font.height) / 2 - font.ascent for tall, font in fonts)
        tall, base = above + below, laid.height + above
        free = width - used
        at = {"center": free / 2, "right": free, "end": free}.get(around.align, 0.0)
        if around.align != "left" and free < 0:
            at = 0.0
        runs: list[Text] = []
        behind: list[Panel] = []
        for word in line:
            space = word.font.advance(" ") if word.space else 0.0
            own = word.font.advance(word.text)
            if word.background:
                top = base - word.font.ascent
                behind.append(Panel(at + space, top, own, word.font.height, word.background))
            last = runs[-1] if runs else None
            if last is not None and last.font == word.font and last.y == base - word.shift:
                last.text += (" " if word.space else "") + word.text
            else:
                runs.append(Text(at + space, base - word.shift, word.text, word.font))
            at += space + own
        laid.items += [*behind, *runs]
        laid.height += tall
        laid.width = max(laid.width, used)


def _kept(value: str | None, otherwise: str) -> str:
    return otherwise if value is None or values.is_wide(value) else value.strip().lower()


def _plain(value: str) -> str:
    return value.lower().replace("unsafe", "").replace("safe", "").strip()


def _natural(laid: Laid) -> float:
    """How wide the content of a box is by itself."""
    ends = [item.x + (item.font.advance(item.text) if isinstance(item, Text) else 0.0) for item in laid.items]
    begins = [item.x for item in laid.items if isinstance(item, Text)]
    return max(ends, default=0.0) - min([*begins, max(ends, default=0.0)])


def _sides(said: Mapping[str, str], name: str, units: Units, whole: float) -> list[float]:
    """Top, right, bottom and left of margins or padding."""
    words = [tokens.written(word) for word in tokens.words(tokens.read(said.get(name, "0")))] or ["0"]
    four = [words[0], words[1 % len(words)] if len(words) > 1 else words[0], words[2] if len(words) > 2 else words[0],
            words[3] if len(words) > 3 else words[1] if len(words) > 1 else words[0]]  # fmt: skip
    return [
        length(said.get(f"{name}-{side}", one), units, whole) or 0.0 for side, one in zip(_SIDES, four, strict=True)
    ]


def _border(said: Mapping[str, str], units: Units, current: str) -> tuple[float, str]:
    """Width and colour of a border that is the same on all sides."""
    words = tokens.significant(tokens.read(said.get("border", "")))
    drawn = any(tokens.is_word(word, style) for word in words for style in ("solid", "dashed", "dotted", "double"))
    if not drawn:
        return 0.0, "none"
    widths = [
        value
        for word in words
        if word.type in ("dimension", "number") and (value := length(word.serialize(), units, 0.0))
    ]
    colour = next((found for word in words if (found := colours.read(word, Around(current))) is not None), None)
    return (widths[0] if widths else 3.0), (current if colour is None else str(colour))
