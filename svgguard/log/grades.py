"""`Grade`: what a failure is. How bad an answer is by what is held against its model, and by nothing else.

First pass, an answer failed that is *unusable* or *wrong*. *Doubtful* stands beside it: it draws, but perhaps not as
meant. What a server, a token limit, our own prompt, a renderer or svgguard broke makes no answer worse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import IntEnum

from svgguard.types import Blame, Fault, Severity, Status

BLANK = "D001"
"""The rule of pictures that show nothing: an error of the document, and no picture."""


class Grade(IntEnum):
    """How bad an answer is; the worst of its faults counts."""

    SOUND = 0
    """Nothing, or nothing worth more than a remark."""
    DOUBTFUL = 1
    """A warning."""
    WRONG = 2
    """An error: a viewer drops or misdraws something."""
    UNUSABLE = 3
    """Fatal, rejected or blank: there is no picture."""


_BY_SEVERITY = {
    Severity.FATAL: Grade.UNUSABLE,
    Severity.ERROR: Grade.WRONG,
    Severity.WARNING: Grade.DOUBTFUL,
    Severity.INFO: Grade.SOUND,
}


def found_grade(status: str | None, faults: Collection[Fault]) -> Grade | None:
    """How bad an answer with this status and these faults was; None where there was none."""
    return _grade(status, faults, faults)


def left_grade(status: str | None, faults: Collection[Fault]) -> Grade | None:
    """How bad is what was made of it, with the repairs that were applied; None where there was no answer."""
    return _grade(status, faults, [fault for fault in faults if not fault.applied])


def _grade(status: str | None, faults: Iterable[Fault], counted: Iterable[Fault]) -> Grade | None:
    if status is None:
        return None
    # Having been rejected is held against the model only where nothing of the answer is blamed on another.
    excused = any(fault.blame is not Blame.MODEL for fault in faults)
    worst = Grade.UNUSABLE if status == Status.REJECTED and not excused else Grade.SOUND
    for fault in counted:
        if fault.blame is Blame.MODEL:
            blank = fault.code == BLANK and fault.severity is not Severity.INFO
            worst = max(worst, Grade.UNUSABLE if blank else _BY_SEVERITY[fault.severity])
    return worst
