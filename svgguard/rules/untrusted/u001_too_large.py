"""The answer is larger than the limit.

It is refused unread. Raise `Policy.limits.characters` when such documents are expected.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "U001",
    "too-large",
    Stage.LIMIT,
    Severity.FATAL,
)
def too_large(_: object) -> Iterable[Finding]:
    return ()
