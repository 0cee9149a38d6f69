"""An empty element never closed: `<path …>` for `<path …/>`.

HTML's parser makes the following siblings its children, where they are not drawn. A path, a shape, a gradient stop or
a filter primitive holds nothing but descriptions and animations, so the repair adds the slash. Safe: everything is
drawn that a recovering viewer would draw, and its siblings besides.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X028",
    "missing-slash",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1h5"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1h5"/><rect width="4" height="5"/></svg>',
        ),
    ],
)
def missing_slash(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("missing-slash")
