"""A comment inside a tag or inside a value.

Models annotate path commands this way. The repair moves the comment before the element, since comments name the parts
of a drawing and none may be lost. Safe: nothing drawn changes.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X021",
    "comment-in-tag",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1 <!-- up --> L9 9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- up --><path d="M1 1  L9 9"/></svg>',
        ),
    ],
)
def comment_in_tag(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("comment-in-tag")
