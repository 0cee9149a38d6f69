"""Where in a document a missing part would go: inside which element, after which, and in whose coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from svgguard.document import Document, geometry
from svgguard.document.suspects import local_name
from svgguard.parts import words
from svgguard.parts.by_label.labels import NOT_DRAWN, Origin
from svgguard.parts.by_label.structure import Evidence, Structure
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part, Specification
from svgguard.svg import matrix
from svgguard.svg.geometry import IDENTITY, Box, Matrix

_SEEN = frozenset((Presence.FOUND, Presence.FEW, Presence.LOOSE))


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a part, and what stands around it."""

    parent: etree._Element
    spans: tuple[tuple[int, int], ...]
    """What of the text to replace, best first; mostly nothing, at some offset. All stand in the parent."""
    before: etree._Element | None
    """What is painted just before the part at the best of them."""
    after: etree._Element | None
    inverse: Matrix
    """From the root's user units to those of the parent."""

    def local(self, box: Box) -> Box:
        """A box of the root's user units in those of the parent."""
        return Box.around(map(self.inverse.apply, box.corners))


def place_for(structure: Structure, part: Part) -> Place:
    """Where a part would go: where its name stands empty, else beside its like, or on top of what it is joined to."""
    document, evidence = structure.reading.document, structure.evidence[part.name]
    if (named := _named(document, evidence)) is not None:
        return named
    anchors = [e for e in _anchors(structure, part) if _inverse(e.getparent()) is not None]
    if not anchors:
        # At the end of what it belongs to, where that is one group, else at the end of the drawing.
        whole = None if part.of is None else structure.evidence[part.of]
        group = whole.elements[0] if whole is not None and len(whole.elements) == 1 else None
        inside = group if group is not None and local_name(group) == "g" and _inverse(group) is not None else None
        return _within(document, document.root if inside is None else inside, None)
    order = {element: number for number, element in enumerate(document.root.iter())}
    return _within(document, _parent(anchors[0]), max(anchors, key=order.__getitem__))


def neighbours(structure: Structure, part: Part) -> list[Evidence]:
    """The parts that can be seen and have to do with a part: what it joins, what it belongs with, what it lies over."""
    specification = structure.reading.specification
    wanted = dict.fromkeys(
        (
            *_joined(specification, part),
            *part.related("over"),
            *part.merges,
            *_siblings(specification, part),
            *_namesakes(specification, part),
        )
    )
    found = [structure.evidence[name] for name in wanted]
    return [e for e in found if e.presence in _SEEN and e.elements]


def _joined(specification: Specification, part: Part) -> list[str]:
    return [(b if a is part else a).name for a, b in specification.joints() if part in (a, b)]


def _siblings(specification: Specification, part: Part) -> list[str]:
    return [p.name for p in specification.parts if p is not part and p.of == part.of and part.of is not None]


def _namesakes(specification: Specification, part: Part) -> list[str]:
    """The parts that are called the same but for a number, a place or an adjective: ``line 2``, of ``line 1``."""
    head = words.normal(re.sub(r"\d+", " ", part.name))[-1:]
    others = (p.name for p in specification.parts if p is not part and head)
    return [name for name in others if words.normal(re.sub(r"\d+", " ", name))[-1:] == head]


def _anchors(structure: Structure, part: Part) -> list[etree._Element]:
    """The elements on top of which the part is to be painted: all siblings of one another."""
    specification = structure.reading.specification
    groups = (
        [part.name],
        _namesakes(specification, part),
        [*_joined(specification, part), *part.related("over")],
        part.merges,
        _siblings(specification, part),
    )
    for names in groups:
        seen = [structure.evidence[name] for name in names]
        elements = [x for e in seen if e.presence in _SEEN for x in e.elements]
        if elements:
            return _siblings_above(elements)
    return []


def _siblings_above(elements: Sequence[etree._Element]) -> list[etree._Element]:
    """The children of the innermost element around all of `elements` that they are, or stand in."""
    lines = [[*reversed(list(element.iterancestors(etree.Element))), element] for element in elements]
    depth = 0
    while all(depth + 1 < len(line) - 1 and line[depth + 1] is lines[0][depth + 1] for line in lines):
        depth += 1
    return list(dict.fromkeys(line[depth + 1] for line in lines if len(line) > depth + 1))


def _named(document: Document, evidence: Evidence) -> Place | None:
    """The place of a name that holds nothing: after an empty comment, in place of an empty element or an elision."""
    if evidence.presence not in (Presence.EMPTY, Presence.ELIDED) or not evidence.claims:
        return None
    label = evidence.claims[0].label
    if label.origin is Origin.COMMENT:
        elided = evidence.presence is Presence.ELIDED
        parent = _around(document, label.start)
        span = (label.start, label.end) if elided else (label.end, label.end)
    else:
        element = label.elements[0]
        parent, span = _parent(element), (document.start_tag(element).start, document.after(element))
    inverse = _inverse(parent)
    if inverse is None:
        return None
    drawn = list(_drawn(parent))
    before = [x for x in drawn if document.start_tag(x).start < span[0]]
    after = [x for x in drawn if document.start_tag(x).start >= span[1]]
    return Place(parent, (span,), before[-1] if before else None, after[0] if after else None, inverse)


def _around(document: Document, offset: int) -> etree._Element:
    """The innermost element whose content reaches over an offset."""
    innermost = document.root
    for element in document.root.iter(etree.Element):
        token = document.start_tag(element)
        if token.end > offset:
            break
        closing = document.end_tag(element)
        if closing is not None and closing.start >= offset:
            innermost = element
    return innermost


def _within(document: Document, parent: etree._Element, anchor: etree._Element | None) -> Place:
    """The places inside a parent: after the anchor, at the end, before the anchor, and right at the back."""
    drawn = list(_drawn(parent))
    closing = document.end_tag(parent)
    end = closing.start if closing is not None else document.start_tag(parent).end
    last = anchor if anchor is not None else (drawn[-1] if drawn else None)
    offsets = [document.after(last) if last is not None else end]
    if drawn:
        # What is painted first in the whole drawing is its background.
        behind = drawn[1:2] if parent is document.root else drawn[:1]
        offsets += [document.after(drawn[-1])]
        offsets += [document.start_tag(element).start for element in ([anchor] if anchor is not None else []) + behind]
    following = drawn[drawn.index(last) + 1 :] if last is not None and last in drawn else []
    spans = tuple((offset, offset) for offset in dict.fromkeys(offsets))
    inverse = _inverse(parent) or IDENTITY
    return Place(parent, spans, last, following[0] if following else None, inverse)


def _drawn(parent: etree._Element) -> Iterator[etree._Element]:
    return (e for e in parent if isinstance(e.tag, str) and local_name(e) not in NOT_DRAWN)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _inverse(parent: etree._Element | None) -> Matrix | None:
    """The matrix from the root's user units to those inside an element; None where there is none."""
    if parent is None or (outer := geometry.to_root(parent)) is None:
        return None
    own = parent.get("transform", "") if parent.getparent() is not None else ""
    return (outer @ matrix.read(own)).inverse


def painted(elements: Iterable[etree._Element], document: Document) -> Sequence[etree._Element]:
    """Elements in the order in which they are painted."""
    return sorted(elements, key=lambda element: document.start_tag(element).start)
