"""The report of what a repair changes, as a unified diff that ``patch -p0`` understands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.summary import Tally, summary
from svgguard.cli.report.text import painter

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


class DiffForm(ReportForm):
    """The diffs of all files, one after another, and on standard error what was found."""

    end_aside = True

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """The diff of a file that changes."""
        if outcome.changed is not None:
            yield from unified(outcome.path, *outcome.changed, colour=self.style.colour)

    def end(self, tally: Tally) -> str:
        """What was found in all."""
        return f"{summary(tally, fixing=True, dry=self.style.dry)}\n" if tally.files else ""


def unified(path: str, before: str, after: str, *, colour: bool = False) -> Iterator[str]:
    """The lines of the diff, each with its end; none when the two are one."""
    paint = painter(colour)
    for line in difflib.unified_diff(_lines(before), _lines(after), path, path):
        body = line.removesuffix("\n")
        yield paint(body, fg=_COLOURS.get(line[0])) + "\n"
        if body == line:
            yield "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Lines as patch counts them: only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
