"""Tags run together: where a tag begins whose ``<`` is gone, perhaps with the ``>`` of the tag before it."""

from __future__ import annotations

import re

from svgguard.svg import vocabulary
from svgguard.syntax.tokens import NAME, QNAME

_START = re.compile(rf"({NAME})\s+({QNAME})\s*=(\s?)")
_END = re.compile(rf"/\s*({NAME})\s*(?:>|\Z)")
_APART = re.compile(rf"(?<![^\s>])(?:{NAME}\s+{QNAME}\s*=|/{NAME}>)")
_LAST_WORD = re.compile(rf"(?<=[^\W_A-Za-z]){NAME}\Z")


def begins_tag(text: str, at: int, inside: str = "") -> bool:
    """True if a tag without its ``<`` begins at `at`: an element and an attribute of its, or an end tag.

    `inside` names the tag being read, one of whose attributes may be called like an element.
    """
    if m := _END.match(text, at):
        return m[1] in vocabulary.elements()
    m = _START.match(text, at)
    if m is None or m[1] not in vocabulary.elements():
        return False
    known = m[2].startswith("xmlns") or m[2] in vocabulary.attributes(m[1])
    return known and not (inside and m[1] in vocabulary.attributes(inside))


def find_lost(text: str, start: int, end: int) -> int:
    """Where in a stretch of character data a tag stands that lost its ``<``; -1 when none does."""
    last = text.rfind(">", start, end)
    if begins_tag(text, start) and (last >= 0 or _is_geometry(text, start)):
        return start
    for m in _APART.finditer(text, start, last + 1 if last >= 0 else start):
        if begins_tag(text, m.start()):
            return m.start()
    return -1


def _is_geometry(text: str, at: int) -> bool:
    """True if what begins a tag at `at` names an element's geometry, so that no closing bracket is wanted as well."""
    m = _START.match(text, at)
    if m is None:
        return True
    return not m[3] and (m[2].startswith("xmlns") or m[2] == "viewBox" or m[2] in vocabulary.geometry(m[1]))


def joined_word(text: str, start: int, end: int, inside: str) -> int:
    """Where in ``200path d=`` the next tag begins, between two offsets; `end` when nothing is joined there."""
    m = _LAST_WORD.search(text, max(start, end - 24), end)
    return m.start() if m and m[0] != inside and begins_tag(text, m.start(), inside) else end
