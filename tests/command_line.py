"""The command line run in this process, as a user would type it, with what it printed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from svgguard.cli import main

CLEAN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>\n'
BROKEN = '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="4" height="5" fill="red" fill="red"/>\n</svg>\n'
REPAIRED = BROKEN.replace(' fill="red" fill="red"', ' fill="red"')
ANSWER = f"Here it is.\n\n```svg\n{CLEAN}```\n"
NO_SVG = "I would rather write you a poem about it, in four verses and without rhymes.\n"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        """What it printed, with the line ends of every system alike."""
        return self.data.decode().replace("\r\n", "\n")


Run = Callable[..., Done]
"""Runs a command with arguments, and ``stdin`` as its standard input."""


def runner(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """What runs svgguard with the arguments it is given; no traceback may ever come."""

    def call(*arguments: object, stdin: str | bytes = b"") -> Done:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return Done(int(end.value.code or 0), out, err.decode())

    return call
