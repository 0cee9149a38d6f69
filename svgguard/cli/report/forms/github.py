"""The report for GitHub Actions: an annotation at each fault, by workflow commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.lines import rejection
from svgguard.cli.report.place import file_of, region_of
from svgguard.cli.report.summary import Tally, summary
from svgguard.types import Fault, Severity

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome

_LEVELS = {
    Severity.FATAL: "error",
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


class GithubForm(ReportForm):
    """Workflow commands, as the runner of GitHub Actions reads them."""

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """An annotation for each fault, and for a file that could not be read."""
        if outcome.error:
            yield f"::error file={_property(file_of(outcome))},title=svgguard::{_data(outcome.error)}\n"
        elif outcome.result is not None:
            yield from (_annotation(outcome, fault) for fault in outcome.result.remaining)
            for line in rejection(outcome.path, outcome.result):
                yield f"::error file={_property(file_of(outcome))},title=svgguard::{_data(line)}\n"

    def end(self, tally: Tally) -> str:
        """What was found in all."""
        return f"{summary(tally, fixing=self.style.fixing)}\n" if tally.files else ""


def _annotation(outcome: FileOutcome, fault: Fault) -> str:
    at = region_of(outcome, fault)
    place = f"file={_property(file_of(outcome))},line={at.line},col={at.column},endLine={at.end_line}"
    if at.line == at.end_line:
        # GitHub takes columns of one line only.
        place += f",endColumn={at.end_column}"
    title = _property(f"svgguard {fault.code} {fault.name}")
    message = f"{outcome.path}:{fault.line}:{fault.column}: {fault.severity} {fault.code} {fault.message}"
    return f"::{_LEVELS[fault.severity]} {place},title={title}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
