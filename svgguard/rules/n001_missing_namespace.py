"""The root element has no SVG namespace.

Inline in HTML that draws; as a file or an `<img>` it is no SVG and no viewer draws it. The repair adds
`xmlns="http://www.w3.org/2000/svg"`. Safe: nothing else can have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Edit, Finding, Repair, Safety, Severity
from svgguard.vocabulary import SVG_NAMESPACE


@rule(
    "N001",
    "missing-namespace",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def missing_namespace(tree: SyntaxTree) -> Iterable[Finding]:
    root = tree.root
    if root is None or root.name != "svg" or root.token.attribute("xmlns"):
        return
    at = root.token.name_end
    repair = Repair((Edit(at, at, f' xmlns="{SVG_NAMESPACE}"'),), Safety.SAFE, "the namespace is added")
    yield Finding(at - 3, at, "<svg> without xmlns is not SVG", repair)
