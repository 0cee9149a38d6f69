"""The root element is in a namespace that is not SVG's.

A typo, `https:` for `http:`, another year. Names are compared letter by letter, so no viewer draws it. The repair
writes SVG's own. Safe when the element is `svg`: nothing else can have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Edit, Finding, Repair, Safety, Severity
from svgguard.vocabulary import SVG_NAMESPACE


@rule(
    "N002",
    "wrong-namespace",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="https://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def wrong_namespace(tree: SyntaxTree) -> Iterable[Finding]:
    root = tree.root
    if root is None:
        return
    prefix, colon, local = root.name.rpartition(":")
    declaration = root.token.attribute(f"xmlns:{prefix}" if colon else "xmlns")
    if local == "svg" and declaration is not None and declaration.value != SVG_NAMESPACE:
        edit = Edit(declaration.value_start, declaration.value_end, SVG_NAMESPACE)
        repair = Repair((edit,), Safety.SAFE, "the namespace is corrected")
        yield Finding(declaration.start, declaration.end, f"{declaration.value!r} is not the SVG namespace", repair)
