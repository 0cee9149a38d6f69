"""Where the log is kept: an argument, the environment variable ``SVGGUARD_LOG``, or nowhere; for the command line, the
user's data directory."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "SVGGUARD_LOG"
OFF = frozenset({"", "0", "off", "no", "none", "false"})
"""Values of the variable, or of the argument, that turn the log off."""


def data_directory(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The folder where the platform keeps a user's application data for svgguard."""
    home = Path.home()
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "svgguard"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "svgguard"
    chosen = environ.get("XDG_DATA_HOME", "")
    # The XDG specification tells readers to ignore a relative path.
    return (Path(chosen) if Path(chosen).is_absolute() else home / ".local" / "share") / "svgguard"


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
        return data_directory(environ) / "log.sqlite"
    return location(where, environ)
