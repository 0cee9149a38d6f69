"""An element whose end tag is missing ("Premature end of data in tag").

The repair inserts the end tag where the evidence puts it: before a child the element may not hold, before the first
child that is indented no further than the element itself, else where the enclosing element ends, as HTML does. Safe:
nothing is lost, and everything stays where a recovering viewer draws it or where the layout shows it was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X012",
    "unclosed-element",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="red"><rect width="4" height="5"/></g></svg>',
        ),
    ],
)
def unclosed_element(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("unclosed-element")
