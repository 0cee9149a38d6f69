"""Something in a number's place in a list of points that is none.

Units are deleted, and letters that look like digits are read as digits. In place of `NaN` or `undefined` stands the
mean of that coordinate in the points before and after. Unsafe, since it is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import points
from svgguard.svg.points import PointsFault
from svgguard.types import Finding, Severity


@rule(
    "V012",
    "points-number",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("points",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10px,10px 30px,20px 50px,60px"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,1O 30,20 5O,60"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 NaN,20 50,60"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><polygon points="10,10 30,20 50,60"/></svg>',
        ),
    ],
)
def points_number(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["points"]:
        mended = points.mend(suspect.value, survey.canvas)
        if mended and PointsFault.NUMBER in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
