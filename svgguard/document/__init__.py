"""`Document`: strict XML, read by libxml2 with everything dangerous off. The only thing that can be rendered.

No DTD is loaded, no entity expanded into content, no network touched; size, element count and depth are limited. A
clean text is parsed here once and never tokenised; positions are worked out only when a rule has found something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.text.encoding import declared, is_known
from svgguard.types import Limits

if TYPE_CHECKING:
    from svgguard.syntax import Attribute, Token

_RAW_UNIT = re.compile(r"&[^;]*;|\r\n|.", re.S)
_OWN_ENTITY = re.compile(r"&(?!#|(?:amp|lt|gt|quot|apos);)")
_EMBEDDED = re.compile(r"base64,[A-Za-z0-9+/=\s]*+")
_ROOT = f"{{{SVG_NAMESPACE}}}svg"


class Refusal(StrEnum):
    """Why a text may be no `Document`; the value is the name of the rule."""

    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY_ELEMENTS = "too-many-elements"
    TOO_MANY_ATTRIBUTES = "too-many-attributes"
    NOT_WELL_FORMED = "not-well-formed"
    MISSING_NAMESPACE = "missing-namespace"
    WRONG_NAMESPACE = "wrong-namespace"


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a text is no `Document`."""

    rule: Refusal
    message: str
    offset: int = 0
    wellformed: bool = False
    """True if the text is well-formed all the same."""
    final: bool = False
    """True if the text is too large to be read in any other way."""


