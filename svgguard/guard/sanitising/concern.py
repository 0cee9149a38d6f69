"""Why a piece of a document may not stay: what every part of the audit gives."""

from __future__ import annotations

from dataclasses import dataclass

from svgguard.guard.sanitising.faults import UntrustedFault
from svgguard.types import Severity


@dataclass(frozen=True, slots=True)
class Concern:
    """Why something may not stay."""

    fault: UntrustedFault
    severity: Severity | None
    """None where only a policy objects."""
    message: str
    offered: bool = False
    """True if its removal is offered without a policy too."""
