"""An attribute value whose opening or closing quote is missing or of the other kind.

Without it the value swallows the attributes that follow, up to the next quote. The repair ends the value where the
next attribute or the end of the tag begins, or opens it after the `=`. Safe: it keeps every attribute of the tag,
where HTML's parser would merge several into one.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X003",
    "missing-quote",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4 height="5" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r=5" fill="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="5" fill="red"/></svg>',
        ),
    ],
)
def missing_quote(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("missing-quote")
