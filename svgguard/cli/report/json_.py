"""The report for programs: one JSON document, written piece by piece so that its length does not matter."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from svgguard.cli.report.summary import Tally
from svgguard.result import SCHEMA, Result

_TEXT = ("source", "svg", "passes", "alternates", "attempts")
"""The fields of a result that hold what the model wrote; left out unless asked for."""


def entry(path: str, result: Result, *, text: bool = False) -> dict[str, Any]:
    """What is said about one file; with `text` all that `Result.from_dict` needs."""
    fields = result.to_dict()
    return {"path": path} | {name: value for name, value in fields.items() if text or name not in _TEXT}


def failure(path: str, message: str) -> dict[str, Any]:
    """What is said about a file that could not be read or written."""
    return {"path": path, "error": message}


@dataclass(slots=True)
class JsonStream:
    """The pieces of ``{"schema": …, "files": […], "summary": {…}}``, to be written in order: open, add…, close."""

    _separator: str = field(default="\n")

    def open(self) -> str:
        """The beginning of the document."""
        return f'{{"schema": {SCHEMA}, "files": ['

    def add(self, item: dict[str, Any]) -> str:
        """The next file, on a line of its own."""
        piece = self._separator + json.dumps(item)
        self._separator = ",\n"
        return piece

    def close(self, tally: Tally) -> str:
        """The end of the document."""
        return f'\n], "summary": {json.dumps(tally.to_dict())}}}\n'
