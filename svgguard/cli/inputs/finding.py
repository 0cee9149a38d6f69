"""From the arguments to the inputs that they mean, in their order, each once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from svgguard.cli import files
from svgguard.cli.inputs import STDIN, STDIN_NAME, Input, kinds
from svgguard.cli.inputs.walking import Passed, walk
from svgguard.cli.terminal import read_bytes

SUFFIXES = (".svg", ".svgz")
"""Ends of the names that are looked at in folders, whatever else is."""
_MAGIC = frozenset("*?[")
"""What makes a pattern of a path."""


@dataclass(frozen=True, slots=True)
class Finder:
    """How arguments are understood."""

    passed: Passed
    """What is passed over in folders."""
    suffixes: Sequence[str] = SUFFIXES
    """Ends of names to look at in folders and archives."""
    force_exclude: bool = False
    """Pass over what is excluded even where it is named."""
    field: str | None = None
    """The field of tables that holds the SVG."""
    answers: bool = False
    stdin_name: str | None = None
    """The file that standard input stands for; None for an answer."""

    def inputs(self, paths: Iterable[str]) -> Iterator[Input]:
        """Every input; a path that means none is one with an error."""
        met: set[str] = set()
        for path in paths:
            if path == STDIN:
                yield self._standard_input()
                continue
            try:
                for file, relative in self._files(path):
                    # The same file by two names, or named beside its folder, is one.
                    if (real := os.path.realpath(file)) not in met:
                        met.add(real)
                        yield from self._within(file, relative)
            except files.FileError as error:
                yield Input(path, error=str(error))

    def _standard_input(self) -> Input:
        name = self.stdin_name or STDIN_NAME
        return Input(name, read_bytes(), Path(name).name, answer=self.stdin_name is None)

    def _files(self, path: str) -> Iterator[tuple[str, str]]:
        """The files that a path means, and the place of each below it; raises `files.FileError` for none."""
        if Path(path).is_dir():
            for file in walk(path, self._wanted, self.passed):
                yield file, os.path.relpath(file, path)
        elif os.path.lexists(path):
            if not (self.force_exclude and self.passed.excludes(path)):
                yield path, Path(path).name
        elif set(path) & _MAGIC:
            import glob

            matching = [file for file in sorted(glob.glob(path, recursive=True)) if Path(file).is_file()]  # noqa: PTH207
            if not matching:
                raise files.FileError("no file matches this pattern; check it")
            yield from ((file, file) for file in matching if not self.passed.excludes(file))
        else:
            raise files.FileError("no such file or folder; check the path")

    @property
    def _wanted(self) -> tuple[str, ...]:
        return (*self.suffixes, *(kinds.TABLES if self.field is not None else ()))

    def _within(self, file: str, relative: str) -> Iterator[Input]:
        if kinds.is_archive(file):
            from svgguard.cli.inputs.archives import members

            yield from members(file, relative, self.suffixes)
        elif kinds.is_table(file) and (self.field is not None or self.answers or kinds.needs_field(file)):
            from svgguard.cli.inputs.tables import rows

            yield from rows(file, relative, self.field)
        else:
            yield Input(file, None, relative, answer=self.answers)
