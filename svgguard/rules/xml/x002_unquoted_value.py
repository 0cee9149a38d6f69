"""An attribute value without quotes.

HTML allows `fill=red`; XML does not, and a strict parser stops at it. The repair puts quotes around the value as
HTML's parser would read it, and beyond that around all words of a function or a list of numbers. Safe: nothing is
lost. A value in JSX braces is unwrapped, which is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X002",
    "unquoted-value",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect x=4 width="9" height=9/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect x="4" width="9" height="9"/></svg>',
        ),
    ],
)
def unquoted_value(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("unquoted-value")
