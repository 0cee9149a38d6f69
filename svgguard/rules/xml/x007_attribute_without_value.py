"""An attribute name with nothing after it.

HTML reads `<rect visible>` as an empty value; XML has no such shorthand ("Specification mandates value for
attribute"). The repair adds `=""`, as HTML's parser does. Safe: an unknown name draws nothing either way.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X007",
    "attribute-without-value",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect data-wheel width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect data-wheel="" width="4" height="5"/></svg>',
        ),
    ],
)
def attribute_without_value(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("attribute-without-value")
