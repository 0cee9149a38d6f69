"""Prose, a comment or an ellipsis in path data.

A viewer stops drawing there. The repair deletes it, and draws what comes after. Unsafe: the model may have left out
what it only spoke of.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V006",
    "path-text",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20 (and so on) L30 40"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20 L30 40"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20 ... more points ..."/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20"/></svg>',
        ),
    ],
)
def path_text(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.TEXT in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
