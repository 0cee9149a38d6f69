"""A numeric reference to something that is no XML character, or badly written.

Two references to the halves of a surrogate pair become the one character meant; a reference to a control character is
deleted; a missing semicolon is added. Safe: a control character draws nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X017",
    "bad-character-reference",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">&#xD83D;&#xDE00;&#0;</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">😀</text></svg>',
        ),
    ],
)
def bad_character_reference(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-character-reference")
