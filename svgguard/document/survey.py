"""The survey: one walk over a document that sorts out what the rules of the document stage look at.

A value its grammar accepts costs two dictionary look-ups, and one pattern match for all places where it stands; where
a rejected one stands is worked out only then. Rules read the survey, they never walk.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import cast

from lxml import etree

from svgguard.document import Document
from svgguard.document.suspects import Reference, Suspect, SuspectKind, local_name
from svgguard.svg import colour, grammar, size, style, viewbox, vocabulary
from svgguard.svg.geometry import Point, ViewBox
from svgguard.svg.grammar import ValueKind
from svgguard.svg.vocabulary import SVG_NAMESPACE, XLINK_NAMESPACE

_CLARK = f"{{{SVG_NAMESPACE}}}"
_XLINK = f"{{{XLINK_NAMESPACE}}}"
_URL = re.compile(r"url\(\s*[\"']?\s*#([^\s\"')]*)", re.I)
ADDRESS = re.compile(r"url\(\s*[\"']?\s*((?!data:)[^\s#\"')][^\"')]*)", re.I)
"""An address in CSS that leads out of the document."""
_HANDLER = re.compile(r"on[a-z]+", re.I)


@dataclass(eq=False)
class Survey:
    """What one walk over a document found."""

    document: Document
    suspects: dict[SuspectKind, list[Suspect]] = field(default_factory=lambda: defaultdict(list))
    """Values that their grammar rejects, by the grammar's name; misspelt names in style attributes as ``property``."""
    unknown_attributes: list[Suspect] = field(default_factory=list)
    handlers: list[Suspect] = field(default_factory=list)
    """Attributes that are scripts, such as ``onclick``, of SVG and of anything else in the document."""
    unknown_elements: list[etree._Element] = field(default_factory=list)
    misplaced: list[etree._Element] = field(default_factory=list)
    """Elements that their parent may not contain."""
    incomplete: list[etree._Element] = field(default_factory=list)
    """Elements without an attribute they need to be drawn."""
    ids: dict[str, list[etree._Element]] = field(default_factory=lambda: defaultdict(list))
    references: list[Reference] = field(default_factory=list)
    plain_references: list[tuple[etree._Element, str, str]] = field(default_factory=list)
    """Elements with an ``href`` that is neither an id nor an address: element, attribute, value."""
    addresses: list[Reference] = field(default_factory=list)
    """What leads out of the document, by an ``href`` or by ``url()``; the target is the address."""
    styles: list[etree._Element] = field(default_factory=list)
    """The ``style`` elements."""
    _present: tuple[etree._Element, frozenset[str]] | None = None
    """The element last asked for, and the names of its attributes."""

    def attributes_of(self, element: etree._Element) -> frozenset[str]:
        """The names of an element's attributes, without namespaces; made once for questions in a row."""
        if self._present is None or self._present[0] is not element:
            self._present = element, frozenset(str(n).rpartition("}")[2] for n in element.attrib)
        return self._present[1]

    @cached_property
    def canvas(self) -> ViewBox | None:
        """What the root shows, a broken viewBox read as it was meant; None when nothing says."""
        root = {str(name): str(value) for name, value in self.document.root.items()}
        written = root.get("viewBox")
        if written is not None and size.view_box(written) is None:
            root["viewBox"] = viewbox.repair(written).value or ""
        return size.shown(root)

    @cached_property
    def centre(self) -> Point | None:
        """The middle of the canvas."""
        if self.canvas is None:
            return None
        x, y, width, height = self.canvas
        return x + width / 2, y + height / 2

    @cached_property
    def palette(self) -> Mapping[str, int]:
        """The colours the document uses and how often, as `colour.palette` gives them."""
        return colour.palette(self.document.text)

    @cached_property
    def sought(self) -> frozenset[str]:
        """The ids that are referred to and that nothing has."""
        return frozenset(reference.target for reference in self.references) - self.ids.keys()

    @cached_property
    def used_attributes(self) -> Counter[str]:
        """How often each name of an attribute stands in the document."""
        return Counter(str(n) for e in self.document.root.iter(etree.Element) for n in e.attrib)

    @cached_property
    def servers(self) -> frozenset[str]:
        """The ids of gradients and patterns."""
        kinds = vocabulary.group("server")
        return frozenset(name for name, bearers in self.ids.items() if any(local_name(e) in kinds for e in bearers))


