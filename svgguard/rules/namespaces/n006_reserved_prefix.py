"""A declaration that namespaces in XML forbid: of `xml` or `xmlns` anew, or of a prefix for nothing.

## Why it is bad

Strict parsers reject the whole document for it. Nothing in SVG needs such a declaration.

## What the repair does

The declaration is deleted; a prefix that is used is then declared as any other that is not.

## How safe it is

Safe: `xml` and `xmlns` mean what they mean without it, and no prefix can stand for nothing.

## Source

Namespaces in XML 1.0, sections 2.2 and 3 (reserved prefixes and namespace names).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import SyntaxTree

_XML = "http://www.w3.org/XML/1998/namespace"
_XMLNS = "http://www.w3.org/2000/xmlns/"


@rule(
    "N006",
    "reserved-prefix",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xml="http://www.w3.org/2000/svg"><circle r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:ai=""><circle r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def reserved_prefix(tree: SyntaxTree) -> Iterable[Finding]:
    for element in tree.elements:
        if not any(name.startswith("xmlns") for name in element.token.attribute_names):
            continue
        for attribute in element.token.attributes:
            if message := _forbidden(attribute.name, attribute.value.strip()):
                repair = Repair((Edit(attribute.start - 1, attribute.end, ""),), Safety.SAFE, "it is deleted")
                yield Finding(attribute.start, attribute.end, message, repair)


def _forbidden(name: str, value: str) -> str:
    """Why a declaration may not be; empty for one that may, and for whatever else an attribute is."""
    own, colon, prefix = name.partition(":")
    if own != "xmlns":
        return ""
    if prefix == "xmlns" or (prefix == "xml" and value != _XML):
        return f"the prefix {prefix} cannot be declared"
    if value in (_XML, _XMLNS) and prefix != "xml":
        return f"{value} has its prefix, and cannot have another"
    return f"the prefix {prefix} stands for nothing" if colon and not value else ""
