"""The report for reading many files: the faults of each below its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.lines import rejection, told
from svgguard.cli.report.summary import Tally, summary
from svgguard.cli.report.text import painter, visible

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome


class GroupedForm(ReportForm):
    """The name of a file, and below it a line per fault."""

    for_people = True

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A group of lines, when there are faults."""
        if outcome.result is None:
            return
        paint = painter(self.style.colour)
        places = [(f"{fault.line}:{fault.column}", fault) for fault in outcome.result.remaining]
        width = max((len(place) for place, _ in places), default=0)
        lines = [f"  {place:<{width}}  {told(fault, paint)}" for place, fault in places]
        if lines := [*lines, *rejection(outcome.path, outcome.result)]:
            yield "\n".join([f"{paint(visible(outcome.path), bold=True)}:", *lines]) + "\n\n"

    def end(self, tally: Tally) -> str:
        """What was found in all."""
        return f"{summary(tally, fixing=self.style.fixing)}\n" if tally.files else ""
