"""Inputs: what the arguments of ``check`` mean, one after another: files, members of archives, rows of tables."""

from __future__ import annotations

from dataclasses import dataclass

STDIN = "-"
"""The path that means standard input."""
STDIN_NAME = "<stdin>"
"""What reports call it."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to check; plain data, because worker processes are given it."""

    path: str
    """What reports call it."""
    data: bytes | str | None = None
    """What it holds; None when it is a file that is still to be read."""
    relative: str = ""
    """Its place below what was named on the command line."""
    answer: bool = False
    """True for what a model wrote, of which only the SVG meant is looked at."""
    file: str = ""
    """The file it stands in, when that is not `path`."""
    line: int = 0
    """The line of that file that holds it; 0 where that is not told."""
    error: str = ""
    """Why there is nothing to check."""

    @property
    def inside(self) -> bool:
        """True for a piece of a file, which cannot be written back there."""
        return bool(self.file)

    @property
    def home(self) -> str:
        """The file it is or stands in."""
        return self.file or self.path
