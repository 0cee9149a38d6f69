"""Broken texts are read as the tables in tests/data say: exact places, grades, words and results."""

from __future__ import annotations

import pytest
from readings import TABLES, Row, read, rows

ROWS = [pytest.param(row, id=f"{name}-{number}") for name in TABLES for number, row in enumerate(rows(name))]


@pytest.mark.parametrize("row", ROWS)
def test_a_text_is_read_as_written_down(row: Row) -> None:
    assert read(row) == row


UNQUOTED = "<svg xmlns=http://www.w3.org/2000/svg >\n"
QUOTED = '<svg xmlns="http://www.w3.org/2000/svg" >\n'
MISPLACED = "S006", "S007"
"""Where these are found, a text that is not well-formed is read another way: tags are parted from each other."""


def stays_inside(row: Row) -> bool:
    """Whether nothing is found in the root element's tag."""
    return "gives" in row and not any(
        fault.startswith("1:") or fault.split()[1] in MISPLACED for fault in row["faults"]
    )


BESIDE = [pytest.param(*param.values, id=param.id) for param in ROWS if stays_inside(param.values[0])]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", BESIDE)
def test_a_text_is_read_the_same_beside_another_fault_and_one_character_away(row: Row) -> None:
    found = read(row, UNQUOTED, QUOTED)
    found["faults"] = [fault for fault in found["faults"] if not fault.startswith("1:")]
    assert found == row
