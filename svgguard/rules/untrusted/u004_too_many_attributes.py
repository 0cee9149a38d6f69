"""An element has more attributes than the limit.

No drawing needs that many, and reading them takes time quadratic in their number, so the document is refused. Raise
`Policy.limits.attributes` when such documents are expected.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "U004",
    "too-many-attributes",
    Stage.LIMIT,
    Severity.FATAL,
)
def too_many_attributes(_: object) -> Iterable[Finding]:
    return ()
