"""A processing instruction that XML cannot read.

`<?php` and the like, or one without `?>`. The repair deletes it. Unsafe: what it was to do is not known, though no
viewer draws it.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.syntax import SyntaxTree
from svgguard.types import Finding, Severity


@rule(
    "X029",
    "bad-instruction",
    Stage.SYNTAX,
    Severity.FATAL,
)
def bad_instruction(tree: SyntaxTree) -> Iterable[Finding]:
    return tree.shaped("bad-instruction")
