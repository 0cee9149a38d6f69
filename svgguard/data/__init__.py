"""The package's own data: vocabulary, endpoints, words, prompts, the demo's cases; in a wheel as in a checkout."""

from __future__ import annotations

from pathlib import Path


def data(name: str) -> Path:
    """A file or folder of the package's own data."""
    # As `importlib.resources.files` says, without the import of it, which a check of a clean file would notice.
    return Path(__file__).parent / name
