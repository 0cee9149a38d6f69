"""The report for CI servers: JUnit's XML, a suite for each file and a case for each fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from svgguard.cli.report.form import ReportForm
from svgguard.cli.report.lines import rejection
from svgguard.cli.report.text import visible
from svgguard.types import Fault, Severity

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.cli.report.summary import Tally

_PACKAGE = "svgguard"


class JunitForm(ReportForm):
    """Suites of cases; only a fault that makes the run fail is a failure, one that does not is a case that passes."""

    def begin(self) -> str:
        """The beginning of the document."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{_PACKAGE}">\n'

    def pieces(self, outcome: FileOutcome) -> Iterator[str]:
        """A suite."""
        cases = list(_cases(outcome))
        if not cases:
            return
        failures, errors = (sum(f"<{kind} " in case for case in cases) for kind in ("failure", "error"))
        head = f'name={_quoted(outcome.path)} tests="{len(cases)}" failures="{failures}" errors="{errors}"'
        yield f"  <testsuite {head}>\n{''.join(cases)}  </testsuite>\n"

    def end(self, tally: Tally) -> str:
        """The end of the document."""
        return "</testsuites>\n"


def _cases(outcome: FileOutcome) -> Iterator[str]:
    if outcome.error:
        yield _case(outcome, "read", f'      <error message={_quoted(outcome.error)} type="unreadable"/>\n')
    if outcome.result is None:
        return
    faults = outcome.result.remaining
    for fault in faults:
        yield _case(outcome, f"{fault.code} {fault.name} {fault.line}:{fault.column}", _body(outcome, fault))
    for line in rejection(outcome.path, outcome.result):
        yield _case(outcome, "rejected", f'      <failure message={_quoted(line)} type="rejected"/>\n')
        return
    if not faults:
        yield _case(outcome, "no faults", "")


def _case(outcome: FileOutcome, name: str, body: str) -> str:
    opening = f"    <testcase classname={_quoted(f'{_PACKAGE}.{outcome.path}')} name={_quoted(name)}"
    return f"{opening}>\n{body}    </testcase>\n" if body else f"{opening}/>\n"


def _body(outcome: FileOutcome, fault: Fault) -> str:
    said = f"{outcome.path}:{fault.line}:{fault.column}: {fault.severity} {fault.code} {fault.name}: {fault.message}"
    if fault.repair:
        said += f" ({fault.safety}: {fault.repair})"
    text = escape(visible(said))
    if outcome.fail_on is None or not fault.severity.reaches(outcome.fail_on):
        return f"      <system-out>{text}</system-out>\n"
    kind = Severity(fault.severity)
    return f"      <failure message={_quoted(fault.message)} type={_quoted(kind)}>{text}</failure>\n"


def _quoted(text: str) -> str:
    return quoteattr(visible(text))
