"""Counting results, and the line that ends a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from svgguard.cli.report.text import plural, visible
from svgguard.types import Safety, Severity, Status

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome
    from svgguard.result import Result

_MOST_NAMES = 6
"""Parts that a line names."""


@dataclass(slots=True)
class Tally:
    """What was met in a run, kept as counts so that a run of any length fits in memory."""

    files: int = 0
    """Files read."""
    affected: int = 0
    """Files with at least one fault, repaired or not."""
    svgs: int = 0
    """SVGs found in them."""
    failing: int = 0
    """SVGs with a fault that is severe enough to make the run fail, and still there."""
    rejected: int = 0
    """SVGs that no repair makes well-formed, or none that was asked for."""
    changed: int = 0
    """Files rewritten, or that would be."""
    errors: int = 0
    """Files and folders that could not be read or written."""
    found: int = 0
    repaired: int = 0
    safe: int = 0
    """Faults that remain and have a safe repair."""
    unsafe: int = 0
    """Faults that remain and have an unsafe one."""
    on_request: int = 0
    """Faults that remain and have one that is made only where their code is selected."""
    parts: int = 0
    """Parts asked for, over all files that could be looked at."""
    unknown: int = 0
    """Those of them of which nothing tells whether they are there, merged ones included."""
    codes: Counter[str] = field(default_factory=Counter)
    """Faults found, by code."""
    severities: Counter[Severity] = field(default_factory=Counter)
    """Faults found, by severity."""
    names: dict[str, str] = field(default_factory=dict)
    """The names of the rules by code."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    """What could not be read or written, and why."""

    @property
    def remaining(self) -> int:
        """Faults not repaired."""
        return self.found - self.repaired

    def add_file(self, outcomes: Iterable[FileOutcome]) -> None:
        """Count the outcomes of one file; in a dry run their results say what would be repaired."""
        affected = False
        for outcome in outcomes:
            if outcome.error:
                self.errors += 1
                self.failures.append((outcome.path, outcome.error))
            self.changed += outcome.changed is not None
            if outcome.result is not None:
                self.files += outcome.number == 0
                affected |= bool(outcome.result.faults) or outcome.result.status is Status.REJECTED
                self._add(outcome.result, outcome.fail_on, kept=bool(outcome.note))
        self.affected += affected

    def _add(self, result: Result, fail_on: Severity | None, *, kept: bool) -> None:
        """Count one SVG; `kept` as it was, because its file does not let it be written back."""
        remaining = result.faults if kept else result.remaining
        self.svgs += 1
        is_rejected = result.status is Status.REJECTED
        self.rejected += is_rejected
        if fail_on is not None:
            self.failing += is_rejected or any(fault.severity.reaches(fail_on) for fault in remaining)
        further = sum(result.further.values())
        self.found += len(result.faults) + further
        # Those that are only counted went the way of the others: repaired where none that is told of remains.
        self.repaired += len(result.faults) - len(remaining) + (0 if remaining else further)
        self.safe += sum(f.safety is Safety.SAFE for f in remaining)
        self.unsafe += sum(f.safety is Safety.UNSAFE and not f.on_request for f in remaining)
        self.on_request += sum(f.safety is Safety.UNSAFE and f.on_request for f in remaining)
        self.parts += len(result.parts)
        self.unknown += sum(sighting.open for sighting in result.parts)
        for fault in result.faults:
            self.codes[fault.code] += 1
            self.severities[fault.severity] += 1
            self.names[fault.code] = fault.name
        severity = {fault.code: fault.severity for fault in result.faults}
        for code, count in result.further.items():
            self.codes[code] += count
            self.severities[severity[code]] += count

    def merge(self, other: Tally) -> None:
        """Count what `other` counted, too."""
        for one in fields(self):
            mine, more = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, int):
                setattr(self, one.name, mine + more)
            elif isinstance(mine, list):
                mine.extend(more)
            else:
                mine.update(more)

    def to_dict(self) -> dict[str, int | dict[str, int]]:
        """A plain mapping for JSON."""
        counts: dict[str, int | dict[str, int]] = {
            one.name: value for one in fields(self) if isinstance(value := getattr(self, one.name), int)
        }
        by_severity = {str(severity): self.severities[severity] for severity in Severity}
        return counts | {
            "remaining": self.remaining,
            "severities": by_severity,
            "codes": dict(sorted(self.codes.items())),
        }


def statistics(tally: Tally) -> str:
    """A line for each rule that was broken, the commonest first."""
    width = len(f"{max(tally.codes.values(), default=0):,}")
    ordered = sorted(tally.codes.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{count:>{width},}  {code}  {tally.names[code]}\n" for code, count in ordered)


def doubts(path: str, result: Result) -> str:
    """A line that says of how many parts nothing tells whether they are there; empty when of none."""
    names = [sighting.part for sighting in result.parts if sighting.open]
    if not names:
        return ""
    said = ", ".join(names[:_MOST_NAMES]) + (
        f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    )
    return f"{visible(path)}: {len(names)} of {plural(len(result.parts), 'part')} unknown: {visible(said)}"


def summary(tally: Tally, *, fixing: bool, dry: bool = False) -> str:
    """The closing line: what was found, what was done about it, what else could be."""
    if not tally.affected:
        return f"No faults in {plural(tally.files, 'file')}."
    done = [f"{tally.repaired:,} {'would be ' if dry else ''}repaired", f"{tally.remaining:,} remaining"]
    could = [f"{tally.safe:,} repairable with --fix"] if tally.safe and not fixing else []
    if tally.unsafe:
        could.append(f"{tally.unsafe:,} {'more ' if could else 'repairable '}with --unsafe-fixes")
    if tally.on_request:
        could.append(f"{tally.on_request:,} {'more ' if could else 'repairable '}where --select names their code")
    notes = [*(done if fixing else ()), *could]
    if tally.rejected and fixing:
        notes.append(f"{plural(tally.rejected, 'file')} without a well-formed SVG")
    severities = [_counted(tally.severities[severity], severity) for severity in Severity if tally.severities[severity]]
    found = f"Found {plural(tally.found, 'fault')} in {plural(tally.affected, 'file')}: {', '.join(severities)}"
    return found + (f" ({', '.join(notes)})." if notes else ".")


def _counted(count: int, severity: Severity) -> str:
    return f"{count:,} {severity}" if severity is Severity.FATAL else plural(count, severity)
