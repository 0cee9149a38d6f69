"""Kinds of files that hold many inputs, told by the ends of their names alone, so that no reader is loaded for it."""

from __future__ import annotations

ZIP = (".zip",)
TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
JSON_LINES = (".jsonl", ".ndjson")
CSV = {".csv": ",", ".tsv": "\t"}
"""With what stands between two fields."""
PARQUET = (".parquet",)
TABLES = (*JSON_LINES, *CSV, *PARQUET)


def is_archive(path: str) -> bool:
    """True if the name is that of an archive."""
    return path.lower().endswith((*ZIP, *TAR))


def is_table(path: str) -> bool:
    """True if the name is that of a table."""
    return path.lower().endswith(TABLES)


def needs_field(path: str) -> bool:
    """True for a table that is nothing else: JSON lines can be read as a file that holds SVGs, too."""
    return is_table(path) and not path.lower().endswith(JSON_LINES)
