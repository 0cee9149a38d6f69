"""No white space between two attributes, or between the element name and the first ("attributes construct error").

The repair inserts a space. Safe: names and values are unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X009",
    "missing-space",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4"height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def missing_space(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("missing-space")
