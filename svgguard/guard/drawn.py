"""The drawing stage: what is seen of a document, and what drawing it did to what drew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from svgguard import document
from svgguard.document import Document
from svgguard.document.drawing import Drawing
from svgguard.document.survey import Survey
from svgguard.guard.exemptions import without_exempted
from svgguard.guard.passes import Found, Pass, choose, detected, ordered, run_passes
from svgguard.result import Result
from svgguard.rules import DRAWING, rule_named
from svgguard.text import edits
from svgguard.types import Fault, Policy, Safety, Severity, Status

if TYPE_CHECKING:
    from PIL.Image import Image

    from svgguard.rendering.engine import RenderError

_SIZE = 256
"""Pixels of the longest side of the picture that is looked at."""
_SECONDS = 2.0
_OWN = Policy()


def drawn(passes: Sequence[Pass], policy: Policy) -> tuple[list[Pass], RenderError | None]:
    """The passes with what the drawing stage finds, and why the document could not be drawn, where it had to be.

    What its rules offer changes a frame or what is shown, so it is applied only where its code is selected.
    """
    done = list(passes)
    for left in range(policy.passes, -1, -1):
        last = done.pop()
        if last.survey is None:
            return [*done, last], None
        found, error = _look(last.survey, policy)
        selected = [(rule, finding) for rule, finding in found if left and policy.names(rule.code)]
        chosen, applied = choose(selected, policy)
        if not chosen:
            break
        changed = edits.apply(last.text, chosen)
        read = document.read(changed, policy.limits)
        if not isinstance(read, Document):
            break
        done.append(replace(last, found=[*last.found, *found], applied=applied, edits=tuple(chosen)))
        done.extend(run_passes(changed, replace(policy, passes=0), read))
    return [*done, replace(last, found=[*last.found, *found])], error


def _look(subject: Survey, policy: Policy) -> tuple[Found, RenderError | None]:
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
    if policy.exemptions:
        found = without_exempted(found, subject.document.text)
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
