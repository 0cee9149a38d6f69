"""Tables: JSON lines, CSV and Parquet, of which one field of every row holds an SVG or an answer."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from svgguard.cli import files
from svgguard.cli.inputs import Input
from svgguard.cli.inputs.kinds import CSV, JSON_LINES, PARQUET

_BATCH = 64
"""Rows of Parquet that are held at once."""


class _Missing(str):
    """Why a row gives nothing."""

    __slots__ = ()


def rows(path: str, relative: str, field: str | None) -> Iterator[Input]:
    """What stands in `field` of every row, named ``FILE#NUMBER`` from 1 on; a row without it is an error.

    In a field of JSON lines dots lead into tables and lists, as in ``choices.0.message.content``; the number is that
    of the line. Raises `files.FileError` for a file that cannot be read, and where no field is named, with those that
    there are.
    """
    suffix = Path(path).suffix.lower()
    read = _parquet if suffix in PARQUET else _lines if suffix in JSON_LINES else _csv
    number = 0
    try:
        for number, value in read(path, field):
            name, line = f"{path}#{number}", number if read is _lines else 0
            place = f"{relative}/{number:06}.svg"
            if isinstance(value, _Missing):
                yield Input(name, None, place, file=path, line=line, error=value)
            elif isinstance(value, str | bytes):
                yield Input(name, value, place, answer=True, file=path, line=line)
            else:
                yield Input(
                    name,
                    None,
                    place,
                    file=path,
                    line=line,
                    error=f"the field {field!r} holds no text but {type(value).__name__}",
                )
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise files.FileError(f"cannot read row {number + 1}: {error}") from error
    if not number:
        raise files.FileError("empty; it has no rows")


def _which(known: Iterable[object]) -> files.FileError:
    names = [str(name) for name in known]
    return files.FileError(f"a table; say which field holds the SVG: --field {' or '.join(names) or 'NAME'}")


def _lines(path: str, field: str | None) -> Iterator[tuple[int, Any]]:
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, _Missing(f"not JSON: {error}")
                continue
            if field is None:
                raise _which(record if isinstance(record, dict) else ())
            yield number, _within(record, field)


def _within(record: Any, field: str) -> Any:
    if isinstance(record, dict) and field in record:
        return record[field]
    value = record
    for name in field.split("."):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            known = f"it has {', '.join(map(str, value))}" if isinstance(value, dict) and value else "there is no table"
            return _Missing(f"no field {field!r}; {known}")
    return value


def _csv(path: str, field: str | None) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(files.ENOUGH)
    with Path(path).open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        table = csv.DictReader(file, delimiter=CSV[Path(path).suffix.lower()], strict=True)
        names = table.fieldnames or ()
        if field is None or (names and field not in names):
            raise _which(names)
        for number, record in enumerate(table, 1):
            value = record[field]
            yield number, _Missing(f"the row ends before the field {field!r}") if value is None else value


def _parquet(path: str, field: str | None) -> Iterator[tuple[int, Any]]:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise files.FileError("reading Parquet needs pyarrow: pip install 'svgguard[arrow]'") from None
    try:
        with ParquetFile(path) as file:
            names = file.schema_arrow.names
            if field is None or field.partition(".")[0] not in names:
                raise _which(names)
            number = 0
            for batch in file.iter_batches(_BATCH, columns=[field.partition(".")[0]]):
                for record in batch.to_pylist():
                    number += 1
                    yield number, _within(record, field)
    except pyarrow.ArrowException as error:
        raise files.FileError(f"cannot read it as Parquet: {error}") from error