class Document:
    """A well-formed text whose root is an ``svg`` element in the SVG namespace."""

    def __init__(self, text: str, root: etree._Element, limits: Limits) -> None:
        self.text = text
        self.root = root
        self.limits = limits
        """What it was held to."""
        self._tags: dict[etree._Element, Token] = {}
        self._places: dict[int, list[int] | None] = {}
        """Where each character of a value is written, by where the value begins; None where no escape is in it."""

    @cached_property
    def _starts(self) -> dict[etree._Element, int]:
        from svgguard.syntax.wellformed import starts

        return dict(zip(self.root.iter(etree.Element), starts(self.text), strict=True))

    def start_tag(self, element: etree._Element) -> Token:
        """The start tag of an element of this document; positions are worked out only when asked for."""
        from svgguard.syntax.wellformed import start_tag

        if element not in self._tags:
            self._tags[element] = start_tag(self.text, self._starts[element])
        return self._tags[element]

    @cached_property
    def _ends(self) -> dict[int, Token]:
        from svgguard.syntax.wellformed import ends

        return ends(self.text)

    def end_tag(self, element: etree._Element) -> Token | None:
        """Its end tag; None when it is written ``<x/>``."""
        start = self.start_tag(element)
        return None if start.empty else self._ends[start.start]

    def after(self, element: etree._Element) -> int:
        """The offset behind an element."""
        return (self.end_tag(element) or self.start_tag(element)).end

    def attribute(self, element: etree._Element, name: str) -> Attribute:
        """An attribute of an element as it stands in the text; `name` as written or, in XLink, with ``xlink:``."""
        attributes = self.start_tag(element).attributes
        local = name.rpartition(":")[2]
        exact = next((a for a in attributes if a.name == name), None)
        return exact or next(a for a in attributes if a.name.rpartition(":")[2] == local)

    def abbreviates(self, element: etree._Element, name: str) -> bool:
        """True if an entity of the document's own stands in an attribute: pieces of its value have no place then."""
        return "<!ENTITY" in self.text and bool(_OWN_ENTITY.search(self.attribute(element, name).value))

    def value_span(self, element: etree._Element, name: str, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text of a piece of an attribute's decoded value."""
        attribute = self.attribute(element, name)
        begin = attribute.value_start
        if begin not in self._places:
            self._places[begin] = _places(attribute.value)
        places = self._places[begin]
        return (begin + start, begin + end) if places is None else (begin + places[start], begin + places[end])


def _places(raw: str) -> list[int] | None:
    """The offset of each character of a value in how it is written; None where they are the same."""
    if "&" not in raw and "\r\n" not in raw:
        return None
    # Each unit of a well-formed raw value decodes to one character.
    return [*(m.start() for m in _RAW_UNIT.finditer(raw)), len(raw)]


def read(text: str, limits: Limits) -> Document | Defect:
    """`text` as a `Document`, or why it is not one."""
    found = _read(text, limits)
    if isinstance(found, Document) or found.wellformed:
        return found
    return replace(found, final=found.final or found.rule is Refusal.TOO_LARGE or len(text) > limits.broken)


def _embedded(text: str, limits: Limits) -> int:
    """How many of the characters are data in base64, up to the limit for them."""
    if len(text) > limits.largest:
        return 0
    return min(limits.embedded, sum(m.end() - m.start() for m in _EMBEDDED.finditer(text)))


def _read(text: str, limits: Limits) -> Document | Defect:
    if len(text) > limits.characters and len(text) - _embedded(text, limits) > limits.characters:
        return Defect(Refusal.TOO_LARGE, f"{len(text):,} characters, more than the {limits.characters:,} allowed")
    # No element is written with fewer than one <, and few with more than three.
    if text.count("<") > 3 * limits.elements:
        return Defect(Refusal.TOO_MANY_ELEMENTS, f"more than the {limits.elements:,} elements allowed")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        return Defect(Refusal.NOT_WELL_FORMED, "a lone surrogate is no character", error.start)
    if (encoding := declared(text)) is not None and not is_known(encoding):
        return Defect(Refusal.NOT_WELL_FORMED, f"{encoding} is no encoding")
    # libxml2 lifts its guard against entity expansion together with its limit on long values.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree="<!ENTITY" not in text
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in (error.msg or ""):
            return Defect(Refusal.TOO_DEEP, f"elements nested more than {limits.depth} deep")
        if len(text) > limits.broken:
            most = f"more than the {limits.broken:,} allowed of a text that is not well-formed"
            return Defect(Refusal.TOO_LARGE, f"{len(text):,} characters, {most}")
        if (marks := text.count("<") + text.count("&")) > limits.markup:
            most = f"more than the {limits.markup:,} allowed of a text that is not well-formed"
            return Defect(Refusal.TOO_MANY_ELEMENTS, f"{marks:,} tags and references, {most}", final=True)
        line, column = error.position
        return Defect(
            Refusal.NOT_WELL_FORMED, (error.msg or "not well-formed").split(", line ")[0], _offset(text, line, column)
        )
    except (ValueError, MemoryError, AssertionError) as error:
        return Defect(Refusal.NOT_WELL_FORMED, str(error) or "not well-formed")
    if root.tag != _ROOT:
        name = etree.QName(root)
        if name.localname != "svg":
            return Defect(Refusal.NOT_WELL_FORMED, f"the root element is <{name.localname}>, not <svg>")
        rule = Refusal.WRONG_NAMESPACE if name.namespace else Refusal.MISSING_NAMESPACE
        return Defect(rule, "the root is not in the SVG namespace", wellformed=True)
    return _limited(text, root, limits)


def _limited(text: str, root: etree._Element, limits: Limits) -> Document | Defect:
    # An element takes at least four characters, so a short text need not be counted.
    if len(text) > 4 * limits.elements:
        count = sum(1 for _ in root.iter(etree.Element))
        if count > limits.elements:
            return Defect(Refusal.TOO_MANY_ELEMENTS, f"{count:,} elements, more than the {limits.elements:,} allowed")
    # Beyond that many attributes of one element lxml takes time quadratic in their number.
    if text.count("=") > limits.attributes and _crowded(limits.attributes)(root):
        return Defect(Refusal.TOO_MANY_ATTRIBUTES, f"an element with more than {limits.attributes:,} attributes")
    if len(text) > 7 * limits.depth and _deeper_than(limits.depth)(root):
        return Defect(Refusal.TOO_DEEP, f"elements nested more than {limits.depth} deep")
    return Document(text, root, limits)


@lru_cache(4)
def _crowded(most: int) -> etree.XPath:
    return etree.XPath(f"boolean(//@*[position() = {most + 1}])")


@lru_cache(4)
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * (depth + 1)})")


def _offset(text: str, line: int, column: int) -> int:
    """The offset of libxml2's 1-based line and column (which counts bytes of UTF-8, so it may lie a little right)."""
    at = 0
    for _ in range(line - 1):
        following = text.find("\n", at)
        if following < 0:
            break
        at = following + 1
    return min(at + max(0, column - 1), len(text))
