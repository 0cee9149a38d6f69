"""A name and a quoted value without `=` between them, or with a colon.

The repair puts the `=` where the gap or the colon stands. Safe: HTML's parser would have lost the value.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X008",
    "missing-equals",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width"4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def missing_equals(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("missing-equals")
