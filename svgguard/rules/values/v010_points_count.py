"""A list of points with an odd number of coordinates.

The last one has no partner, and viewers differ in what they draw: all points before it, or nothing. The number that
is in no pair is deleted; where commas join the pairs, that is the one without a comma, otherwise the last. A number
far off the canvas that is two run together is set apart. Unsafe, since the missing number is not known.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import points
from svgguard.svg.points import PointsFault
from svgguard.types import Finding, Severity


@rule(
    "V010",
    "points-count",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("points",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60 70"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30 50,60 70,10"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 50,60 70,10"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="1010 30,20 50,60"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10 10 30,20 50,60"/></svg>',
        ),
    ],
)
def points_count(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["points"]:
        mended = points.mend(suspect.value, survey.canvas)
        if mended and PointsFault.COUNT in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
