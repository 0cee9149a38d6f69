"""Typographic quotes, primes or backticks around an attribute value.

They come from prose habits and from copying through word processors; XML knows only `"` and `'`. The repair replaces
the pair. Safe: the value between them is unchanged, and HTML would have made the quotes part of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X005",
    "typographic-quote",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width=“4” height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def typographic_quote(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("typographic-quote")
