"""What became of one input, or of one of several SVGs in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svgguard.result import Result
    from svgguard.types import Severity


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one input, or of one of several SVGs in it."""

    path: str
    """What reports call it."""
    result: Result | None = None
    document: bytes | None = None
    """What takes the place of what was read, when it was to repair and there is something well-formed to write."""
    changed: tuple[str, str] | None = None
    """The text before and after, when they differ; of several SVGs in one file the last one has it."""
    error: str = ""
    """Why there is no result, or why the document could not be written."""
    note: str = ""
    """What is left as it is, and why."""
    number: int = 0
    """How many SVGs of the same file stand before it."""
    file: str = ""
    """The file it stands in, when that is not `path`."""
    line: int = 0
    """The line of that file that holds it; 0 where that is not told."""
    fail_on: Severity | None = None
    """The least severity of a fault that makes the run fail; None for none."""
