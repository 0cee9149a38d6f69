"""A quote too many: doubled, nested in a value, or around a value that has no name.

The repair drops a doubled quote and turns nested ones (a font name inside `style`) into the other kind. Safe: the
value stays whole. A whole value without a name is dropped, which loses it and is therefore unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X004",
    "stray-quote",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4"" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text style="font-family:"Arial";fill:red" x="1">a</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text style="font-family:\'Arial\';fill:red" x="1">a</text></svg>',
        ),
    ],
)
def stray_quote(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("stray-quote")
