"""Path data that does not begin with a moveto.

A viewer draws nothing of it. Two numbers at the beginning are where the drawing starts, and the repair puts an `M`
before them; a lineto at the beginning becomes a moveto.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V004",
    "missing-moveto",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="10 10L30 20L30 40z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20L30 40z"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="L10 10L30 20L30 40z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20L30 40z"/></svg>',
        ),
    ],
)
def missing_moveto(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.MOVETO in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
