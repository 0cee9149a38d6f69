"""Undoing what an answer did to a whole SVG: JSON strings, HTML escapes, data URIs, mail. Each is a list of edits."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from svgguard.types import Edit

_JSON_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"'\\/bfnrt])"
)
_HTML_ESCAPE = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#(\d{2,3})|#[xX]([0-9a-fA-F]{2,3}));")
_HTML_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_HTML_NUMBERED = frozenset("<>&\"'`=/")
_BASE64_URI = re.compile(
    r"data:image/svg\+xml\s*(?:;\s*charset=[\w-]+\s*)?;\s*base64\s*,\s*([A-Za-z0-9+/_\-\s]+={0,2})", re.I
)
_BARE_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=,])(?:PHN2Zy|PD94bWwg)[A-Za-z0-9+/]{30}[A-Za-z0-9+/\s]*={0,2}")
_WIDE = str.maketrans("＜＞", "<>")
_PRINTABLE_ROOT = re.compile(r"<(?:svg:)?svg\b[^<>]*?=3D[\"']")
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2})+|=[ \t]*\r?\n")
_PERCENT_ROOT = re.compile(
    r"(?:data:image/svg\+xml[^,\"'<>\s]*,)?((?:%3C(?:%3F|%21)[^<>]{0,2000})?%3Csvg\b|<svg\b[^<>]*=%22)", re.I
)
_PERCENT_END = re.compile(r"(?:%3C|<)(?:/|%2F)svg(?:%20|\s)*(?:%3E|>)", re.I)

_PERCENT_SIGNS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_FORM_SIGNS = re.compile(r"(?:%[0-9A-Fa-f]{2}|\+)+")

_ROOT_REACH = 10_000
"""How far into an SVG its root tag is looked for."""
_ESCAPED_ROOT = re.compile(r"<(?:svg:)?svg\b[^<>]*?=\s*\\+[\"']")
_PLAIN_ROOT = re.compile(r"<(?:svg:)?svg\b[^<>]*?=\s*[\"']")


def is_json_escaped(text: str) -> bool:
    """True if `text`, which begins at an SVG's first tag, stands inside a program's or JSON's string."""
    if _ESCAPED_ROOT.search(text, 0, _ROOT_REACH):
        return _PLAIN_ROOT.search(text, 0, _ROOT_REACH) is None
    return "\n" not in text and re.search(r">\\n\s*<", text) is not None


def json_edits(text: str) -> list[Edit]:
    """Undo one level of backslash escapes."""
    edits = []
    for m in _JSON_ESCAPE.finditer(text):
        escape = m[0]
        meant = "'" if escape == "\\'" else json.loads(f'"{escape}"')
        edits.append(Edit(m.start(), m.end(), meant))
    return edits


def html_edits(text: str) -> list[Edit]:
    """Undo one level of the escapes that HTML needs for markup shown as text."""
    return list(_html_edits(text))


def _html_edits(text: str) -> Iterator[Edit]:
    for m in _HTML_ESCAPE.finditer(text):
        if m[1]:
            yield Edit(m.start(), m.end(), _HTML_NAMED[m[1]])
        else:
            meant = chr(int(m[2]) if m[2] else int(m[3], 16))
            if meant in _HTML_NUMBERED:
                yield Edit(m.start(), m.end(), meant)


def base64_edits(text: str) -> list[Edit]:
    """Replace each base64 data URI of an SVG by what it holds."""
    return [_decoded(m, m[1]) for m in _BASE64_URI.finditer(text)]


def bare_base64_edits(text: str) -> list[Edit]:
    """Replace what is an SVG in base64 without a word of that by what it holds."""
    return [_decoded(m, m[0].rstrip()) for m in _BARE_BASE64.finditer(text)]


def _decoded(m: re.Match[str], payload: str) -> Edit:
    payload = re.sub(r"\s", "", payload).replace("-", "+").replace("_", "/").rstrip("=")
    # One sign alone begins a byte and holds none.
    payload = payload[: len(payload) - (len(payload) % 4 == 1)]
    held = base64.b64decode(payload + "=" * (-len(payload) % 4)).decode("utf-8", "replace")
    return Edit(m.start(), m.end(), held)


