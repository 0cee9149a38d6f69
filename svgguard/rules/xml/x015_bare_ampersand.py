"""An `&` that begins no reference ("xmlParseEntityRef: no name").

Fish & chips, or a query string. The repair writes `&amp;`. Safe: it shows what was written.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X015",
    "bare-ampersand",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">a & b</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">a &amp; b</text></svg>',
        ),
    ],
)
def bare_ampersand(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bare-ampersand")
