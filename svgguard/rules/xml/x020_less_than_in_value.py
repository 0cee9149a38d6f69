"""A `<` inside an attribute value ("Unescaped '<' not allowed in attributes values").

The repair writes `&lt;`. Safe: the value is unchanged for everyone who reads it.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X020",
    "less-than-in-value",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect data-note="a<b" width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect data-note="a&lt;b" width="4" height="5"/></svg>',
        ),
    ],
)
def less_than_in_value(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("less-than-in-value")
