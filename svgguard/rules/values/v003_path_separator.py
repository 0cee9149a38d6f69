"""Something between two numbers of path data that may not be there.

One comma and white space may stand between numbers, and white space alone around a command. A viewer stops drawing at
a semicolon, a second comma or a comma before a command. The repair deletes it. Safe: the commands and their numbers
are as written.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V003",
    "path-separator",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10; L30 20; L30 40"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10 L30 20 L30 40"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10,10 L30,,20 L30,40,"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10,10 L30,20 L30,40"/></svg>',
        ),
    ],
)
def path_separator(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.SEPARATOR in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
