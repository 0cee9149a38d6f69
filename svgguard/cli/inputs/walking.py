"""Walking through a folder: which of its files are looked at, and which are passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from svgguard.cli import files
from svgguard.cli.configured import Configurations
from svgguard.configuration import COMMAND_LINE
from svgguard.configuration.patterns import compiled, matches

_NEVER = frozenset({"node_modules", "__pycache__"})
_GITIGNORE = ".gitignore"


@dataclass(frozen=True, slots=True)
class Passed:
    """What is passed over besides hidden folders and those of installed packages."""

    configurations: Configurations
    """Whose patterns are heeded."""
    gitignore: bool = True
    """Heed ``.gitignore``, too."""

    def excludes(self, path: str, *, folder: bool = False) -> bool:
        """True if a pattern of the command line or of the configuration means `path`."""
        told = self.configurations.of(Path(path).absolute().parent)
        if not told.settings.exclude:
            return False
        root = Path.cwd() if told.origins["exclude"] == COMMAND_LINE else told.root
        return matches(path, root, told.settings.exclude, folder=folder)


def walk(folder: str, suffixes: Sequence[str], passed: Passed) -> Iterator[str]:
    """The regular files below `folder` that end in one of `suffixes`, in a stable order.

    A link counts as what it leads to, if that is below the folder. What is passed over is looked at all the same where
    the folder named lies in it. Raises `files.FileError`, after what was found, for a folder that cannot be read, or
    holds nothing of the kind.
    """
    root = Path(folder).resolve()
    unreadable: list[OSError] = []
    excluding = not passed.excludes(folder, folder=True)
    ignoring = _Ignoring(root) if passed.gitignore else None
    found = over = False

    def skipped(path: str, *, folder: bool = False) -> bool:
        return (excluding and passed.excludes(path, folder=folder)) or (
            ignoring is not None and ignoring.ignores(path, folder=folder)
        )

    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        if ignoring is not None and _GITIGNORE in names:
            ignoring.enter(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in _NEVER and not skipped(_joined(place, name), folder=True)
        )
        for name in sorted(names):
            file = _joined(place, name)
            if name.lower().endswith(tuple(suffixes)) and _is_inside(file, root):
                if skipped(file):
                    over = True
                else:
                    found = True
                    yield file
    if unreadable:
        error = unreadable[0]
        raise files.FileError(f"cannot read the folder {error.filename}: {error.strerror}")
    if not found and not over:
        kinds = " or ".join(suffixes)
        raise files.FileError(f"no {kinds} files in this folder; name the files, or say --extension")


def _joined(folder: str, name: str) -> str:
    return os.path.join(folder, name)  # noqa: PTH118 - pathlib would drop a leading ./


def _is_inside(file: str, root: Path) -> bool:
    """True if this is a regular file; a link counts as what it leads to, if that is below `root`."""
    if not Path(file).is_file():
        return False
    return not Path(file).is_symlink() or Path(file).resolve().is_relative_to(root)


class _Ignoring:
    """The ``.gitignore`` files that hold in a folder: its own, those below, and those up to the top of a repository."""

    def __init__(self, root: Path) -> None:
        self._patterns: dict[Path, tuple[str, ...]] = {}
        top = next((one for one in (root, *root.parents) if (one / ".git").exists()), root)
        above = [one for one in reversed(root.parents) if one.is_relative_to(top)]
        for folder in above:
            self.enter(folder)
        if self.ignores(root, folder=True):
            # Whoever names what the repository ignores wants to look at it.
            self._patterns.clear()

    def enter(self, folder: str | Path) -> None:
        """Heed the file in `folder` from now on."""
        file = Path(folder, _GITIGNORE)
        if file.is_file():
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            self._patterns[Path(folder).resolve()] = tuple(lines)

    def ignores(self, path: str | Path, *, folder: bool = False) -> bool:
        """True if the nearest file that says anything of `path` says to ignore it."""
        if not self._patterns:
            return False
        path = Path(path)
        place = path.parent.resolve()
        for home in (place, *place.parents):
            if home in self._patterns:
                inside = (place / path.name).relative_to(home).as_posix()
                told = compiled(self._patterns[home]).check_file(f"{inside}/" if folder else inside)
                if told.include is not None:
                    return told.include
        return False
