"""Numbers of path data rounded to three digits, where the others are not.

`1.71e+02` among plain numbers is legal, but no program writes one number so and the next as `170.666667`: the data
went through something that rounded it, and the drawing shifts by as much. Where one other number of the path rounds
to the same digits, it is taken for the one meant; otherwise the number is written plainly. Unsafe in the one case,
without effect in the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V008",
    "rounded-path-number",
    Stage.DOCUMENT,
    Severity.WARNING,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 999 999"><path d="M85.333333 85.333333h341.333334v1.71e+02H85.333333z M128 170.666667h4.00e+01v42.666666z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 999 999"><path d="M85.333333 85.333333h341.333334v170.666667H85.333333z M128 170.666667h40v42.666666z"/></svg>',
        ),
    ],
)
def rounded_path_number(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.ROUNDED in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
