"""The root element is in a namespace that is not SVG's.

## Why it is bad

A typo, `https:` for `http:`, another year. Names are compared letter by letter, so no viewer draws it.

## What the repair does

The repair writes SVG's own.

## How safe it is

Safe when the element is `svg`: nothing else can have been meant.

## Source

Namespaces in XML 1.0, section 3 (names are compared as strings).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.rules.namespaces.n003_undeclared_prefix import NAMESPACES
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.types import Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import SyntaxTree


@rule(
    "N002",
    "wrong-namespace",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="https://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def wrong_namespace(tree: SyntaxTree) -> Iterable[Finding]:
    root = tree.root
    if root is None:
        return
    prefix, colon, local = root.name.rpartition(":")
    own = f"xmlns:{prefix}" if colon else "xmlns"
    for attribute in root.token.attributes:
        first = attribute is root.token.attribute(own)
        meant = SVG_NAMESPACE if first and local == "svg" else None
        if attribute.name.startswith("xmlns:") and attribute.name != own:
            meant = NAMESPACES.get(attribute.name.removeprefix("xmlns:"))
        if meant is not None and attribute.value != meant:
            edit = Edit(attribute.value_start, attribute.value_end, meant)
            repair = Repair((edit,), Safety.SAFE, "the namespace is corrected")
            yield Finding(attribute.start, attribute.end, f"{attribute.value!r} is not {meant}", repair)
