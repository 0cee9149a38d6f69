"""A letter in path data that is no command.

A viewer stops drawing there. What the letter stands for shows in the number of its arguments, in the commands the
rest of the path is written with, and in where the drawing goes: on the canvas, in steps of the usual size, in smooth
joints. A letter that splits the arguments of a command is deleted. A guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.path import repair as path_mend
from svgguard.svg.path.reading import Fault
from svgguard.types import Finding, Severity


@rule(
    "V001",
    "unknown-path-command",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("path",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10X30 20L30 40z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L30 20L30 40z"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 60 X20 20 40 20 60 60z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 60 C20 20 40 20 60 60z"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L20 x 20L30 10z"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M10 10L20 20L30 10z"/></svg>',
        ),
    ],
)
def unknown_path_command(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.suspects["path"]:
        mended = path_mend.mend(suspect.value, survey.canvas, survey.document.text)
        if mended and Fault.COMMAND in mended.faults:
            yield suspect.cut_short(mended.message, mended.value, mended.safety)
