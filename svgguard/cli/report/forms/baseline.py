"""The report of what is known: ``--baseline`` reads it, and tells only of what has come since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.place import file_of, fingerprints

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally


class BaselineForm(ReportForm):
    """``{"schema": 1, "faults": […]}``, a fault a line, so that its changes can be read in a diff."""

    separator = ",\n"

    def begin(self) -> str:
        """The beginning of the document."""
        return '{"schema": 1, "faults": [\n'

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A line for each fault that remains; places are not kept, since they change."""
        for fault, mark in fingerprints(outcome):
            yield json.dumps({"path": file_of(outcome), "code": fault.code, "fingerprint": mark})

    def end(self, tally: Tally) -> str:
        """The end of the document."""
        return "\n]}\n"
