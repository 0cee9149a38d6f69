"""Counting results, and the line that ends a report."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from svgguard.cli.report.text import plural, visible
from svgguard.result import Result
from svgguard.types import Safety, Severity, Status

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
    faulty: int = 0
    """SVGs in which something is wrong, or still is."""
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
    parts: int = 0
    """Parts asked for, over all files that could be looked at."""
    unknown: int = 0
    """Those of them of which nothing tells whether they are there, merged ones included."""
    _met: bool = False
    """True if the file at hand is among those affected."""

    @property
    def remaining(self) -> int:
        """Faults not repaired."""
        return self.found - self.repaired

    def add(self, result: Result, *, follows: bool = False, kept: bool = False) -> None:
        """Count one SVG; in a dry run the result says what would be repaired.

        `follows` another of the same file; `kept` as it was, because its file does not let it be written back.
        """
        remaining = result.faults if kept else result.remaining
        self.files += not follows
        self.svgs += 1
        is_affected = bool(result.faults) or result.status is Status.REJECTED
        self.affected += is_affected and not (follows and self._met)
        self._met = is_affected or (follows and self._met)
        self.faulty += any(fault.severity is not Severity.INFO for fault in remaining)
        self.rejected += result.status is Status.REJECTED
        further = sum(result.further.values())
        self.found += len(result.faults) + further
        # Those that are only counted went the way of the others: repaired where none that is told of remains.
        self.repaired += len(result.faults) - len(remaining) + (0 if remaining else further)
        self.safe += sum(f.safety is Safety.SAFE for f in remaining)
        self.unsafe += sum(f.safety is Safety.UNSAFE for f in remaining)
        self.parts += len(result.parts)
        self.unknown += sum(sighting.open for sighting in result.parts)

    def to_dict(self) -> dict[str, int]:
        """A plain mapping for JSON."""
        return {name: count for name, count in asdict(self).items() if name != "_met"} | {"remaining": self.remaining}


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
