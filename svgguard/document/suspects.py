"""Suspects: attributes, names and references that a rule may find fault with, and where they stand in the text.

The survey collects them; each makes the findings of the rules that judge it, with edits as small as can be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from lxml import etree

from svgguard.document import Document
from svgguard.svg.grammar import ValueKind
from svgguard.types import Edit, Finding, Repair, Safety

SuspectKind: TypeAlias = ValueKind | Literal["property", "script", "unknown"]
"""The grammar that rejects a value; a misspelt name in a style attribute; a handler; an attribute SVG does not have."""

_ENDS = str.maketrans("\t\r\n", "   ")
_ESCAPES = {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\n": "&#10;"}


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """An attribute, or a property in a style attribute, that the vocabulary or a grammar rejects."""

    document: Document
    element: etree._Element
    attribute: str
    """The attribute it stands in, with its prefix."""
    name: str
    """The attribute or property itself."""
    value: str
    """Its value, decoded."""
    grammar: SuspectKind
    offset: int = 0
    """Where in the attribute's value a property's value begins."""

    @property
    def element_name(self) -> str:
        """The element's name, without namespace."""
        return local_name(self.element)

    @property
    def raw(self) -> str:
        """The value as it is written, where that differs by ends of lines alone."""
        start, end = self.document.value_span(self.element, self.attribute, self.offset, self.offset + len(self.value))
        written = self.document.text[start:end]
        return written if "\n" in written and written.translate(_ENDS) == self.value else self.value

    def finding(self, message: str, value: str | None, safety: Safety = Safety.SAFE, how: str = "") -> Finding:
        """A finding on the value, whose repair makes it `value`; None for no repair."""
        start, end = self.document.value_span(self.element, self.attribute, self.offset, self.offset + len(self.value))
        if value is None:
            return Finding(start, end, message)
        edit = _smallest(self, start, end, value)
        return Finding(start, end, message, Repair((edit,), safety, how))

    def cut_short(self, message: str, value: str | None, safety: Safety) -> Finding:
        """As `finding`, on a list that a viewer reads up to its first wrong place: from there to the end."""
        whole = self.finding(message, value, safety)
        if whole.repair is None:
            return whole
        return replace(whole, start=whole.repair.edits[0].start)

    def unrepaired(self, message: str) -> Finding:
        """A finding on the attribute's name, without a repair."""
        at = self.document.attribute(self.element, self.attribute)
        return Finding(at.start, at.name_end, message)

    def renamed(self, message: str, name: str, safety: Safety = Safety.SAFE, how: str = "") -> Finding:
        """A finding on the attribute's name, whose repair makes it `name`."""
        at = self.document.attribute(self.element, self.attribute)
        edit = Edit(at.start, at.name_end, name)
        return Finding(at.start, at.name_end, message, Repair((edit,), safety, how or f"renamed to {name}"))

    def removed(self, message: str, safety: Safety = Safety.UNSAFE, how: str = "") -> Finding:
        """A finding on the whole attribute, whose repair deletes it with the white space before it."""
        at = self.document.attribute(self.element, self.attribute)
        start = at.start
        while self.document.text[start - 1].isspace():
            start -= 1
        return Finding(at.start, at.end, message, Repair((Edit(start, at.end, ""),), safety, how or "it is deleted"))


def _smallest(suspect: Suspect, start: int, end: int, value: str) -> Edit:
    """An edit that changes no more of the raw value than differs, and escapes what an attribute may not hold."""
    old = suspect.document.text[start:end]
    new = "".join(_ESCAPES.get(c, c) for c in value) if old == suspect.value or "&" in old else value
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Edit(start + head, end - tail, new[head : len(new) - tail])


def renamed(
    document: Document, element: etree._Element, name: str, message: str, safety: Safety, how: str = ""
) -> Finding:
    """A finding on an element's name, whose repair makes it `name` in both tags."""
    start, end = document.start_tag(element), document.end_tag(element)
    tags = [start] if end is None else [start, end]
    edits = tuple(Edit(tag.name_start, tag.name_end, name) for tag in tags)
    return Finding(start.name_start, start.name_end, message, Repair(edits, safety, how or f"renamed to {name}"))


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A pointer from an element to another, by id, or out of the document."""

    element: etree._Element
    attribute: str
    target: str
    start: int
    """Where the target stands in the attribute's value."""

    def span(self, document: Document) -> tuple[int, int]:
        """Offsets of the target in the text."""
        return document.value_span(self.element, self.attribute, self.start, self.start + len(self.target))
