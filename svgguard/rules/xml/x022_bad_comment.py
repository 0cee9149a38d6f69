"""A comment with `--` inside, or with a misspelt beginning or end.

XML forbids two hyphens in a row in a comment. The repair sets them apart, and completes `->`, `--!>` or `- ->` to
`-->` where otherwise the comment would swallow the drawing up to the next one. Safe: comments draw nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X022",
    "bad-comment",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- a -- b --><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- a - - b --><rect width="4" height="5"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- a -><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- a --><rect width="4" height="5"/></svg>',
        ),
    ],
)
def bad_comment(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-comment")