@dataclass(frozen=True, slots=True, eq=False)
class _Check:
    """How the values of an attribute are tested."""

    kind: ValueKind
    match: Callable[[str], object]
    """None when the grammar rejects the value."""
    words: frozenset[str]
    """Values known to be right."""
    refers: str | None
    """A sign without which a value refers to nothing; None when none of its kind does."""


_MOST_UNKNOWN = 100
"""Unknown attributes of one element beyond these are no slips, and are passed over."""
_REFERS = {"paint": "(", "iri": "(", "declarations": "", "reference": ""}


@dataclass(frozen=True, slots=True)
class _Spec:
    """What the walk needs to know of one element, compiled."""

    name: str
    checks: dict[str, _Check | None]
    """By the attribute's name as libxml2 gives it; None where any value will do."""
    needed: tuple[tuple[str, str], ...]
    """Attributes without which it is not drawn, each with its name in XLink."""
    content: frozenset[str] | None
    """Clark names of the children allowed."""


def _spec(tag: str) -> _Spec | None:
    name = tag.removeprefix(_CLARK)
    return _known(name) if name in vocabulary.elements() and name != tag else None


@cache
def _known(name: str) -> _Spec:
    checks: dict[str, _Check | None] = {}
    for attribute in vocabulary.attributes(name):
        prefix, colon, local = attribute.partition(":")
        key = f"{_XLINK}{local}" if prefix == "xlink" and colon else attribute
        checks[key] = _checked(name, attribute)
    content = vocabulary.content(name)
    allowed = None if content is None else frozenset(_CLARK + child for child in content)
    return _Spec(name, checks, tuple((n, _XLINK + n) for n in vocabulary.needed(name)), allowed)


@cache
def _checked(element: str, attribute: str) -> _Check | None:
    kind = vocabulary.grammar(element, attribute)
    return None if kind is None else _check(kind, vocabulary.keywords(element, attribute) if kind == "keyword" else "")


@cache
def _check(kind: ValueKind, keywords: str) -> _Check:
    if kind == "keyword":
        return _Check(kind, grammar.keyword(keywords), frozenset(keywords.split()), refers=None)
    names = grammar.named_colours() | {"none"} if kind in ("paint", "colour") else frozenset()
    return _Check(kind, grammar.matcher(kind), names, _REFERS.get(kind))


def accepts(element: str, attribute: str, value: str) -> bool:
    """True if the grammar of an element's attribute accepts a value (no grammar: anything)."""
    check = _checked(element, attribute)
    if check is None or check.match(value) is not None:
        return True
    if check.kind != "path":
        return False
    # The pattern for paths hands some that are right to the repair, which then finds nothing to repair.
    from svgguard.svg.path.repair import repair

    return repair(value) is None


def survey(document: Document) -> Survey:
    """Walk `document` once; a value that stands in it often is tested once."""
    found = Survey(document)
    ids = found.ids
    values: defaultdict[_Check, set[str]] = defaultdict(set)
    referring: list[tuple[_Check, etree._Element, str, str]] = []
    above: etree._Element | None = None
    content: frozenset[str] | None = None
    for element in document.root.iter(etree.Element):
        tag = element.tag
        spec = _spec(tag)
        if spec is None:
            _survey_unknown(found, element)
            continue
        # Siblings follow each other, so what their parent may contain is seldom looked up.
        if (parent := element.getparent()) is not above:
            above, content = parent, _content(parent)
        if content is not None and tag not in content:
            found.misplaced.append(element)
        checks, unknown = spec.checks, 0
        attributes: dict[str, str] = dict(cast(list[tuple[str, str]], element.items()))
        for name, value in attributes.items():
            check = checks.get(name)
            if check is not None:
                values[check].add(value)
                if check.refers is not None and check.refers in value:
                    referring.append((check, element, name, value))
            elif name == "id":
                ids[value].append(element)
            elif name not in checks:
                if _HANDLER.fullmatch(name):
                    found.handlers.append(Suspect(document, element, name, name, value, "script"))
                elif not _foreign(name) and (unknown := unknown + 1) <= _MOST_UNKNOWN:
                    found.unknown_attributes.append(Suspect(document, element, name, name, value, "unknown"))
        for name, linked in spec.needed:
            if name not in attributes and linked not in attributes:
                found.incomplete.append(element)
                break
        if spec.name == "style":
            found.styles.append(element)
    rejected = {check: wrong for check, given in values.items() if (wrong := _rejected(check, given))}
    if rejected:
        _suspect(found, rejected)
    for check, element, name, value in referring:
        if check not in rejected or value not in rejected[check]:
            _survey_references(found, element, _prefixed(name), value, check.kind)
    if "<!ENTITY" in document.text:
        _leave_abbreviated(found)
    return found


