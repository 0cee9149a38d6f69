"""Labels: everything in a document that names what it draws, with the elements named and the place in the text.

Ids, classes, titles, descriptions, ``aria-label``, ``data-*``, text that is drawn, the names of the paints used, and
comments. A comment names what follows it up to the next comment, or what stands before it: on its line, or where all
comments of an element stand right below what they name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise, takewhile

from lxml import etree

from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.svg import vocabulary
from svgguard.syntax import parse
from svgguard.syntax.tokens import TokenKind

_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_URL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
NOT_DRAWN = vocabulary.group("undrawn")
"""What draws nothing where it stands."""
_SHAPES = frozenset("path rect circle ellipse line polyline polygon text image use".split())
_CLOSES = re.compile(r"(?i)(?:end\b|/|close\b|closing\b)")
_REMARK = re.compile(
    r"(?i)\s*(?:positioned|placed|located|drawn|made|created|used?|using|note|this|these|it|we|rotated|scaled|simulated"
    r"|represent(?:s|ed|ing)|so that)\b"
)
"""How a comment begins that goes on about what the comment before it names."""
_FEWEST_BELOW = 3
"""Comments that tell that comments stand below what they name."""
_LONGEST = 200
"""Characters of a name that are read; what is longer tells a story."""


class Origin(StrEnum):
    """Where a label stands."""

    ID = "id"
    CLASS = "class"
    TITLE = "title"
    DESC = "desc"
    ARIA = "aria-label"
    DATA = "data"
    COMMENT = "comment"
    TEXT = "text"
    """Words that are drawn."""
    PAINT = "paint"
    """The name of a gradient or pattern that something is painted with."""


NAMES = (Origin.COMMENT, Origin.ID, Origin.TITLE, Origin.ARIA, Origin.DATA)
"""Origins of labels that tell what a thing is."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name and what it names."""

    text: str
    origin: Origin
    elements: tuple[etree._Element, ...]
    """What it names, in order: none of it inside another, all of it drawn or holding what is drawn."""
    start: int
    """Offset in the text of the document."""
    end: int
    stacked: str | None = None
    """For a comment that is followed by another one at once: what that says."""
    apart: bool = False
    """For a comment that is followed by another one at once: whether there is a blank line between them."""
    last: bool = False
    """For a comment: whether nothing stands between it and the end of the element it is in."""


def draws(element: etree._Element) -> bool:
    """True if an element is a shape that may draw, or holds one."""
    return any(local_name(e) in _SHAPES for e in leaves(element))


def leaves(element: etree._Element) -> Iterator[etree._Element]:
    """The shapes in an element, itself included, that are drawn where they stand; in order."""
    pending = [element]
    while pending:
        at = pending.pop()
        if not isinstance(at.tag, str) or (name := local_name(at)) in NOT_DRAWN:
            continue
        if name in _SHAPES:
            yield at
        else:
            pending.extend(reversed(at))


def labels(document: Document) -> list[Label]:
    """Every label of a document, in order of place."""
    named = {str(e.get("id")): e for e in document.root.iter(etree.Element) if e.get("id")}
    found = [label for e in _drawn(document.root) for label in _of_element(document, e, named)]
    found += _comments(document)
    return sorted((label for label in found if label.text), key=lambda label: (label.start, label.end))


def _drawn(root: etree._Element) -> Iterator[etree._Element]:
    """The elements below the root that are drawn where they stand, groups included."""
    pending = list(reversed(root))
    while pending:
        at = pending.pop()
        if isinstance(at.tag, str) and local_name(at) not in NOT_DRAWN:
            yield at
            pending.extend(reversed(at))


def _of_element(document: Document, element: etree._Element, named: dict[str, etree._Element]) -> Iterator[Label]:
    """The labels that an element bears itself."""
    own = (element,)
    for name, value in element.items():
        name, value = str(name), str(value)
        origin = _ATTRIBUTES.get(name) or (Origin.DATA if name.startswith("data-") else None)
        if origin is not None and len(value) <= _LONGEST:
            yield Label(value, origin, own, *_value(document, element, name.rpartition("}")[2]))
        elif "url(" in value:
            for m in _URL.finditer(value):
                yield Label(m[1], Origin.PAINT, own, *_value(document, element, name))
    if local_name(element) == "use":
        yield from _of_use(document, element, named)
    for child in element:
        if isinstance(child.tag, str) and (origin := _CHILDREN.get(local_name(child))) is not None:
            yield Label(_words(child), origin, own, *_content(document, child))
    if local_name(element) == "text":
        yield Label(_words(element), Origin.TEXT, own, *_content(document, element))


_ATTRIBUTES = {
    "id": Origin.ID,
    "class": Origin.CLASS,
    "aria-label": Origin.ARIA,
    "{http://www.inkscape.org/namespaces/inkscape}label": Origin.DATA,
}
_CHILDREN = {"title": Origin.TITLE, "desc": Origin.DESC}


def _of_use(document: Document, element: etree._Element, named: dict[str, etree._Element]) -> Iterator[Label]:
    """What a ``use`` is called by the thing it uses."""
    for name in ("href", _XLINK_HREF):
        target = str(element.get(name, "")).strip().removeprefix("#")
        if not target or target not in named:
            continue
        written = "xlink:href" if name == _XLINK_HREF else name
        span = _value(document, element, written)
        yield Label(target, Origin.ID, (element,), *span)
        title = named[target].find("{*}title")
        if title is not None:
            yield Label(_words(title), Origin.TITLE, (element,), *span)


