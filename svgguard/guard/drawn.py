"""What drawing a document did to what drew it, as a fault of its result. Only who draws it can tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from svgguard.result import Result
from svgguard.rules import rule_named
from svgguard.types import Fault, Safety, Status

if TYPE_CHECKING:
    from svgguard.rendering.engine import RenderError


def with_drawing_fault(result: Result, error: RenderError | None) -> Result:
    """The result, with the fault that it could not be drawn where that is its document's doing."""
    if error is None or error.fault is None or result.svg is None:
        return result
    rule = rule_named(error.fault)
    start = max(0, result.source.find("<svg"))
    before = result.source[:start]
    fault = Fault(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        blame=rule.blame,
        safety=Safety.MANUAL,
        start=start,
        end=start,
        line=before.count("\n") + 1,
        column=start - before.rfind("\n"),
        message=str(error),
    )
    faults = sorted((*result.faults, fault), key=lambda one: (one.start, one.end, one.code))
    return replace(result, faults=tuple(faults), status=Status.FAULTY)
