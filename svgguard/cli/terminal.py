"""What the commands share about streams: safe encodings, one-line complaints, progress on a terminal."""

from __future__ import annotations

import io
import os
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from svgguard.cli.report.text import visible

if TYPE_CHECKING:
    from rich.status import Status

_PATIENCE = 0.5
"""Seconds of silence before progress is shown."""
_REFRESH = 0.1
"""Seconds between two counts that are shown."""


def prepare_streams() -> None:
    """Make printing total: what the console cannot show is written as an escape, and a warning takes one line.

    A stream that was closed before the start (``>&-``) is there again, and empty.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- open until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    warnings.showwarning = lambda message, *_where, **_more: note(f"warning: {message}")


def colour_wanted() -> bool | None:
    """What the environment says about colours; None leaves it to whether the stream is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def coloured(stream: TextIO) -> bool:
    """True if to use colours on `stream`."""
    wanted = colour_wanted()
    return stream.isatty() if wanted is None else wanted


def complain(message: str) -> None:
    """One line on standard error."""
    line = visible(" ".join(message.split()))
    click.echo(f"{click.style('svgguard:', fg='red', bold=True)} {line}", err=True)


def note(message: str) -> None:
    """One line on standard error that is no error."""
    click.echo(visible(message), err=True)


def read_bytes() -> bytes:
    """All of standard input; nothing when it is closed."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def write_bytes(data: bytes) -> None:
    """Bytes to standard output, as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


class ProgressLine:
    """A line that says what is going on: only on a terminal, only on standard error, only when it takes a while."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._wanted = sys.stderr.isatty()
        self._status: Status | None = None

    def update(self, text: str, *, at_once: bool = False) -> None:
        """Say `text` from now on."""
        if not self._wanted or (not at_once and time.monotonic() - self._started < _PATIENCE):
            return
        from rich.console import Console
        from rich.status import Status
        from rich.text import Text  # a plain string would be read as markup

        line = Text(visible(text))
        if self._status is None:
            self._status = Status(line, console=Console(stderr=True))
            self._status.start()
        else:
            self._status.update(line)

    def clear(self) -> None:
        """Take the line away until the next `update`, because something else is printed or all is done."""
        if self._status is not None:
            self._status.stop()
            self._status = None


class CountLine:
    """A line that counts what is done, with the rate and, where the whole is known, the time left."""

    def __init__(self, noun: str, total: int | None = None) -> None:
        self._noun = noun
        self._total = total
        self._done = 0
        self._line = ProgressLine()
        self._started = self._said = time.monotonic()

    def add(self, more: str) -> None:
        """Count one, and say it with `more` when the last time was a while ago."""
        self._done += 1
        now = time.monotonic()
        if now - self._said < _REFRESH:
            return
        self._said = now
        rate = self._done / (now - self._started)
        whole = f" of {self._total:,}" if self._total else ""
        left = f", {(self._total - self._done) / rate:.0f} s left" if self._total else ""
        self._line.update(f"{self._done:,}{whole} {self._noun}s, {rate:,.0f} a second{left}, {more}")

    def clear(self) -> None:
        """Take the line away until the next count, because something else is printed or all is done."""
        self._line.clear()
