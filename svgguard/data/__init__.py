"""Where the files that ship with svgguard are: from a wheel, or from a checkout installed as editable."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent
_CHECKOUT = _DATA.parents[1]


def folder(name: str) -> Path:
    """The folder `name` (``prompts`` or ``corpus``): top level in a checkout, inside the package in a wheel."""
    checkout = _CHECKOUT / name
    return checkout if (_CHECKOUT / "pyproject.toml").is_file() and checkout.is_dir() else _DATA / name


def data(name: str) -> Path:
    """A file of the package's own data."""
    return _DATA / name
