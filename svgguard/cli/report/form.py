"""What a form of report is: the pieces of text that it makes of each outcome, and what stands around them.

A form is a file in `forms`, named as on the command line, whose class, such as `FullForm`, has these methods. The
pieces of an outcome depend on it alone, so that the processes that find faults also put them into words.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally

_HOME = "svgguard.cli.report.forms"


@dataclass(frozen=True, slots=True)
class ReportStyle:
    """How to write, as far as a form heeds it."""

    colour: bool = False
    width: int = 100
    """Columns of a line."""
    text: bool = False
    """True to tell source and document, too."""
    fixing: bool = False
    """True if repairs are made."""
    dry: bool = False
    """True if they are only shown."""


class ReportForm:
    """A form of report."""

    separator = ""
    """What stands between the pieces."""
    for_people = False
    """True for one that is read on a terminal: what it cannot show is noted beside it."""
    end_aside = False
    """True if the end belongs on standard error."""

    def __init__(self, style: ReportStyle) -> None:
        self.style = style

    def begin(self) -> str:
        """What stands before everything."""
        return ""

    def pieces(self, outcome: FileOutcome) -> Iterable[str]:
        """What is said of one outcome."""
        raise NotImplementedError

    def end(self, tally: Tally) -> str:
        """What stands after everything."""
        return ""


@cache
def names() -> tuple[str, ...]:
    """The names of all forms; none is loaded for it."""
    found = (file.stem for file in Path(__file__).with_name("forms").glob("*.py"))
    return tuple(sorted(name.removesuffix("_") for name in found if name != "__init__"))


def load(name: str, style: ReportStyle) -> ReportForm:
    """The form of that name."""
    module = name if Path(__file__).with_name("forms").joinpath(f"{name}.py").is_file() else f"{name}_"
    kind = getattr(importlib.import_module(f"{_HOME}.{module}"), f"{name.capitalize()}Form")
    form: ReportForm = kind(style)
    return form