def _leave_abbreviated(found: Survey) -> None:
    """Leave out the values that entities of the document's own stand in: they are judged once they are written out."""
    for kind, suspects in found.suspects.items():
        found.suspects[kind] = [s for s in suspects if not found.document.abbreviates(s.element, s.attribute)]
    found.references = [r for r in found.references if not found.document.abbreviates(r.element, r.attribute)]
    found.addresses = [r for r in found.addresses if not found.document.abbreviates(r.element, r.attribute)]


def _content(element: etree._Element | None) -> frozenset[str] | None:
    spec = None if element is None else _spec(str(element.tag))
    return None if spec is None else spec.content


def _rejected(check: _Check, values: set[str]) -> set[str]:
    return {value for value in values - check.words if check.match(value) is None}


def _suspect(found: Survey, rejected: Mapping[_Check, set[str]]) -> None:
    """Note where the values stand that their grammar rejects."""
    for element in found.document.root.iter(etree.Element):
        if (spec := _spec(str(element.tag))) is not None:
            for name, value in cast(list[tuple[str, str]], element.items()):
                check = spec.checks.get(name)
                if check is not None and check in rejected and value in rejected[check]:
                    written = _prefixed(name)
                    suspect = Suspect(found.document, element, written, written, value, check.kind)
                    found.suspects[check.kind].append(suspect)


def _survey_unknown(found: Survey, element: etree._Element) -> None:
    for name, value in cast(list[tuple[str, str]], element.items()):
        if _HANDLER.fullmatch(name):
            found.handlers.append(Suspect(found.document, element, name, name, value, "script"))
    if str(element.tag).startswith(_CLARK):
        found.unknown_elements.append(element)
        if (identity := element.get("id")) is not None:
            found.ids[identity].append(element)


def _survey_references(found: Survey, element: etree._Element, name: str, value: str, kind: ValueKind) -> None:
    """Note what a value that its grammar accepts points to."""
    if kind == "reference":
        if value.lstrip().startswith("#"):
            start = value.index("#") + 1
            found.references.append(Reference(element, name, value[start:].rstrip(), start))
        elif ":" in value or "/" in value:
            found.addresses.append(Reference(element, name, value, 0))
        elif value:
            found.plain_references.append((element, name, value))
        return
    for m in _URL.finditer(value):
        found.references.append(Reference(element, name, m[1], m.start(1)))
    for m in ADDRESS.finditer(value):
        found.addresses.append(Reference(element, name, m[1], m.start(1)))
    if kind == "declarations":
        _survey_style(found, element, local_name(element), value)


def _survey_style(found: Survey, element: etree._Element, name: str, text: str) -> None:
    """Check the properties of a style attribute: their names, and the values of presentation attributes."""
    for d in style.declarations(text):
        if d.name not in vocabulary.presentation():
            if style.meant(d.name):
                slip = Suspect(found.document, element, "style", d.name, d.name, "property", d.name_start)
                found.suspects["property"].append(slip)
            continue
        check = _checked(name, d.name)
        if check is not None and d.value and check.match(d.value) is None:
            found.suspects[check.kind].append(
                Suspect(found.document, element, "style", d.name, d.value, check.kind, d.start)
            )


def _foreign(name: str) -> bool:
    """True if an attribute is not one of SVG's: another namespace, data-*, aria-*, a vendor's."""
    return name.startswith(("{", "data-", "aria-", "-", "_"))


def _prefixed(name: str) -> str:
    return f"xlink:{name[len(_XLINK) :]}" if name.startswith(_XLINK) else name
