"""The command line run in this process, as a user would type it, with what it printed."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from svgguard.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
"""Runs a command with arguments, and ``stdin`` as its standard input."""


def runner(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *first: str) -> Run:
    """What runs svgguard with the arguments `first` and those it is given; no traceback may ever come."""

    def call(*arguments: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            main([*first, *map(str, arguments)])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Done(int(end.value.code or 0), out, err)

    return call
