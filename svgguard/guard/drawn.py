"""The drawing stage: what is seen of a document, and what drawing it did to what drew it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from svgguard.document.drawing import Drawing
from svgguard.document.survey import Survey
from svgguard.guard.passes import Found, detected, ordered
from svgguard.result import Result
from svgguard.rules import DRAWING, rule_named
from svgguard.types import Fault, Policy, Safety, Severity, Status

if TYPE_CHECKING:
    from PIL.Image import Image

    from svgguard.rendering.engine import RenderError

_SIZE = 256
"""Pixels of the longest side of the picture that is looked at."""
_SECONDS = 2.0
_OWN = Policy()


def look(subject: Survey, policy: Policy) -> tuple[Found, RenderError | None]:
    """What the rules of the drawing stage find, and why the document could not be drawn, where it had to be."""
    errors: list[RenderError] = []

    def draw() -> Image | None:
        # Loaded only where boxes do not tell.
        from svgguard.rendering import Form, RenderError, render

        try:
            return render(subject.document, size=_SIZE, seconds=_SECONDS, form=Form.RGBA, engine=policy.renderer).image
        except RenderError as error:
            errors.append(error)
            return None

    found = ordered([*detected(DRAWING, Drawing(subject, draw))], policy)
    return found, errors[0] if errors else None


def with_drawing_fault(result: Result, error: RenderError | None, policy: Policy = _OWN) -> Result:
    """The result, with the fault that it could not be drawn where that is its document's doing."""
    if error is None or error.fault is None or result.svg is None:
        return result
    rule = rule_named(error.fault)
    if any(fault.code == rule.code for fault in result.faults):
        return result
    start = max(0, result.source.find("<svg"))
    before = result.source[:start]
    fault = Fault(
        code=rule.code,
        name=rule.name,
        severity=policy.severity(rule.code, rule.severity),
        blame=rule.blame,
        safety=Safety.MANUAL,
        start=start,
        end=start,
        line=before.count("\n") + 1,
        column=start - before.rfind("\n"),
        message=str(error),
    )
    faults = sorted((*result.faults, fault), key=lambda one: (one.start, one.end, one.code))
    return replace(
        result, faults=tuple(faults), status=result.status if fault.severity is Severity.INFO else Status.FAULTY
    )
