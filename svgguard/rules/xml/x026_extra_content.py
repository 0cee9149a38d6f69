"""Content before or after the root element ("Extra content at the end of the document").

The repair deletes it. Text is deleted safely; markup after the root is lost with it, which is unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X026",
    "extra-content",
    Stage.SYNTAX,
    Severity.FATAL,
)
def extra_content(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("extra-content")
