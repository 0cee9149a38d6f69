"""The attempts of a log for other tools: a DataFrame of pandas or polars, JSONL, CSV, and Parquet by pyarrow."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from svgguard.log.database import LogError
from svgguard.log.selection import ALL, Selection
from svgguard.log.store import Log, user_log

COLUMNS = (
    "id run tag version call attempt step time model served_model quantisation endpoint grammar thinking prompt"
    " prompt_version status found_grade left_grade handed_grade found applied remaining finish_reason stopped"
    " prompt_tokens completion_tokens seconds cost parts_there parts_missing parts_unknown parts_merged"
).split()
"""What is exported of each attempt, unless other columns are named; the answers, which are large, are not."""

_TOGETHER = 2_000
"""Rows that are written to Parquet at a time."""

FORMATS = (".jsonl", ".csv", ".parquet")


def frame(
    log: Log | str | Path | None = None,
    *columns: str,
    where: Selection = ALL,
    library: Literal["pandas", "polars"] | None = None,
) -> Any:
    """The attempts as a DataFrame, a row each: of pandas, or of polars where only that is installed or it is named.

    Lists of codes stand in ``found``, ``applied`` and ``remaining``; grades go from 0, sound, to 3, unusable. Raises
    ImportError when neither library is installed, and `LogError` when the log cannot be read.
    """
    chosen = library or next((name for name in ("pandas", "polars") if find_spec(name)), None)
    if chosen is None:
        raise ImportError("a frame needs pandas or polars: pip install pandas")
    names = columns or tuple(COLUMNS)
    rows = list(_opened(log).rows(*names, where=where))
    if chosen == "pandas":
        import pandas

        return pandas.DataFrame(rows, columns=list(names))
    import polars

    return polars.DataFrame(rows or None, schema=list(names), infer_schema_length=None)


def export(log: Log | str | Path | None, path: Path, *columns: str, where: Selection = ALL) -> int:
    """Write the attempts to a file, as its suffix says (`FORMATS`); how many they are.

    Raises `LogError` for another suffix, and for Parquet where pyarrow is not installed (``svgguard[arrow]``).
    """
    names = columns or tuple(COLUMNS)
    rows = _opened(log).rows(*names, where=where)
    match path.suffix.lower():
        case ".jsonl":
            return _jsonl(rows, path)
        case ".csv":
            return _csv(rows, path, names)
        case ".parquet":
            return _parquet(rows, path)
    raise LogError(f"{path}: nothing is exported as {path.suffix!r}; end it in {', '.join(FORMATS)}")


def _opened(log: Log | str | Path | None) -> Log:
    return log if isinstance(log, Log) else user_log(log)


def _jsonl(rows: Iterator[dict[str, Any]], path: Path) -> int:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return sum(bool(file.write(json.dumps(row, ensure_ascii=False) + "\n")) for row in rows)


def _csv(rows: Iterator[dict[str, Any]], path: Path, names: Sequence[str]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        return sum(bool(writer.writerow({name: _cell(value) for name, value in row.items()})) for row in rows)


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _parquet(rows: Iterator[dict[str, Any]], path: Path) -> int:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise LogError("Parquet needs pyarrow: pip install 'svgguard[arrow]'") from error
    first = next(rows, None)
    if first is None:
        raise LogError("there are no attempts to export")
    count, schema = 0, arrow.schema([(name, _arrow_type(arrow, name)) for name in first])
    given = chain([first], rows)
    with parquet.ParquetWriter(path, schema) as writer:
        while batch := list(islice(given, _TOGETHER)):
            count += len(batch)
            writer.write_table(arrow.Table.from_pylist([_plain(row) for row in batch], schema=schema))
    return count


def _arrow_type(arrow: Any, name: str) -> Any:
    """The type of a column, from that of the table; what is no column there is a list of codes, or JSON."""
    from sqlalchemy import JSON, Boolean, Float, Integer

    from svgguard.log.schema import attempts

    if name in ("found", "applied", "remaining"):
        return arrow.list_(arrow.string())
    kind = attempts.c[name].type if name in attempts.c else None
    kinds = ((Boolean, arrow.bool_()), (Integer, arrow.int64()), (Float, arrow.float64()), (JSON, arrow.string()))
    return next((made for known, made in kinds if isinstance(kind, known)), arrow.string())


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    codes = ("found", "applied", "remaining")
    return {
        name: json.dumps(value) if isinstance(value, (dict, list)) and name not in codes else value
        for name, value in row.items()
    }
