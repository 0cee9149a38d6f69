"""Not well-formed, and no repair is known.

The message is libxml2's. Nothing is guessed here: ask the model again, and report the reply, since a text that
svgguard cannot name is a gap in svgguard.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "X099",
    "not-well-formed",
    Stage.LIMIT,
    Severity.FATAL,
)
def not_well_formed(_: object) -> Iterable[Finding]:
    return ()
