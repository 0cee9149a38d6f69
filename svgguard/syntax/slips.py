"""Slips: whether the names of a start tag and of an end tag that differ were meant to be one name."""

from __future__ import annotations

from difflib import SequenceMatcher

from svgguard.svg import vocabulary

_ALIKE = 0.7
"""How much of two names must be the same for one to be a misspelling of the other."""
_LONG_NAME = 40
"""Names longer than this are not compared letter by letter."""
_INTERCHANGED = ("gradient", "text", "shape")
"""Groups of elements whose names are taken for each other."""


def in_start(start: str, end: str) -> bool:
    """True if an end tag spells an element of SVG, and the start tag means the same and spells none."""
    if start in vocabulary.elements() or end not in vocabulary.elements():
        return False
    return vocabulary.element_aliases().get(start.casefold()) == end or _alike(start, end)


def in_end(end: str, start: str, *, root: bool, lacking: bool) -> bool:
    """True if an end tag means an open element, which may be the `root` or be `lacking` an end tag of its name."""
    if root and end in vocabulary.elements():
        return False
    if end.casefold() == start.casefold():
        return True
    if not lacking:
        return False
    if vocabulary.element_aliases().get(end.casefold()) == start:
        return True
    if end in vocabulary.elements():
        return any({end, start} <= vocabulary.group(group) for group in _INTERCHANGED)
    return _alike(end, start)


def _alike(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _LONG_NAME:
        return False
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= _ALIKE
