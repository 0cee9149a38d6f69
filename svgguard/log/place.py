"""Where the log is kept: an argument, the environment variable ``SVGGUARD_LOG``, or nowhere; for the command line, the
user's data directory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "SVGGUARD_LOG"
OFF = frozenset({"", "0", "off", "no", "none", "false"})
"""Values of the variable, or of the argument, that turn the log off."""


def data_directory() -> Path:
    """The folder where the platform keeps a user's application data for svgguard."""
    return user_data_path("svgguard", appauthor=False)


def location(where: str | Path | None, environ: Mapping[str, str] = os.environ) -> str | Path | None:
    """The database meant by `where`: a file path, an SQLAlchemy URL (a string with ``://``), or None for no log.

    None as the argument means ``SVGGUARD_LOG``, and without that no log.
    """
    where = environ.get(VARIABLE) if where is None else where
    if where is None or isinstance(where, Path):
        return where
    if where.strip().lower() in OFF:
        return None
    return where if "://" in where else Path(where).expanduser()


def user_location(where: str | Path | None, environ: Mapping[str, str] = os.environ) -> str | Path | None:
    """As `location`, but without an argument and the variable ``log.sqlite`` in the user's data directory."""
    if where is None and environ.get(VARIABLE) is None:
        return data_directory() / "log.sqlite"
    return location(where, environ)
