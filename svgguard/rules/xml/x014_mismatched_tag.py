"""An end tag that does not match: misspelt, in the wrong case, or crossing another ("Opening and ending tag mismatch").

The repair spells it as the element it ends, or ends the inner element first. `<g …/>` that is ended again after its
children loses its slash, which is a guess and therefore unsafe. The rest is safe: the tree is the one HTML would
build.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X014",
    "mismatched-tag",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="a"><rect width="4" height="5"/></clippath></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="a"><rect width="4" height="5"/></clipPath></svg>',
        ),
    ],
)
def mismatched_tag(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("mismatched-tag")
