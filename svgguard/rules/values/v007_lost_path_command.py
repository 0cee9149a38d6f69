"""A path command whose letter seems to be missing.

`M10 50 30 10 50 50` is legal, two lines; but where the path writes a letter before every other segment and these
numbers are just those of a curve, a curve was meant. A guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V007",
    "lost-path-command",
    Stage.DOCUMENT,
    Severity.WARNING,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M 10 50  30 10 50 50 L 70 70 Z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M 10 50  Q 30 10 50 50 L 70 70 Z"/></svg>',
        ),
    ],
)
def lost_path_command(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.LOST in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
