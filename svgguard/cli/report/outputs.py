"""The reports of a run, several at once: where each goes, and what is written there as it comes."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

import click

from svgguard.cli.report.form import ReportForm, ReportStyle, load, names
from svgguard.cli.report.summary import Tally
from svgguard.cli.terminal import coloured
from svgguard.configuration.errors import nearest_name

_WIDTH = 100
"""Columns of a report that is not read on a terminal."""
_DIFF = "diff"


@dataclass(slots=True)
class _Output:
    name: str
    style: ReportStyle
    file: Path | None
    aside: bool
    """True if it goes to standard error, because a document has standard output to itself."""
    form: ReportForm
    stream: TextIO | None = None
    begun: bool = False

    def write(self, text: str, *, aside: bool = False) -> None:
        if self.stream is not None:
            self.stream.write(text)
        elif text:
            click.echo(text, nl=False, err=self.aside or aside)


@dataclass(slots=True)
class Outputs:
    """The reports of a run; a context in which their files are open."""

    _all: list[_Output] = field(default_factory=list)

    @classmethod
    def of(cls, spelled: Sequence[str], *, text: bool, fixing: bool, diff: bool, aside: bool) -> Outputs:
        """From ``NAME`` and ``NAME=FILE``; raises `click.UsageError` for what makes no sense."""
        outputs = [_output(one, text=text, fixing=fixing, dry=diff, aside=aside) for one in spelled]
        printed = [one.name for one in outputs if one.file is None]
        if diff and _DIFF not in printed:
            if printed:
                raise click.UsageError(f"--diff and --output {printed[0]} exclude each other; name a file for it.")
            outputs.append(_output(_DIFF, text=text, fixing=fixing, dry=True, aside=aside))
        elif len(printed) > 1:
            raise click.UsageError(f"only one report can be printed, not {' and '.join(printed)}; name a file for it.")
        return cls(outputs)

    def spelled(self) -> tuple[tuple[str, ReportStyle], ...]:
        """The forms, as other processes are given them."""
        return tuple((one.name, one.style) for one in self._all)

    def __enter__(self) -> Outputs:
        for one in self._all:
            if one.file is not None:
                one.file.parent.mkdir(parents=True, exist_ok=True)
                one.stream = one.file.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            one.write(one.form.begin())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in self._all:
            if one.stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    one.stream.close()

    def write(self, pieces: Iterable[Sequence[str]], *, before: Callable[[], None]) -> None:
        """Write the pieces of one input, for each form; `before` something is printed, call that."""
        for one, texts in zip(self._all, pieces, strict=False):
            for text in texts:
                if one.stream is None:
                    before()
                one.write(f"{one.form.separator}{text}" if one.begun else text)
                one.begun = True

    def end(self, tally: Tally, *, quiet: bool) -> None:
        """Write what stands after everything; with `quiet` only where it is part of the form."""
        for one in self._all:
            if not (quiet and (one.form.for_people or one.form.end_aside)):
                one.write(one.form.end(tally), aside=one.form.end_aside)


def _output(spelled: str, *, text: bool, fixing: bool, dry: bool, aside: bool) -> _Output:
    name, _, file = spelled.partition("=")
    if name not in names():
        raise click.UsageError(f"no form of report is called {name!r}; {nearest_name(name, names())}")
    aside = aside and not file and name not in ("json", "jsonl")
    stream = sys.stderr if aside else sys.stdout
    on_terminal = not file and stream.isatty()
    style = ReportStyle(
        colour=not file and coloured(stream),
        width=shutil.get_terminal_size().columns if on_terminal else _WIDTH,
        text=text,
        fixing=fixing,
        dry=dry,
    )
    return _Output(name, style, Path(file) if file else None, aside, load(name, style))
