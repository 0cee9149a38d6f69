"""Whether a document must be resolved before an engine draws it, told from its text at little cost.

Most drawings are plain: attributes, simple selectors, colours as SVG 1.1 has them. They are handed on as they are. A
false alarm costs time and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from svgguard.svg import grammar

_SIGNS = (
    "var(", "calc(", "clamp(", "min(", "max(", "hsl", "hwb(", "lab(", "lch(", "color(", "color-mix", "light-dark",
    "rebeccapurple", "currentcolor", "unset", "initial", "revert", "animate", "<set", ":set", "<discard", "direction",
    "foreignObject", "pathLength", "vector-effect", "polygon(", "circle(", "ellipse(", "inset(", "path(", "rect(",
    "xywh(", "-box",
)  # fmt: skip
"""What engines do not read, or not as browsers do."""
_MOTION = ("animat", "<set", ":set", "<discard")
_UNIT = re.compile(r"\d(?:rem|[sld]?v(?:[wh]|min|max)|ch|deg|turn)(?!\w)")
_UNIT_SIGNS = ("rem", "vw", "vh", "vmin", "vmax", "deg", "turn", *(f"{digit}ch" for digit in range(10)))
_SPACED = re.compile(r"rgba?\((?:[^,()]*\)|[^()]*/)", re.I)
_FONT_SIZE = re.compile(r"font-size\s*[=:]\s*[\"']?\s*(?![\"'\s])(?!inherit)[a-z]")
_STYLE = re.compile(r"style\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SHEET = re.compile(r"<(?:[\w-]{1,40}:)?style\b([^<>]*)(?<!/)>")
_SHEET_END = re.compile(r"</(?:[\w-]{1,40}:)?style\s*>")
_PROPERTY = re.compile(
    r"(?:^|[;{\s])(?:c?[xy]|r[xy]?|d|width|height|transform[-\w]*|translate|rotate|scale|offset[-\w]*|animation[-\w]*"
    r"|background[-\w]*|text-(?:transform|shadow|emphasis)|white-space|mask-image|backdrop-filter|font|all|marker"
    r"|--[-\w]*|-webkit-[-\w]*|color-scheme)\s*:|!",
    re.I,
)
"""Properties that are no presentation attributes of SVG 1.1, and marks of importance."""
_CHAIN = re.compile(r"(?<![-\w.#*])(?:[-\w.#*]++[>\s]++){7}")
"""A selector that an engine may take exponential time for."""
_PAINTED = re.compile(r"(?<![-\w])(?:fill|stroke|color|stop-color|flood-color)\s*:([^;}]*)")
_PAINT_WORDS = frozenset(("none", "inherit", "currentColor", "context-fill", "context-stroke"))
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!\[CDATA\[|\]\]>", re.S)
_VALUE = r"(?:url\(['\"]?#[-\w]+['\"]?\)|rgba?\([\d.,%\s]*\)|[-\w#.%,\s'\"])"
_PLAIN_SHEET = re.compile(rf"\s*(?:[-\w.#*,>\s]++\{{(?:\s*[-\w]+\s*:{_VALUE}*+;?)*+\s*\}}\s*)*+", re.A)


def must_be_resolved(text: str) -> bool:
    """True if a document holds anything that engines are known to misread."""
    if any(sign in text for sign in _SIGNS):
        return True
    if any(sign in text for sign in _UNIT_SIGNS) and _UNIT.search(text):
        return True
    if "rgb" in text and _SPACED.search(text):
        return True
    if "font-size" in text and _FONT_SIZE.search(text):
        return True
    if "style" not in text:
        return False
    if any(_PROPERTY.search(m[1] or m[2] or "") for m in _STYLE.finditer(text)):
        return True
    return any(attributes.strip() or not _is_plain(sheet) for attributes, sheet in _sheets(text))


def _sheets(text: str) -> Iterator[tuple[str, str]]:
    """The attributes and the content of each style sheet."""
    at = 0
    while (begin := _SHEET.search(text, at)) and (end := _SHEET_END.search(text, begin.end())):
        yield begin[1], text[begin.end() : end.start()]
        at = end.end()


def moves(text: str) -> bool:
    """True if a document holds an animation."""
    return any(sign in text for sign in _MOTION)


def _is_plain(sheet: str) -> bool:
    plain = _COMMENT.sub("", sheet)
    if _PLAIN_SHEET.fullmatch(plain) is None or _PROPERTY.search(plain) or _CHAIN.search(plain):
        return False
    return all(_is_paint(m[1].strip()) for m in _PAINTED.finditer(plain))


def _is_paint(value: str) -> bool:
    """True for what browsers take for a paint: another is passed over there, and is black to engines."""
    return value[:1] == "#" or "(" in value or value in _PAINT_WORDS or value.lower() in grammar.named_colours()
