"""A comment that is never closed.

It would swallow everything up to the next `-->`, or all the rest. The repair closes it at the end of its line, or
before the first tag on that line. Safe: what comes to light is drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X023",
    "unclosed-comment",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- wheel\n<rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- wheel -->\n<rect width="4" height="5"/></svg>',
        ),
    ],
)
def unclosed_comment(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("unclosed-comment")