def target(element: etree._Element) -> str | None:
    """What a ``use`` refers to: an id, or an address as it is written; None for other elements."""
    if local_name(element) != "use":
        return None
    written = str(element.get("href") or element.get(_XLINK_HREF) or "").strip()
    return written[1:] if written.startswith("#") else written or "nothing"


def _value(document: Document, element: etree._Element, name: str) -> tuple[int, int]:
    attribute = document.attribute(element, name.rpartition("}")[2])
    return attribute.value_start, attribute.value_end


def _content(document: Document, element: etree._Element) -> tuple[int, int]:
    start, closing = document.start_tag(element), document.end_tag(element)
    return start.end, closing.start if closing else start.end


def _words(element: etree._Element) -> str:
    text = " ".join("".join(map(str, element.itertext())).split())
    return text if len(text) <= _LONGEST else ""


def _comments(document: Document) -> Iterator[Label]:
    """The comments inside the root, each with what it names."""
    spans = iter([(t.start, t.end) for t in parse(document.text).tokens if t.kind is TokenKind.COMMENT])
    inside = set(document.root.iter(etree.Comment))
    placed = [(comment, *next(spans)) for comment in _all_comments(document.root)]
    trailing = {comment for comment, start, _ in placed if comment in inside and _trails(document, comment, start)}
    parents = dict.fromkeys(comment.getparent() for comment in inside)
    below = {comment for parent in parents if parent is not None for comment in _below(parent)} - trailing
    for comment, start, end in placed:
        if comment not in inside or _in_definitions(comment):
            continue
        text = " ".join((comment.text or "").split())
        if "<" in text or _CLOSES.match(text) or _goes_on(comment):
            text = ""  # markup that was commented out, the end of something, or more about what was named before
        if comment in below:
            yield Label(text[:_LONGEST], Origin.COMMENT, _drawing(_above(comment)), start, end)
        else:
            yield _comment(comment, text[:_LONGEST], start, end, trailing)


def _below(parent: etree._Element) -> list[etree._Element]:
    """The comments in an element if each stands right below shapes that it names, with a blank line after it."""
    nodes = [node for node in parent if _is_comment(node) or _drawing([node])]
    comments = [node for node in nodes if _is_comment(node)]
    if len(comments) < _FEWEST_BELOW or _is_comment(nodes[0]) or not _is_comment(nodes[-1]):
        return []
    apart = all(_is_blank(comment.tail) for comment in comments[:-1])
    close = not any(_is_comment(b) and (_is_comment(a) or _is_blank(a.tail)) for a, b in pairwise(nodes))
    return comments if apart and close else []


def _above(comment: etree._Element) -> list[etree._Element]:
    """What stands between a comment and the one before it, in order."""
    return list(takewhile(lambda node: not _is_comment(node), comment.itersiblings(preceding=True)))[::-1]


def _all_comments(root: etree._Element) -> Iterator[etree._Element]:
    before = list(root.itersiblings(etree.Comment, preceding=True))
    yield from reversed(before)
    yield from root.iter(etree.Comment)
    yield from root.itersiblings(etree.Comment)


def _in_definitions(node: etree._Element) -> bool:
    return any(local_name(a) in NOT_DRAWN for a in node.iterancestors(etree.Element))


def _comment(comment: etree._Element, text: str, start: int, end: int, trailing: Collection[etree._Element]) -> Label:
    before, after = comment.getprevious(), _named_from(comment)
    if comment in trailing:
        assert before is not None  # noqa: S101 - what it trails
        return Label(text, Origin.COMMENT, _drawing([before]), start, end)
    stacked, apart = None, False
    if after is not None and _is_comment(after) and not (comment.tail or "").strip():
        stacked, apart = " ".join((after.text or "").split()), _is_blank(comment.tail)
    following: list[etree._Element] = []
    # What a comment at the end of a line says of the shape before it does not end what this one names.
    while after is not None and (after in trailing or not _is_comment(after)):
        following.append(after)
        after = after.getnext()
    last = comment.getnext() is None
    return Label(text, Origin.COMMENT, _drawing(following), start, end, stacked, apart, last)


def _is_blank(text: str | None) -> bool:
    """True if white space has a blank line in it."""
    return (text or "").count("\n") > 1


def _named_from(comment: etree._Element) -> etree._Element | None:
    """What follows a comment, without comments that go on with it."""
    after = comment.getnext()
    while after is not None and _goes_on(after):
        after = after.getnext()
    return after


def _goes_on(node: etree._Element) -> bool:
    """True if a node is a comment that goes on about what the comment right before it names."""
    before = node.getprevious()
    return _is_comment(node) and before is not None and _is_comment(before) and bool(_REMARK.match(node.text or ""))


def _is_comment(node: etree._Element) -> bool:
    return isinstance(node, etree._Comment)


def _drawing(elements: Sequence[etree._Element]) -> tuple[etree._Element, ...]:
    return tuple(e for e in elements if isinstance(e.tag, str) and local_name(e) not in NOT_DRAWN and draws(e))


def _trails(document: Document, comment: etree._Element, start: int) -> bool:
    """True if a comment stands after an element on its line, and ends the line."""
    before = comment.getprevious()
    if before is None or not isinstance(before.tag, str) or "\n" in (before.tail or ""):
        return False
    tag = document.start_tag(before).start
    line = document.text.rfind("\n", 0, tag) + 1
    if not line or document.text[line:tag].strip():
        return False
    return comment.getnext() is None or "\n" in (comment.tail or "")
