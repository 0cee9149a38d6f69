"""The answer breaks off before the document ends.

A token limit, a dropped stream, or a model that stopped; a closing `</svg>` that a caller appended does not hide it.
The repair closes everything after the last complete element. The half-written one stays, up to its last complete
segment, only when its geometry is usable and its paint is known; otherwise it would fill black what was not meant to
be. Safe: every painted thing before the cut survives. The token limit's cuts are blamed on the budget, a dropped
stream's on the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

if TYPE_CHECKING:
    # Loaded with the rules of the reply, before anything is known to be broken.
    from svgguard.syntax import SyntaxTree


@rule(
    "R015",
    "truncated",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"><rect width="4" height="5"/><circle cx="1" cy="',
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"><rect width="4" height="5"/></g></svg>',
        ),
    ],
)
def truncated(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("truncated")
