"""A character that XML does not allow anywhere: a control, a lone surrogate, a byte order mark before the root.

The repair deletes it, or joins two surrogates into the character they are halves of. Safe: such a character draws
nothing. Bytes that are not UTF-8 are read as Windows-1252, which is a guess and therefore unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X018",
    "bad-character",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">a\x0bb</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">ab</text></svg>',
        ),
    ],
)
def bad_character(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-character")
