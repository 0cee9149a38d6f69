"""A tag without its `<` or its `>`.

The repair inserts the bracket: `>` after the last attribute, `<` before an element name that is followed by
attributes and a closing bracket. Safe: such text can be nothing but a tag.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X011",
    "missing-bracket",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/\n<circle r="3"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/>\n<circle r="3"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g><circle r="3" fill="red"/>/g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g><circle r="3" fill="red"/></g></svg>',
        ),
    ],
)
def missing_bracket(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("missing-bracket")
