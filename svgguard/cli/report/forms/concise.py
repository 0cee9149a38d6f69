"""The report for grep and editors: one line per fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.lines import concise
from svgguard.cli.report.summary import Tally, summary

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome


class ConciseForm(ReportForm):
    """One line per fault."""

    for_people = True

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A line for each fault."""
        if outcome.result is not None:
            yield from (f"{line}\n" for line in concise(outcome.path, outcome.result, colour=self.style.colour))

    def end(self, tally: Tally) -> str:
        """What was found in all."""
        return f"{summary(tally, fixing=self.style.fixing)}\n" if tally.files else ""
