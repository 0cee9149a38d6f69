"""An `xml:id` that is no name.

A space, or a digit at its beginning: what `id` lets pass is an error in `xml:id`.

## Why it is bad

Strict parsers reject the whole document for it.

## What the repair does

It becomes a plain `id`, whose value may be anything.

## How safe it is

Safe: the value stays as it is, and viewers read `id` where they passed over the other. Where the element has an `id`, `xml:id` is
deleted, which is unsafe: a name is lost.

## Source

xml:id 1.0, section 4; SVG 2, section 3.4 (`xml:id` is read no more).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import SYNTAX, rule
from svgguard.types import Edit, Finding, Repair, Safety, Severity

if TYPE_CHECKING:
    from svgguard.syntax import SyntaxTree

_NCNAME = re.compile(r"[^\W\d][\w.\-\u00b7]*")


@rule(
    "X030",
    "bad-xml-id",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle xml:id="1 a" r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle id="1 a" r="3"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle id="dot" xml:id="1" r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle id="dot" r="3"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def bad_xml_id(tree: SyntaxTree) -> Iterable[Finding]:
    for element in tree.elements:
        names = element.token.attribute_names
        if "xml:id" not in names:
            continue
        for attribute in element.token.attributes:
            if attribute.name != "xml:id" or _NCNAME.fullmatch(attribute.value):
                continue
            if "id" in names:
                edit, safety = Edit(attribute.start - 1, attribute.end, ""), Safety.UNSAFE
            else:
                edit, safety = Edit(attribute.start, attribute.name_end, "id"), Safety.SAFE
            said = "it is deleted" if "id" in names else "it becomes an id"
            yield Finding(
                attribute.start, attribute.end, f"{attribute.value[:40]!r} is no name", Repair((edit,), safety, said)
            )
