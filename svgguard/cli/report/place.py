"""Where a fault stands, in the words of other programs, and by what it is known again when lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from svgguard.types import Fault

if TYPE_CHECKING:
    from svgguard.cli.checking.outcome import FileOutcome


_TAG = 500
"""Characters of a tag, on either side of a fault, that it is known by."""


class Region(NamedTuple):
    """Lines and columns from 1 on; the end is the first place that is not part of it."""

    line: int
    column: int
    end_line: int
    end_column: int


def file_of(outcome: FileOutcome) -> str:
    """The file of an outcome as a path with slashes, from the current folder on where it lies in it."""
    path = PurePath(outcome.file or outcome.path)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def region_of(outcome: FileOutcome, fault: Fault) -> Region:
    """Where a fault stands in its file; of one in a row of a table, where the row stands."""
    if outcome.file:
        line = max(1, outcome.line)
        return Region(line, 1, line, 1)
    return region(outcome.result.source if outcome.result else "", fault.start, fault.end)


def region(source: str, start: int, end: int) -> Region:
    """Where the characters from `start` to `end` stand."""
    end = max(start, end)
    line = source.count("\n", 0, start) + 1
    column = start - source.rfind("\n", 0, start)
    return Region(line, column, line + source.count("\n", start, end), end - source.rfind("\n", 0, end))


def fingerprints(outcome: FileOutcome) -> Iterator[tuple[Fault, str]]:
    """The faults that remain, each with what it is known by: file, code, and the tag that it is in without spaces.

    Of several that share all this each has its own.
    """
    met: Counter[str] = Counter()
    if outcome.result is None:
        return
    source = outcome.result.source
    name = outcome.path if outcome.file else file_of(outcome)
    for fault in outcome.result.remaining:
        start = max(0, source.rfind("<", max(0, fault.start - _TAG), fault.start + 1))
        end = source.find(">", fault.start, fault.start + _TAG) + 1 or fault.start + _TAG
        tag = "".join(source[start:end].split())
        said = "\0".join((PurePath(name).as_posix(), str(outcome.number), fault.code, tag))
        met[said] += 1
        digest = hashlib.sha256(f"{said}\0{met[said]}".encode("utf-8", "surrogatepass"))
        yield fault, digest.hexdigest()[:32]
