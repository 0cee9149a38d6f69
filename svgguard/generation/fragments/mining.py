"""Mining an answer that holds more than the part asked for: the one element that bears its name, or nothing.

An answer is more when it repeats the drawing, or has other parts of the picture beside the one asked for, by their own
names. One that by its name is something else is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from svgguard.document import Document
from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import outermost, within
from svgguard.parts.by_label.naming import Fit, match, phrases
from svgguard.parts.specification import Part, Specification
from svgguard.parts.words import listed

_LABELS = ("id", "class", "aria-label")
_WHOLE = 0.5
"""An answer with this share of the drawing's ids, or of its shapes as they stand, is the whole again, no fragment."""
_USED = re.compile(r"""url\(\s*["']?#([^\s"')]+)|href\s*=\s*["']#([^\s"']+)["']""")


def mined(read: Document, part: Part, base: Document, at: int, wanted: Specification) -> str | None:
    """What of the answer `read`, in the root of the drawing `base`, is the part: all of it, one element, or None.

    What is found is to be written into `base` at the offset `at`.
    """
    all_of_it = _inside(read, read.root)
    allowed = {part.name, *(inner.name for inner in wanted.inside(part))}
    others = [other for other in wanted.parts if other.name not in allowed]
    tops = [child for child in read.root if isinstance(child.tag, str) and within([child])]
    named = outermost(e for e in read.root.iterdescendants(etree.Element) if names(e, part) and within([e]))
    foreign = [
        e
        for e in read.root.iterdescendants(etree.Element)
        if any(names(e, other) for other in others) and not names(e, part) and within([e])
    ]
    if not foreign and not repeats(read, base):
        return None if len(tops) == 1 and not named and _is_something_else(tops[0], part) else all_of_it
    # One that stands in another part, or has another part in it, is that part as well; save what it belongs to.
    holders = list(_holders(part, wanted))
    strange = [f for f in foreign if not any(names(f, holder) for holder in holders)]
    alone = [e for e in named if not any(e in f.iterancestors() or f in e.iterancestors() for f in strange)]
    return _taken_out(read, alone[0], base, at) if len(alone) == 1 else None


def _holders(part: Part, wanted: Specification) -> Iterator[Part]:
    """The parts that a part belongs to, the nearest first."""
    while part.of:
        yield (part := wanted.part(part.of))


def repeats(read: Document, base: Document) -> bool:
    """True for an answer that repeats most of the drawing."""
    for marks in (_ids, _shapes):
        there = marks(base)
        if there and len(there & marks(read)) >= _WHOLE * len(there):
            return True
    return False


def names(element: etree._Element, part: Part) -> bool:
    """True if a label of the element says that it is the part."""
    return any(match(phrase, part).fit is Fit.NAMES for label in _labels(element) for phrase in phrases(label))


def _labels(element: etree._Element) -> Iterator[str]:
    yield from (str(element.get(name, "")) for name in _LABELS)
    yield from ("".join(map(str, title.itertext())) for title in element.findall("{*}title"))


def _is_something_else(element: etree._Element, part: Part) -> bool:
    """True if what the element's labels name has nothing to do with the part."""
    said = [phrase for label in _labels(element) for phrase in phrases(label) if phrase.main]
    telling = [phrase for phrase in said if not set(phrase.words) <= listed("neutral")]
    return bool(telling) and all(match(phrase, part).fit is Fit.NONE for phrase in telling)


def _taken_out(read: Document, element: etree._Element, base: Document, at: int) -> str | None:
    """The source of an element with the definitions that it uses, drawn at `at` in `base` as it is where it stands."""
    source = _source(read, element)
    mine = _around(read, read.start_tag(element).start)
    there = _around(base, at)
    if mine[: len(there)] != there and any("transform=" in tag for tag in there):
        return None
    for tag in reversed(mine[len(there) :] if mine[: len(there)] == there else mine):
        source = f"<g{tag}>{source}</g>"
    own = {str(e.get("id")): e for e in read.root.iter(etree.Element) if e.get("id")}
    pending, brought = [next(filter(None, ids)) for ids in _USED.findall(source)], dict[str, str]()
    while pending:
        found = own.get(name := pending.pop())
        if found is not None and name not in brought and found not in (element, *element.iterdescendants()):
            brought[name] = _source(read, found)
            pending += [next(filter(None, ids)) for ids in _USED.findall(brought[name])]
    return f"<defs>{''.join(brought.values())}</defs>{source}" if brought else source


def _around(read: Document, at: int) -> list[str]:
    """What the groups around a place say of how it is drawn, from the outside in."""
    said = []
    for element in read.root.iterdescendants(etree.Element):
        start, end = read.start_tag(element), read.end_tag(element)
        if end is not None and start.end <= at <= end.start and local_name(element) == "g":
            said.append("".join(f' {a.name}="{a.value}"' for a in start.attributes if a.name not in ("id", "class")))
    return [tag for tag in said if tag]


def _source(read: Document, element: etree._Element) -> str:
    start, end = read.start_tag(element), read.end_tag(element)
    return read.text[start.start : (end or start).end]


def _inside(read: Document, element: etree._Element) -> str:
    start, end = read.start_tag(element), read.end_tag(element)
    return read.text[start.end : end.start if end else start.end]


def _ids(read: Document) -> set[object]:
    return {e.get("id") for e in read.root.iterdescendants(etree.Element) if e.get("id")}


def _shapes(read: Document) -> set[object]:
    return {(leaf.tag, frozenset(leaf.items())) for leaf in within([read.root])}
