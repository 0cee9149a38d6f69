"""The report for GitLab: a Code Quality artefact, which is a JSON array of issues in the words of Code Climate."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.place import file_of, fingerprints, region_of
from svgguard.types import Severity

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally

_LEVELS = {
    Severity.FATAL: "blocker",
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


class GitlabForm(ReportForm):
    """An array of issues."""

    separator = ",\n"

    def begin(self) -> str:
        """The beginning of the array."""
        return "[\n"

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """An issue for each fault, and for a file that could not be read."""
        path = file_of(outcome)
        if outcome.error:
            known = hashlib.sha256(f"{outcome.path}\0{outcome.error}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
            yield _issue("unreadable", outcome.error, known, "blocker", path, 1)
        for fault, known in fingerprints(outcome):
            message = f"{fault.code} {fault.name}: {fault.message}"
            yield _issue(fault.code, message, known, _LEVELS[fault.severity], path, region_of(outcome, fault).line)

    def end(self, tally: Tally) -> str:
        """The end of the array."""
        return "\n]\n"


def _issue(check: str, description: str, fingerprint: str, severity: str, path: str, line: int) -> str:
    location = {"path": path, "lines": {"begin": line}}
    issue = {"description": description, "check_name": check, "fingerprint": fingerprint, "severity": severity}
    return json.dumps(issue | {"location": location})
