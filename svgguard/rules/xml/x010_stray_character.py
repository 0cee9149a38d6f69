"""A character that does not belong in a tag.

Commas between attributes, a symbol glued to a name, a slash in the middle, an ellipsis for attributes left out. The
repair deletes it. Safe for punctuation; where letters or digits go with it, HTML would have made an attribute of
them, so that deletion is unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X010",
    "stray-character",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect* width="4", height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def stray_character(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("stray-character")
