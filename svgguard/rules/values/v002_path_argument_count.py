"""A path command with too few or too many numbers.

A viewer stops drawing there. Where the numbers are those of two commands, the second's letter is put back; where they
are not, the incomplete rest of the command is deleted, so that what comes after it is drawn too. Unsafe: which number
is missing is not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V002",
    "path-argument-count",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20 50 20 70L80 80"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20 50 20L80 80"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10 C20 20 30 20 40 10 60 10 z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10 C20 20 30 20 40 10 L60 10 z"/></svg>',
        ),
    ],
)
def path_argument_count(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.COUNT in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
