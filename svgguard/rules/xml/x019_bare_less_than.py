"""A `<` in text that begins no tag ("StartTag: invalid element name").

`x < 10`, `<- back`, `Vec<T>`. The repair writes `&lt;`. Safe: it shows what was written.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X019",
    "bare-less-than",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">x < 10</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><text y="9">x &lt; 10</text></svg>',
        ),
    ],
)
def bare_less_than(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bare-less-than")
