"""An element that SVG does not have.

## Why it is bad

A viewer does not draw it, nor anything in it.

## What the repair does

The name is taken for a misspelling of the element nearest to it that may stand there and has the attributes written;
an everyday name (rectangle, oval) for the one that means it. Otherwise it is left alone: it may be another
vocabulary's.

## How safe it is

One or two letters away from a single element that fits is safe; by attributes alone it is a guess, and unsafe.

## Source

SVG 2, appendix Element Index.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name, renamed
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import vocabulary
from svgguard.text import nearness
from svgguard.types import Finding, Safety, Severity


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
    ],
)
def unknown_element(survey: Survey) -> Iterable[Finding]:
    for element in survey.unknown_elements:
        name = local_name(element)
        if name.lower() in vocabulary.elements_folded():
            continue
        meant, certain = _meant(name, element)
        if meant is None:
            at = survey.document.start_tag(element)
            yield Finding(at.name_start, at.name_end, f"<{name}> is not an SVG element")
            continue
        prefix = f"{element.prefix}:" if element.prefix else ""
        safety = Safety.SAFE if certain else Safety.UNSAFE
        yield renamed(survey.document, element, prefix + meant, f"<{name}> is no element; <{meant}> fits", safety)


def _meant(name: str, element: etree._Element) -> tuple[str | None, bool]:
    """The element meant, and whether that is certain."""
    parent = element.getparent()
    inside = local_name(parent) if parent is not None else None
    fitting = {
        known
        for known in vocabulary.elements()
        if (inside is None or vocabulary.may_contain(inside, known)) and _fits(known, element)
    }
    plain = nearness.folded(name).rstrip("0123456789")
    alias = vocabulary.element_aliases().get(plain)
    if alias in fitting:
        return alias, True
    folds = {known.lower(): known for known in sorted(fitting)}
    near = [folds[n] for n in nearness.nearest(plain, folds)]
    if len(near) == 1:
        return near[0], True
    drawn = {known for known in near or fitting if _draws(known, element)}
    starts = sorted(k for k in drawn if near or k.startswith(plain[:3]))
    return (starts[0], False) if starts and (near or len(plain) > 2) else (None, False)


def _fits(known: str, element: etree._Element) -> bool:
    """True if every plain attribute of the element may stand on `known`."""
    allowed = vocabulary.attributes(known)
    return all(n in allowed for n in map(str, element.attrib) if not n.startswith(("{", "data-", "aria-", "on")))


def _draws(known: str, element: etree._Element) -> bool:
    needed = vocabulary.needed(known)
    return bool(needed) and all(n in element.attrib for n in needed)
