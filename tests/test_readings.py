"""Broken texts are read as the tables in tests/data say: exact places, grades, words and results."""

from __future__ import annotations

import pytest
from readings import BEFORE, DATA, Row, read, rows

TABLES = sorted(file.stem for file in DATA.glob("*.toml"))
ROWS = [pytest.param(row, id=f"{name}-{number}") for name in TABLES for number, row in enumerate(rows(name))]


@pytest.mark.parametrize("row", ROWS)
def test_a_text_is_read_as_written_down(row: Row) -> None:
    assert read(row) == row


def stays_inside(row: Row) -> bool:
    """Whether nothing is found in the root element's tag."""
    return "gives" in row and not any(fault.startswith("1:") for fault in row["faults"])


ELSEWHERE = [pytest.param(*param.values, id=param.id) for param in ROWS if stays_inside(param.values[0])]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", ELSEWHERE)
def test_a_text_is_read_the_same_one_character_later(row: Row) -> None:
    assert read(row, BEFORE.replace(">", " >")) == row
