"""Endpoint faults: what a server did wrong, as `Fault`s of the E rules, and the one exception `generate` raises."""

from __future__ import annotations

from functools import cache

from svgguard.rules import Rule, Stage, rules_at
from svgguard.types import Fault, Safety, SvgguardError


class EndpointError(SvgguardError):
    """No answer could be had at all; `faults` says what the endpoint did, in order."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(dict.fromkeys(f"{f.code} {f.name}: {f.message}" for f in faults)))


@cache
def _by_name() -> dict[str, Rule]:
    return {rule.name: rule for rule in rules_at(Stage.ENDPOINT)}


def endpoint_fault(name: str, message: str) -> Fault:
    """The fault of the endpoint rule `name`; it stands at the very start, for there may be no text at all."""
    rule = _by_name()[name]
    return Fault(rule.code, rule.name, rule.severity, rule.blame, Safety.MANUAL, 0, 0, 1, 1, message)
