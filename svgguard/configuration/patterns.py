"""Patterns of files, as ``.gitignore`` has them: which files one means, seen from the folder it was written in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def matches(file: str | Path, root: Path, patterns: Sequence[str], *, folder: bool = False) -> bool:
    """True if `patterns`, written in the folder `root`, mean `file`; a file elsewhere is meant by none of them."""
    try:
        inside = Path(file).absolute().relative_to(root)
    except ValueError:
        return False
    return compiled(tuple(patterns)).match_file(f"{inside.as_posix()}/" if folder else inside.as_posix())


@cache
def compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """The patterns as pathspec reads them."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
