"""The document has more elements than the limit.

It is refused. Raise `Policy.limits.elements` when such documents are expected.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "U003",
    "too-many-elements",
    Stage.LIMIT,
    Severity.FATAL,
)
def too_many_elements(_: object) -> Iterable[Finding]:
    return ()
