"""A document type declaration that XML cannot read, or in the wrong place.

`<!doctype html>` in lower case, or a public identifier without its system identifier. The repair deletes it. Safe:
SVG 2 has no document type, and none is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X025",
    "bad-doctype",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<!doctype svg>\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
            '\n<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
        ),
    ],
)
def bad_doctype(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-doctype")
