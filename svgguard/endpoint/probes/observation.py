"""`Observation`: what one probe of the doctor saw."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from svgguard.endpoint.probes.advice import Advice


class State(StrEnum):
    """What a finding means for drawings."""

    OK = "ok"
    NOTE = "note"
    """svgguard manages without; better may be had."""
    CHANGE = "change"
    """Drawings suffer until it is changed."""
    FAILED = "failed"
    """Nothing can be drawn until it is changed."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of the doctor's table."""

    probe: str
    state: State
    seen: str
    """What was seen, in words."""
    advice: Advice | None = None
    """What to change; None where there is nothing to."""
