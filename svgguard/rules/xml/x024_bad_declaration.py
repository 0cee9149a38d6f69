"""An XML declaration that is malformed, repeated, or not at the very beginning.

The repair deletes it, or the white space before it. Safe: without one the text is read as UTF-8 and XML 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X024",
    "bad-declaration",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<?xml version=1.0?>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
            '\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
        ),
        (
            '\n<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
            '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
        ),
    ],
)
def bad_declaration(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-declaration")
