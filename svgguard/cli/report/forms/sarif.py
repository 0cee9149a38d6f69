"""The report for code scanning: SARIF 2.1.0, with a page for each rule and the repairs as fixes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from svgguard import __version__
from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.place import Region, file_of, fingerprints, region, region_of
from svgguard.types import Edit, Fault, Severity

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally
    from svgguard.rules import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.FATAL: "error",
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


class SarifForm(ReportForm):
    """One run; its rules come after its results, so that nothing need be held until the end."""

    separator = ",\n"

    def begin(self) -> str:
        """The beginning of the document."""
        head = f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"columnKind": "unicodeCodePoints",'
        return f'{head} "results": [\n'

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A result for each fault."""
        for fault, known in fingerprints(outcome):
            yield json.dumps(_result(outcome, fault, known))

    def end(self, tally: Tally) -> str:
        """The rules that were broken, and what could not be read."""
        from svgguard.rules import rule_of

        driver = {
            "name": "svgguard",
            "semanticVersion": __version__,
            "rules": [_descriptor(rule_of(code)) for code in sorted(tally.codes)],
        }
        troubles = [
            {
                "level": "error",
                "message": {"text": message},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}}}],
            }
            for path, message in tally.failures
        ]
        invocation = {"executionSuccessful": not troubles, "toolExecutionNotifications": troubles}
        return f'\n], "tool": {json.dumps({"driver": driver})}, "invocations": [{json.dumps(invocation)}]}}]}}\n'


def _result(outcome: FileOutcome, fault: Fault, known: str) -> dict[str, Any]:
    where = {"uri": _uri(file_of(outcome))}
    message = f"{outcome.path}: {fault.message}" if outcome.file else fault.message
    result: dict[str, Any] = {
        "ruleId": fault.code,
        "level": _LEVELS[fault.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": _region(region_of(outcome, fault))}}],
        "partialFingerprints": {"svgguard/v1": known},
        "properties": {"severity": str(fault.severity), "safety": str(fault.safety), "blame": str(fault.blame)},
    }
    if fault.edits and _fixable(outcome) and outcome.result is not None:
        replacements = [_replacement(outcome.result.source, edit) for edit in fault.edits]
        change = {"artifactLocation": where, "replacements": replacements}
        description = f"{fault.repair} ({fault.safety})" if fault.repair else str(fault.safety)
        result["fixes"] = [{"description": {"text": description}, "artifactChanges": [change]}]
    return result


def _fixable(outcome: FileOutcome) -> bool:
    """True if edits of the text are edits of the file: not in an archive, not in a string of a program."""
    from svgguard.extraction.hosts import Host, host_of

    return not outcome.file and host_of(outcome.path) in (Host.SVG, Host.TEXT, Host.HTML, Host.XHTML)


def _replacement(source: str, edit: Edit) -> dict[str, Any]:
    deleted = _region(region(source, edit.start, edit.end))
    return {
        "deletedRegion": deleted | {"charOffset": edit.start, "charLength": edit.end - edit.start},
        "insertedContent": {"text": edit.replacement},
    }


def _region(place: Region) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    from svgguard.cli.report.rules import rule_markdown

    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": str(rule.severity), "blame": str(rule.blame), "stage": str(rule.stage)},
    }


def _uri(path: str) -> str:
    """A path as a reference, relative unless it is absolute."""
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())
