"""The report for programs: one JSON document, written piece by piece so that its length does not matter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.summary import Tally
from svgguard.result import SCHEMA, Result

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome

_TEXT = ("source", "svg", "passes", "alternates", "attempts")
"""The fields of a result that hold what the model wrote; left out unless asked for."""


def entry(path: str, result: Result, *, text: bool = False) -> dict[str, Any]:
    """What is said about one file; with `text` all that `Result.from_dict` needs."""
    fields = result.to_dict()
    return {"path": path} | {name: value for name, value in fields.items() if text or name not in _TEXT}


def failure(path: str, message: str) -> dict[str, Any]:
    """What is said about a file that could not be read or written."""
    return {"path": path, "error": message}


class JsonForm(ReportForm):
    """``{"schema": …, "files": […], "summary": {…}}``."""

    separator = ",\n"

    def begin(self) -> str:
        """The beginning of the document."""
        return f'{{"schema": {SCHEMA}, "files": [\n'

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """The next file, on a line of its own."""
        if outcome.error:
            yield json.dumps(failure(outcome.path, outcome.error))
        elif outcome.result is not None:
            yield json.dumps(entry(outcome.path, outcome.result, text=self.style.text))

    def end(self, tally: Tally) -> str:
        """The end of the document."""
        return f'\n], "summary": {json.dumps(tally.to_dict())}}}\n'
