"""Broken texts are read as the tables in tests/data say: exact places, grades, words and results."""

from __future__ import annotations

import pytest
from readings import AFTER, BEFORE, TABLES, Row, named, read, report

ROWS = [pytest.param(row, id=name) for table in TABLES for name, row in named(table)]


def agree(expected: Row, found: Row) -> None:
    if found != expected:
        pytest.fail("\n".join(report(expected, found)), pytrace=False)


@pytest.mark.parametrize("row", ROWS)
def test_a_text_is_read_as_written_down(row: Row) -> None:
    agree(row, read(row))


def test_the_report_says_what_differs() -> None:
    expected = {"inside": "<g a>", "gives": "<g/>", "faults": ["2:1+3 X012 safe: a", "2:1+5 X007 safe: b"]}
    found = {"inside": "<g a>", "gives": "<g></g>", "faults": ["2:1+3 X012 safe: a", "2:4+1 X007 safe: b"]}
    assert (
        "\n".join(report(expected, found))
        == f"""gives, faults differ

{BEFORE}<g a>{AFTER}

- 2:1+5 X007 safe: b
  2:1+3 X012 safe: a
+ 2:4+1 X007 safe: b
--- expected.svg
+++ found.svg
@@ -1 +1 @@
-<g/>
\\ No newline at end of file
+<g></g>
\\ No newline at end of file"""
    )


UNQUOTED = "<svg xmlns=http://www.w3.org/2000/svg >\n"
QUOTED = '<svg xmlns="http://www.w3.org/2000/svg" >\n'
MISPLACED = "S006", "S007"
"""Where these are found, a text that is not well-formed is read another way: tags are parted from each other."""


def stays_inside(row: Row) -> bool:
    """True if nothing is found in the root element's tag."""
    return "gives" in row and not any(
        fault.startswith("1:") or fault.split()[1] in MISPLACED for fault in row["faults"]
    )


BESIDE = [pytest.param(*param.values, id=param.id) for param in ROWS if stays_inside(param.values[0])]  # type: ignore[arg-type]


@pytest.mark.parametrize("row", BESIDE)
def test_a_text_is_read_the_same_beside_another_fault_and_one_character_away(row: Row) -> None:
    found = read(row, UNQUOTED, QUOTED)
    found["faults"] = [fault for fault in found["faults"] if not fault.startswith("1:")]
    agree(row, found)
