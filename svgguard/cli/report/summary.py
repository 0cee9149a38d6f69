"""Counting results, and the line that ends a report."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from svgguard.cli.report.text import plural, visible
from svgguard.result import Result
from svgguard.types import Safety, Status

_MOST_NAMES = 6
"""Parts that a line names."""


@dataclass(slots=True)
class Tally:
    """What was met in a run, kept as counts so that a run of any length fits in memory."""

    files: int = 0
    """Files read."""
    affected: int = 0
    """Files with at least one fault, mended or not."""
    rejected: int = 0
    """Files that gave no well-formed document."""
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
    parts: int = 0
    """Parts asked for, over all files that could be looked at."""
    unknown: int = 0
    """Those of them of which nothing tells whether they are there, merged ones included."""

    @property
    def remaining(self) -> int:
        """Faults not repaired."""
        return self.found - self.repaired

    def add(self, result: Result) -> None:
        """Count one file; in a dry run the result says what would be repaired."""
        remaining = result.remaining
        self.files += 1
        self.affected += bool(result.faults) or result.status is Status.REJECTED
        self.rejected += result.status is Status.REJECTED
        self.found += len(result.faults)
        self.repaired += len(result.faults) - len(remaining)
        self.safe += sum(f.safety is Safety.SAFE for f in remaining)
        self.unsafe += sum(f.safety is Safety.UNSAFE for f in remaining)
        self.parts += len(result.parts)
        self.unknown += sum(sighting.open for sighting in result.parts)

    def to_dict(self) -> dict[str, int]:
        """A plain mapping for JSON."""
        return asdict(self) | {"remaining": self.remaining}


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
    notes = [*(done if fixing else ()), *could]
    if tally.rejected and fixing:
        notes.append(f"{plural(tally.rejected, 'file')} without a well-formed SVG")
    found = f"Found {plural(tally.found, 'fault')} in {plural(tally.affected, 'file')}"
    return found + (f" ({', '.join(notes)})." if notes else ".")
