"""Elements are nested deeper than the limit.

The default renderer overflows its stack at about 300 levels, which ends the process, so a deeper document is refused.
Raise `Policy.limits.depth` only when nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "U002",
    "too-deep",
    Stage.LIMIT,
    Severity.FATAL,
)
def too_deep(_: object) -> Iterable[Finding]:
    return ()
