"""The report for pipelines: a line of JSON for each file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.forms import json_

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally


class JsonlForm(json_.JsonForm):
    """The entries of the form ``json`` alone."""

    separator = ""

    def begin(self) -> str:
        """Nothing."""
        return ""

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """The next file, on a line of its own."""
        yield from (f"{piece}\n" for piece in super().pieces(outcome))

    def end(self, tally: Tally) -> str:
        """Nothing."""
        return ""
