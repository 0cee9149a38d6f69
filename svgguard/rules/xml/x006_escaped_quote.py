"""Quotes written with a backslash or as `&quot;`, as inside a program's string.

A model that writes SVG into code or JSON sometimes escapes one element and not the rest. The repair takes the escapes
off. Safe: the value is what stands between them.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X006",
    "escaped-quote",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width=\\"4\\" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def escaped_quote(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("escaped-quote")
