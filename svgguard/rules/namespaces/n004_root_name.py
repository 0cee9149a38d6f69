"""The root element is not called `svg`.

## Why it is bad

`<SVG>`, `<Svg>` or `<svgg>`: names are compared letter by letter, so the document is no SVG and no viewer draws it.

## What the repair does

The repair writes the name as it is, in both tags.

## How safe it is

Safe: the extraction took it for an SVG because nothing else can be meant.

## Source

SVG 2, section 5.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.text import nearness
from svgguard.types import Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import SyntaxTree


@rule(
    "N004",
    "root-name",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<SVG xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></SVG>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        )
    ],
)
def root_name(tree: SyntaxTree) -> Iterable[Finding]:
    root = tree.root
    if root is None or root.name.rpartition(":")[2] == "svg" or nearness.distance(root.name.lower(), "svg") > 1:
        return
    tags = [root.token] if root.closing is None else [root.token, root.closing]
    edits = tuple(Edit(tag.name_start, tag.name_end, "svg") for tag in tags)
    repair = Repair(edits, Safety.SAFE, "renamed to svg")
    yield Finding(root.token.name_start, root.token.name_end, f"the root element is <{root.name}>", repair)
