"""Something in a number's place in path data that is none.

`NaN`, `undefined`, a unit, a letter that looks like a digit, two numbers run together, digits of another script: a
viewer stops drawing there. Units are deleted, letters read as digits, and numbers set apart where the canvas says. In
place of a word stands the coordinate that moves the pen least. Unsafe, since it is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V005",
    "path-number",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30px 20px"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10 L3O 20 L40 5O"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10 L30 20 L40 50"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M5050 l8 -8"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M50 50 l8 -8"/></svg>',
        ),
    ],
)
def path_number(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.NUMBER in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
