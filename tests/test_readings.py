"""Broken texts are read as the tables in tests/data say: exact places, grades, words and results."""

from __future__ import annotations

import pytest
from readings import DATA, Row, read, rows

TABLES = sorted(file.stem for file in DATA.glob("*.toml"))
ROWS = [pytest.param(row, id=f"{name}-{number}") for name in TABLES for number, row in enumerate(rows(name))]


@pytest.mark.parametrize("row", ROWS)
def test_a_text_is_read_as_written_down(row: Row) -> None:
    assert read(row) == row