def wide_edits(text: str) -> list[Edit]:
    """Replace full-width angle brackets, as Chinese and Japanese keyboards have them."""
    return [Edit(m.start(), m.end(), m[0].translate(_WIDE)) for m in re.finditer("[＜＞]+", text)]


def is_quoted_printable(text: str) -> bool:
    """True if `text`, which begins at an SVG's first tag, is encoded as mail is (RFC 2045, section 6.7)."""
    return _PRINTABLE_ROOT.search(text, 0, _ROOT_REACH) is not None


def printable_edits(text: str) -> list[Edit]:
    """Undo quoted-printable: signs as their bytes in UTF-8, and lines broken in two."""
    return [Edit(m.start(), m.end(), _bytes(m[0])) for m in _PRINTABLE.finditer(text)]


def _bytes(text: str) -> str:
    return "" if text[-1] == "\n" else bytes.fromhex(text.replace("=", "")).decode("utf-8", "replace")


def percent_edits(text: str) -> list[Edit]:
    """Undo percent-encoding sign by sign, from the first ``<svg`` to the last ``</svg>``, and cut data URIs' heads."""
    begin = _PERCENT_ROOT.search(text)
    if begin is None:
        return []
    end = max((m.end() for m in _PERCENT_END.finditer(text, begin.end())), default=len(text))
    edits = [Edit(begin.start(), begin.start(1), "")] if begin.start() < begin.start(1) else []
    inside = text[begin.start(1) : end]
    # In the encoding of forms a space is a plus; where spaces stand, a plus is one.
    form = "+" in inside and not re.search(r"\s|%20", inside)
    signs = (_FORM_SIGNS if form else _PERCENT_SIGNS).finditer(text, begin.start(1), end)
    return edits + [Edit(m.start(), m.end(), unquote(m[0].replace("+", " "), errors="replace")) for m in signs]


def gutter_edits(text: str, before: str) -> list[Edit]:
    """Take out what stands before every line of a listing a quotation or a patch: its number, ``>`` or ``+``.

    `text` begins after the first line's, which `before` ends with. None unless every line has its own.
    """
    head = _GUTTER.search(before[-80:])
    lines = list(_LINE.finditer(text)) if head else []
    if head is None or len(lines) < _FEWEST_LINES:
        return []
    edits: list[Edit] = []
    for number, m in enumerate(lines, 1):
        mark = str(int(head[2]) + number) + head[3] if head[2] else head[1]
        begin = re.compile(r"[ \t]*").match(text, m.end()).end()  # type: ignore[union-attr]  # always matches
        if not text.startswith(mark, begin):
            return []
        end = begin + len(mark)
        blanks = len(text[end : end + len(head[4])]) - len(text[end : end + len(head[4])].lstrip(" \t"))
        edits.append(Edit(m.end(), end + blanks, ""))
    return edits


_FEWEST_LINES = 3
_LINE = re.compile(r"\n(?=[ \t]*\S)")
_GUTTER = re.compile(r"(?:\A|\n)[ \t]*((\d{1,6})([:.|)]?)|[>+])([ \t]*)\Z")

VIEWS: tuple[tuple[re.Pattern[str], Callable[[str], list[Edit]], str], ...] = (
    (re.compile(r"&(?:amp;){0,2}(?:lt|#60|#x3c);\s*(?:svg\b|\?xml)", re.I), html_edits, "escaped for HTML (&lt;svg)"),
    (re.compile(r"\\u003[cC]\s*(?:svg\b|\?xml)"), json_edits, "escaped as a JSON string (\\u003csvg)"),
    (re.compile(r"data:image/svg\+xml[^,]{0,40};\s*base64\s*,", re.I), base64_edits, "a base64 data URI"),
    (_PERCENT_ROOT, percent_edits, "percent-encoded"),
    (re.compile(r"＜\s*(?:svg\b|\?xml)", re.I), wide_edits, "written with full-width brackets"),
    (_BARE_BASE64, bare_base64_edits, "in base64"),
)
"""How an SVG whose ``<svg`` is not there to be read may be recognised, undone, and called."""
