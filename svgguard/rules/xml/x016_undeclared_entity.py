"""An entity that XML does not declare, such as HTML's `&nbsp;`.

XML knows amp, lt, gt, quot and apos. The repair writes the character itself, or escapes the `&` of a name HTML does
not know either. Safe: the reader sees what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X016",
    "undeclared-entity",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">1&nbsp;&mdash;&deg;</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">1\xa0—°</text></svg>',
        ),
    ],
)
def undeclared_entity(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("undeclared-entity")
