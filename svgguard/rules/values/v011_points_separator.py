"""Something between two points that may not be there.

One comma and white space may stand between numbers. A viewer stops at a semicolon, a second comma, a bracket or a
letter. The repair deletes it. Safe: the numbers are as written; unsafe where words are deleted.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import points
from svgguard.svg.points import PointsFault
from svgguard.types import Finding, Severity


@rule(
    "V011",
    "points-separator",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("points",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10; 30,20; 50,60"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10,, 30,20 x 50,60"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10, 30,20 50,60"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="M10 10 L30 20 L50 60 Z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10 10 30 20 50 60"/></svg>',
        ),
    ],
)
def points_separator(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["points"]:
        mended = points.mend(suspect.value, survey.canvas)
        if mended and PointsFault.SEPARATOR in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
