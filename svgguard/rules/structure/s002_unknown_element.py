"""An element that SVG does not have.

## Why it is bad

A viewer does not draw it, nor anything in it.

## What the repair does

The name is taken for a misspelling of the element nearest to it that may stand there and has the attributes written;
an everyday name (rectangle, oval) for the one that means it. An element of HTML is no misspelling: in a text one that
marks words becomes a tspan, around shapes a container becomes a g and a line break is taken out, in a foreignObject it
is given its namespace. A line break in a text is only told. Otherwise it is left alone: it may be another vocabulary's.

## How safe it is

One or two letters away from a single element that fits is safe; by attributes alone it is a guess, and unsafe. What
is HTML among shapes is put right safely: a viewer had drawn nothing of it. Marked words are unsafe, since the words after
them move.

## Source

SVG 2, appendix Element Index.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name, renamed
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import vocabulary
from svgguard.text import nearness
from svgguard.types import Edit, Finding, Repair, Safety, Severity

_HTML = vocabulary.html("inline") | vocabulary.html("blocks") | vocabulary.html("void")
_VOID = vocabulary.html("void")
_XHTML = "http://www.w3.org/1999/xhtml"
_TEXTS = frozenset(("text", "tspan", "textPath"))
_AS_SPANS = dict.fromkeys(vocabulary.html("inline"), "tspan") | {
    "b": 'tspan font-weight="bold"', "strong": 'tspan font-weight="bold"', "i": 'tspan font-style="italic"',
    "em": 'tspan font-style="italic"', "sub": 'tspan baseline-shift="sub"', "sup": 'tspan baseline-shift="super"',
}  # fmt: skip
"""What stands for the elements of HTML that mark words."""


@rule(
    "S002",
    "unknown-element",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><elipse cx="5" cy="5" rx="4" ry="2"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><ellipse cx="5" cy="5" rx="4" ry="2"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rectangle width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">two <strong>bold</strong> words</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">two <tspan font-weight="bold">bold</tspan> words</text></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><div><rect width="4" height="5"/></div></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g><rect width="4" height="5"/></g></svg>',
            Safety.SAFE,
        ),
    ],
)
def unknown_element(survey: Survey) -> Iterable[Finding]:
    for element in survey.unknown_elements:
        name = local_name(element)
        if name.lower() in vocabulary.elements_folded():
            continue
        if name.lower() in _HTML:
            if _explained(element):
                continue
            if (found := _html(survey, element, name.lower())) is not None:
                yield found
                continue
        meant, certain = _meant(name, element)
        if meant is None:
            at = survey.document.start_tag(element)
            yield Finding(at.name_start, at.name_end, f"<{name}> is not an SVG element")
            continue
        prefix = f"{element.prefix}:" if element.prefix else ""
        safety = Safety.SAFE if certain else Safety.UNSAFE
        yield renamed(survey.document, element, prefix + meant, f"<{name}> is no element; <{meant}> fits", safety)


def _explained(element: etree._Element) -> bool:
    """True where HTML stands inside other HTML that is unknown, and a namespace there is one here."""
    parent = element.getparent()
    inside = parent is not None and local_name(parent).lower() in _HTML
    return inside and any(local_name(e) == "foreignObject" for e in element.iterancestors(etree.Element))


def _html(survey: Survey, element: etree._Element, name: str) -> Finding | None:
    """What an element of HTML means where it stands; None where it is only to be told."""
    parent = element.getparent()
    inside = local_name(parent) if parent is not None else ""
    document = survey.document
    start, end = document.start_tag(element), document.end_tag(element)
    message = f"<{name}> is an element of HTML"
    if inside == "foreignObject":
        edit = Edit(start.name_end, start.name_end, f' xmlns="{_XHTML}"')
        repair = Repair((edit,), Safety.SAFE, "given the namespace of XHTML")
    elif inside in _TEXTS and name in _AS_SPANS:
        tags = [Edit(start.name_start, start.name_end, _AS_SPANS[name])]
        tags += [] if end is None else [Edit(end.name_start, end.name_end, "tspan")]
        repair = Repair(tuple(tags), Safety.UNSAFE, "renamed to tspan")
    elif inside not in _TEXTS and not len(element) and not (element.text or "").strip() and _is_hollow(element, name):
        # Where lines of a text would break is not for us to say; between shapes nothing is lost with it.
        span = (start.start, start.end if end is None else end.end)
        repair = Repair((Edit(*span, ""),), Safety.SAFE, "taken out")
    elif len(element) and inside not in _TEXTS and any(_is_drawn(child) for child in element):
        tags = [Edit(tag.name_start, tag.name_end, "g") for tag in (start, end) if tag is not None]
        repair = Repair(tuple(tags), Safety.SAFE, "renamed to g, so that what it holds is drawn")
    else:
        return None
    return Finding(start.name_start, start.name_end, message, repair)


def _is_hollow(element: etree._Element, name: str) -> bool:
    """True for a break, or a container in which nothing is left."""
    return name in _VOID or (name in vocabulary.html("blocks") and not element.attrib)


def _is_drawn(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and local_name(element) in vocabulary.elements()


def _meant(name: str, element: etree._Element) -> tuple[str | None, bool]:
    """The element meant, and whether that is certain."""
    parent = element.getparent()
    inside = local_name(parent) if parent is not None else None
    names = frozenset(map(str, element.attrib))
    # A name too long for any element is not worth keeping.
    short = len(name) <= _LONGEST and sum(map(len, names)) <= _LONGEST and len(inside or "") <= _LONGEST
    return (_known if short else _known.__wrapped__)(name, inside, names)


_LONGEST = 256
"""Characters of names."""


@lru_cache(maxsize=512)
def _known(name: str, inside: str | None, attributes: frozenset[str]) -> tuple[str | None, bool]:
    fitting = {
        known
        for known in vocabulary.elements()
        if (inside is None or vocabulary.may_contain(inside, known)) and _fits(known, attributes)
    }
    plain = nearness.folded(name).rstrip("0123456789")
    alias = vocabulary.element_aliases().get(plain)
    if alias in fitting:
        return alias, True
    if name.lower() in _HTML:
        return None, False
    folds = {known.lower(): known for known in sorted(fitting)}
    near = [folds[n] for n in nearness.nearest(plain, folds)]
    if len(near) == 1:
        return near[0], True
    drawn = {known for known in near or fitting if _draws(known, attributes)}
    starts = sorted(k for k in drawn if near or k.startswith(plain[:3]))
    return (starts[0], False) if starts and (near or len(plain) > 2) else (None, False)


def _fits(known: str, attributes: frozenset[str]) -> bool:
    """True if every plain attribute may stand on `known`."""
    allowed = vocabulary.attributes(known)
    return all(n in allowed for n in attributes if not n.startswith(("{", "data-", "aria-", "on")))


def _draws(known: str, attributes: frozenset[str]) -> bool:
    needed = vocabulary.needed(known)
    return bool(needed) and all(n in attributes for n in needed)
