"""An end tag that ends nothing.

Often `</polygon>` after `<polygon …/>`, or one `</g>` too many. The repair deletes it; of several candidates, the one
whose indentation matches no open element. Safe: HTML's parser ignores it too.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X013",
    "stray-end-tag",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></rect></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def stray_end_tag(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("stray-end-tag")
