"""The audit: one walk over a document for all that a policy does not let through, and all that runs or fetches.

Nothing is looked for: what is not listed is told. Without a policy only that is told which may run or fetch something,
as a warning, and the first of each kind of what a policy would take out and is harmless, as an info. Under a policy
everything that is not listed has edits that take it out, and they are ordered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, cast

from lxml import etree

from svgguard.document import Document
from svgguard.guard.sanitising import css
from svgguard.guard.sanitising.address import AddressKind, is_raster, kind_of
from svgguard.guard.sanitising.allowance import Allowance, allowance, page
from svgguard.guard.sanitising.concern import Concern
from svgguard.guard.sanitising.css import CssForm, Removal
from svgguard.guard.sanitising.faults import UntrustedFault
from svgguard.guard.sanitising.markup import judged
from svgguard.guard.sanitising.places import Places
from svgguard.svg import vocabulary
from svgguard.svg.vocabulary import SVG_NAMESPACE, XLINK_NAMESPACE
from svgguard.text import edits
from svgguard.types import Edit, Finding, Policy, Repair, Safety, Sanitise, Severity

if TYPE_CHECKING:
    from svgguard.syntax import Attribute

_CLARK = f"{{{SVG_NAMESPACE}}}"
_XLINK = f"{{{XLINK_NAMESPACE}}}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_HANDLER = re.compile(r"on[a-z]+", re.I)
_WRITTEN = frozenset(("to", "from", "by", "values"))
_SHOWS_DATA = frozenset((f"{_CLARK}image", f"{_CLARK}feImage"))
_NOTHING_WITHOUT = frozenset((f"{_CLARK}image", f"{_CLARK}use"))
"""Elements that draw nothing once their address is gone."""
_TEXT_ONLY = frozenset(("title", "desc", "style"))
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_WRAPPED = re.compile(r"(?i:url)\(\s*[\"']?#([^\s\"')]+)[\"']?\s*\)")
_MEANS_NOTHING = frozenset(("href", "style", "id", "xml:base"))
"""Attributes that no animation may write."""

Told = Iterator[tuple[UntrustedFault, Finding]]


def audit(document: Document, policy: Policy) -> Told:
    """What is untrusted in a document, in the order of its parts."""
    told: set[UntrustedFault] = set()
    for fault, finding in _Audit(document, policy).everything():
        if finding.ordered or finding.severity is Severity.WARNING:
            yield fault, finding
        elif finding.severity is Severity.INFO and fault not in told:
            told.add(fault)
            yield fault, finding


class _Audit:
    """One document under one policy."""

    def __init__(self, document: Document, policy: Policy) -> None:
        self.document = document
        self.text = document.text
        self.places = Places(document)
        self.orders = policy.sanitises
        self.links = policy.links and policy.sanitise is Sanitise.WEB
        self.lists = allowance(cast(Sanitise, policy.sanitise) if self.orders else Sanitise.WEB)
        self.going: dict[etree._Element, Edit] = {}
        """Elements that are taken out, with the edit that does it, and all that they hold."""
        self.read = 0
        """Characters of CSS read token by token."""

    def everything(self) -> Told:
        """What is told of the document's elements, and of what stands between them."""
        if "<!" in self.text or "<?" in self.text:
            for concern, piece, replacement in judged(self.places, orders=self.orders):
                yield self.finding(concern, piece.start, piece.end, Edit(piece.start, piece.end, replacement))
        for element in self.document.root.iter(etree.Element):
            yield from self.element(element)

    def finding(self, concern: Concern, start: int, end: int, *edits: Edit) -> tuple[UntrustedFault, Finding]:
        """A finding with the edits that take out what it is about."""
        repair = Repair(edits, Safety.UNSAFE, "it is deleted" if not any(e.replacement for e in edits) else "")
        wanted = self.orders or (concern.offered and edits)
        severity = concern.severity or (Severity.INFO if self.orders else None)
        finding = Finding(start, end, concern.message, repair if wanted else None, ordered=self.orders)
        return concern.fault, replace(finding, severity=severity)

    def element(self, element: etree._Element) -> Told:
        """What is told of one element and of its attributes."""
        tag = str(element.tag)
        name = tag.removeprefix(_CLARK)
        known = name != tag and name in vocabulary.elements()
        parent = element.getparent()
        if self.going and parent is not None and parent in self.going:
            self.going[element] = self.going[parent]
        concern = self.concern(element, name, known=known)
        if concern is not None and self.tells(concern):
            yield self.removed(element, concern)
        plain, styling = _attributes(name, self.lists) if known else (frozenset[str](), frozenset[str]())
        for attribute, value in cast(list[tuple[str, str]], element.items()):
            if attribute in plain or (attribute in styling and "(" not in value and "\\" not in value):
                continue
            yield from self.attribute(element, name, attribute, value, known=known)
        if name.rpartition("}")[2].lower() == "style":
            yield from self.sheet(element)

    def tells(self, concern: Concern) -> bool:
        """True if anything is said of it: only then is its place worked out."""
        return self.orders or concern.severity is not None

    def concern(self, element: etree._Element, name: str, *, known: bool) -> Concern | None:
        """Why an element may not stay."""
        local = name.rpartition("}")[2]
        html = name.startswith(_XHTML) or element.prefix is None
        if local.lower() in ("script", "handler"):
            return Concern(
                UntrustedFault.SCRIPT, Severity.WARNING, "a script runs where the file is opened as a page", True
            )
        if local.lower() in page().active and html and not (known and local == "image"):
            message = f"<{local}> runs or loads what it names where a page reads it"
            return Concern(UntrustedFault.FOREIGN_CONTENT, Severity.WARNING, message)
        if not known:
            if str(element.tag).startswith(_CLARK):
                return Concern(UntrustedFault.NOT_LISTED, None, f"<{local}> is not listed")
            return Concern(UntrustedFault.FOREIGN_CONTENT, Severity.INFO, f"<{local}> is not SVG")
        if local == "foreignObject":
            return Concern(UntrustedFault.FOREIGN_CONTENT, Severity.INFO, "what it holds is not SVG")
        if local in vocabulary.group("animation"):
            if self.stays(element, local):
                return None
            return Concern(UntrustedFault.ANIMATION, None, f"<{local}> moves what is drawn")
        if local not in self.lists.elements:
            return Concern(UntrustedFault.NOT_LISTED, Severity.INFO, f"<{local}> is not listed")
        parent = element.getparent()
        if self.orders and parent is not None and str(parent.tag).removeprefix(_CLARK) in _TEXT_ONLY:
            return Concern(UntrustedFault.NOT_LISTED, None, "a page reads what stands there as HTML")
        return None

    def stays(self, element: etree._Element, local: str) -> bool:
        """True if a policy lets an animation through."""
        if not self.orders or local not in self.lists.elements:
            return False
        target = element.get("attributeName", "").strip().removeprefix("xlink:")
        return not target or (
            target in vocabulary.every_attribute()
            and target not in self.lists.barred
            and target not in _MEANS_NOTHING | page().addresses
            and not target.startswith("xml:")
        )

    def removed(self, element: etree._Element, concern: Concern) -> tuple[UntrustedFault, Finding]:
        """The finding on an element that is to go with all it holds."""
        span = self.places.span(element)
        if element not in self.going and element is not self.document.root:
            self.going[element] = Edit(*self.places.whole(element), "")
        edit = self.going.get(element)
        if not self.orders:
            del self.going[element]
        return self.finding(concern, span.start, span.inner, *([edit] if edit else []))

    def attribute(self, element: etree._Element, name: str, attribute: str, value: str, *, known: bool) -> Told:
        """What is told of one attribute."""
        concern = self.worry(element, name, attribute, value, known=known)
        if concern is None or not self.tells(concern):
            return
        written = self.written(element, attribute)
        if written is None:
            # A default that the document type gives: it is told of there.
            return
        begin = written.start
        while self.text[begin - 1].isspace():
            begin -= 1
        if self.orders and element.tag in _NOTHING_WITHOUT and attribute.rpartition("}")[2] == "href":
            self.going.setdefault(element, Edit(*self.places.whole(element), ""))
        edit = self.going.get(element) or Edit(begin, written.end, "")
        if concern.fault is UntrustedFault.EXTERNAL_REFERENCE:
            yield self.finding(concern, written.value_start, written.value_end, edit)
        else:
            yield self.finding(concern, written.start, written.end, edit)

    def written(self, element: etree._Element, attribute: str) -> Attribute | None:
        """Where an attribute stands, by its name as libxml2 gives it; None when it does not."""
        space, _, local = attribute[1:].rpartition("}") if attribute[0] == "{" else ("", "", attribute)
        prefixes = {prefix for prefix, name in element.nsmap.items() if prefix and name == space} | (
            {"xml"} if f"{{{space}}}" == _XML else set()
        )
        names = {f"{prefix}:{local}" for prefix in prefixes} if space else {local}
        return next((a for a in self.document.start_tag(element).attributes if a.name in names), None)

    def worry(self, element: etree._Element, name: str, attribute: str, value: str, *, known: bool) -> Concern | None:
        """Why an attribute may not stay."""
        local = attribute.rpartition("}")[2].lower()
        plain = attribute[0] != "{"
        if plain and _HANDLER.fullmatch(attribute):
            return Concern(UntrustedFault.EVENT_HANDLER, Severity.WARNING, f"{attribute} is a script", True)
        if local == "href":
            if concern := self.link(element, name, attribute, value):
                return concern
        elif plain and local in page().addresses:
            if concern := _fetched(attribute, value):
                return concern
        elif attribute == f"{_XML}base" and kind_of(value) is not AddressKind.LOCAL:
            return _fetched("xml:base", value)
        elif plain and local == "style":
            if concern := self.css(value, CssForm.DECLARATIONS):
                return concern
        elif known and (local in _WRITTEN or local == "attributename") and name in vocabulary.group("animation"):
            if concern := self.motion(element, attribute, value):
                return concern
        elif plain and not known and not self.harmless(element, local):
            message = f"{attribute} may name what a page loads"
            return Concern(UntrustedFault.FOREIGN_CONTENT, Severity.WARNING, message)
        elif local in vocabulary.presentation() and (concern := self.css(value, CssForm.VALUE)):
            return concern
        return self.unlisted(name, attribute) if self.orders and known else None

    def harmless(self, element: etree._Element, local: str) -> bool:
        """True if an attribute of an element that is not SVG's does nothing, whatever reads it."""
        tag = str(element.tag)
        html = tag.startswith(_XHTML) or element.prefix is None
        return (
            not html
            or tag.rpartition("}")[2].lower() not in _html_names()
            or local in page().attributes
            or local.startswith(("data-", "aria-"))
        )

    def unlisted(self, name: str, attribute: str) -> Concern | None:
        written = attribute
        if attribute.startswith(_XLINK):
            written = f"xlink:{attribute.removeprefix(_XLINK)}"
        elif attribute.startswith(_XML):
            written = f"xml:{attribute.removeprefix(_XML)}"
        if written in vocabulary.attributes(name) and written not in self.lists.barred:
            return None
        if written.startswith(self.lists.prefixes):
            return None
        return Concern(UntrustedFault.NOT_LISTED, None, f"{written} is not listed")

    def link(self, element: etree._Element, name: str, attribute: str, value: str) -> Concern | None:
        """Why an address in an `href` may not stay."""
        kind = kind_of(value)
        local = name.rpartition("}")[2].lower()
        if local == "script":
            # Whatever stands there, it is one.
            return None
        if kind is AddressKind.SCRIPT:
            return Concern(UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, f"{_plain(attribute)} is a script", True)
        if local in ("a", "area"):
            if kind is AddressKind.MARKUP:
                message = f"{_plain(attribute)} is a document of its own, which may hold a script"
                return Concern(UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, message, True)
            if self.links and kind in (AddressKind.SECURE, AddressKind.LOCAL):
                return None
            harmless = kind is AddressKind.SECURE or value.strip().startswith("#")
            severity = None if harmless else Severity.INFO
            return Concern(UntrustedFault.LINK, severity, "a link leads out of the drawing")
        if kind is AddressKind.LOCAL:
            return (
                None
                if value.strip() or not self.orders
                else Concern(UntrustedFault.NOT_LISTED, None, "an empty address")
            )
        if kind in (AddressKind.DATA, AddressKind.MARKUP) and element.tag in _SHOWS_DATA:
            if kind is AddressKind.DATA and (not self.orders or is_raster(value, self.lists)):
                return None
            return Concern(
                UntrustedFault.EMBEDDED_DATA, Severity.INFO, "it is no picture of a kind and size that is allowed"
            )
        if kind is AddressKind.MARKUP:
            message = f"{_plain(attribute)} is a document of its own, which may hold a script"
            return Concern(UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, message, True)
        if not self.orders and element.tag not in _SHOWS_DATA and _WRAPPED.sub(r"\1", value.strip()) in self.ids:
            # An id that is wrongly written is a fault of its own.
            return None
        return _fetched(_plain(attribute), value)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the document."""
        return frozenset(str(i) for e in self.document.root.iter(etree.Element) if (i := e.get("id")))

    def motion(self, element: etree._Element, attribute: str, value: str) -> Concern | None:
        """Why what an animation writes may not stay."""
        target = element.get("attributeName", "").strip().rpartition(":")[2].lower()
        if attribute not in _WRITTEN:
            return None
        if target == "href" or target in page().addresses:
            for one in value.split(";"):
                kind = kind_of(one)
                if kind in (AddressKind.SCRIPT, AddressKind.MARKUP):
                    return Concern(UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, f"{attribute} is a script", True)
                if kind is AddressKind.ELSEWHERE or kind is AddressKind.SECURE:
                    return _fetched(attribute, one)
            return None
        if "(" in value or "\\" in value:
            return self.css(value, CssForm.VALUE)
        return None

    def css(self, text: str, form: CssForm) -> Concern | None:
        """Why a piece of CSS in an attribute may not stay."""
        found = self.removals(text, form)
        worst = next((r for r in found if r.severity is not None), found[0] if found else None)
        return None if worst is None else Concern(worst.fault, worst.severity, worst.message)

    def removals(self, text: str, form: CssForm) -> list[Removal]:
        """What is to go from a piece of CSS."""
        if css.is_tame(text, self.lists, listed=self.orders and form is not CssForm.VALUE):
            return []
        self.read += len(text)
        if self.read > css.LONGEST:
            return [css.unread(text)]
        # An id without its hash is a fault of its own, and its repair comes first.
        return css.removals(text, form, self.lists, () if self.orders else self.ids)

    def sheet(self, element: etree._Element) -> Told:
        """What is told of a style sheet: of what XML reads of it, and of its text as a page may."""
        read = (element.text or "") + "".join(child.tail or "" for child in element)
        plain = not len(element) and "&" not in self.text and "<![CDATA[" not in self.text
        if plain and not self.removals(read, CssForm.SHEET):
            return
        span = self.places.span(element)
        raw = self.text[span.inner : span.inner_end]
        in_text, in_xml = self.removals(raw, CssForm.SHEET), self.removals(read, CssForm.SHEET)
        if "<" not in raw and [r.fault for r in in_text] == [r.fault for r in in_xml]:
            for r in in_text:
                start, end = span.inner + r.start, span.inner + r.end
                edit = self.going.get(element) or Edit(start, end, r.replacement)
                yield self.finding(_of(r), start, end, edit)
            return
        cleaned = edits.apply(read, [Edit(r.start, r.end, r.replacement) for r in in_xml])
        edit = self.going.get(element) or Edit(span.inner, span.inner_end, cleaned.translate(_ESCAPES))
        for r in in_xml or in_text:
            yield self.finding(_of(r), span.start, span.inner, edit)


def _of(removal: Removal) -> Concern:
    offered = removal.fault is UntrustedFault.EXTERNAL_REFERENCE and removal.message.startswith("a style sheet")
    return Concern(removal.fault, removal.severity, removal.message, offered)


def _fetched(attribute: str, value: str) -> Concern | None:
    kind = kind_of(value)
    if kind is AddressKind.LOCAL:
        return None
    if kind is AddressKind.SCRIPT:
        return Concern(UntrustedFault.SCRIPT_ADDRESS, Severity.WARNING, f"{attribute} is a script", True)
    if kind is AddressKind.DATA:
        return Concern(UntrustedFault.EMBEDDED_DATA, None, f"{attribute} brings data with it")
    return Concern(
        UntrustedFault.EXTERNAL_REFERENCE, Severity.WARNING, "what stands at this address is not in the file"
    )


@cache
def _attributes(name: str, lists: Allowance) -> tuple[frozenset[str], frozenset[str]]:
    """Attributes of an SVG element that are harmless whatever they hold, and those that are where they call nothing."""
    listed = frozenset(vocabulary.attributes(name) - lists.barred - page().addresses - {"href", "style"})
    styling = listed & vocabulary.presentation()
    moving = _WRITTEN if name in vocabulary.group("animation") else frozenset()
    return listed - styling - moving, styling


def _plain(attribute: str) -> str:
    return f"xlink:{attribute.removeprefix(_XLINK)}" if attribute.startswith(_XLINK) else attribute


@cache
def _html_names() -> frozenset[str]:
    """Names that mean something in HTML."""
    lists = (vocabulary.html(kind) for kind in ("inline", "blocks", "void"))
    return page().active | page().breaking | frozenset().union(*lists)
