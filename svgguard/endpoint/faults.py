"""Endpoint faults: what a server did wrong, as `Fault`s of the E rules, and the one exception `generate` raises."""

from __future__ import annotations

from svgguard.rules import rule_named
from svgguard.types import Fault, Safety, SvgguardError


class EndpointError(SvgguardError):
    """No answer could be had at all; `faults` says what the endpoint did, in order."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(dict.fromkeys(f"{f.code} {f.name}: {f.message}" for f in faults)))


def endpoint_fault(name: str, message: str) -> Fault:
    """The fault of the endpoint rule `name`; it stands at the very start, for there may be no text at all."""
    rule = rule_named(name)
    return Fault(rule.code, rule.name, rule.severity, rule.blame, Safety.MANUAL, 0, 0, 1, 1, message)
