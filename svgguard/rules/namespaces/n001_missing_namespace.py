"""The root element has no SVG namespace.

## Why it is bad

Inline in HTML that draws; as a file or an `<img>` it is no SVG and no viewer draws it.

## What the repair does

The repair adds `xmlns="http://www.w3.org/2000/svg"`, or calls the attribute so that holds that name.

## How safe it is

Safe: nothing else can have been meant.

## Source

Namespaces in XML 1.0, section 6.2; SVG 2, section 5.1.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.svg.vocabulary import SVG_NAMESPACE
from svgguard.types import LAST_RANK, Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import SyntaxTree


@rule(
    "N001",
    "missing-namespace",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def missing_namespace(tree: SyntaxTree) -> Iterable[Finding]:
    root = tree.root
    if root is None or root.name != "svg" or root.token.attribute("xmlns"):
        return
    for attribute in root.token.attributes:
        if ":" not in attribute.name and attribute.value.strip().rstrip("/") == SVG_NAMESPACE:
            edit = Edit(attribute.start, attribute.name_end, "xmlns")
            repair = Repair((edit,), Safety.SAFE, "renamed to xmlns")
            yield Finding(attribute.start, attribute.end, f"{attribute.name} holds the namespace of xmlns", repair)
            return
    at = root.token.name_end
    repair = Repair((Edit(at, at, f' xmlns="{SVG_NAMESPACE}"'),), Safety.SAFE, "the namespace is added")
    yield Finding(max(0, at - 3), at, "<svg> without xmlns is not SVG", repair, rank=LAST_RANK)
