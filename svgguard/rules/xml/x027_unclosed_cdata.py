"""A CDATA section without its end, or an end without a section.

The repair closes the section before the next tag, or escapes the loose `]]>`. Safe: the text is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X027",
    "unclosed-cdata",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">a]]>b</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">a]]&gt;b</text></svg>',
        ),
    ],
)
def unclosed_cdata(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("unclosed-cdata")
