"""An element inside the drawing in a namespace that is a misspelt one of SVG's, or none.

`https:` for `http:`, an empty `xmlns=""`, a word that is no address: on a group or shape, below a root that is right.

## Why it is bad

Names are compared letter by letter, so no viewer draws the element or anything in it.

## What the repair does

It writes SVG's own.

## How safe it is

Safe: viewers passed over the element, and the name of an element of SVG among elements of SVG has one meaning.

## Source

Namespaces in XML 1.0, sections 3 and 6.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import vocabulary
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.types import Edit, Finding, Repair, Safety, Severity

_MEANT = re.compile(r"[^:/]*|.*(?:svg|w3\.org/2000).*", re.I | re.S)
"""No address at all, or one much like SVG's."""


@rule(
    "N005",
    "inner-namespace",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g xmlns="https://www.w3.org/2000/svg"><circle r="3"/></g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g xmlns="http://www.w3.org/2000/svg"><circle r="3"/></g></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle xmlns="" r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle xmlns="http://www.w3.org/2000/svg" r="3"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def inner_namespace(survey: Survey) -> Iterable[Finding]:
    document = survey.document
    for element in _strangers()(document.root):
        if local_name(element) not in vocabulary.elements():
            continue
        own = f"xmlns:{element.prefix}" if element.prefix else "xmlns"
        namespace = etree.QName(element).namespace or ""
        declaration = document.start_tag(element).attribute(own)
        if declaration is None or not _MEANT.fullmatch(namespace) or "xhtml" in namespace:
            continue
        edit = Edit(declaration.value_start, declaration.value_end, SVG_NAMESPACE)
        repair = Repair((edit,), Safety.SAFE, "the namespace is corrected")
        message = f"<{local_name(element)}> is in the namespace {namespace!r}, and SVG's is {SVG_NAMESPACE}"
        yield Finding(declaration.start, declaration.end, message, repair)


@cache
def _strangers() -> Callable[[etree._Element], Sequence[etree._Element]]:
    """The outermost elements of other namespaces."""
    found = etree.XPath(
        "//*[namespace-uri() != $svg][parent::*[namespace-uri() = $svg and local-name() != 'foreignObject']]"
    )
    return lambda root: found(root, svg=SVG_NAMESPACE)  # type: ignore[return-value]  # elements are all it selects
