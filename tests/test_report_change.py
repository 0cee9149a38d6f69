"""What a repair changes, shown as the lines of a diff."""

from __future__ import annotations

from svgguard.cli.report.change import MOST_PLACES, change
from svgguard.types import Edit

SOURCE = "<svg>\n  <g>\n    <line x1='1' x1='2'/>\n  </g>\n</svg>\n"


def test_a_line_before_and_after() -> None:
    at = SOURCE.rindex("x1")
    assert list(change(SOURCE, [Edit(at, at + 2, "x2")], 80)) == [
        ("-", "    <line x1='1' x1='2'/>"),
        ("+", "    <line x1='1' x2='2'/>"),
    ]


def test_edits_of_one_line_stand_together_and_others_apart() -> None:
    opened, closed, line = SOURCE.index("<g>") + 1, SOURCE.index("</g>") + 2, SOURCE.index("'1'")
    edits = [Edit(closed, closed + 1, "a"), Edit(opened, opened + 1, "a"), Edit(line, line + 1, '"')]
    assert list(change(SOURCE, [*edits, Edit(line + 2, line + 3, '"')], 80)) == [
        ("-", "  <g>"),
        ("+", "  <a>"),
        ("-", "    <line x1='1' x1='2'/>"),
        ("+", "    <line x1=\"1\" x1='2'/>"),
        ("-", "  </g>"),
        ("+", "  </a>"),
    ]


def test_inserted_lines_are_shown_as_lines() -> None:
    at = SOURCE.index("\n  </g>")
    shown = list(change(SOURCE, [Edit(at, at, "\n    <rect/>")], 80))
    assert shown == [("-", "    <line x1='1' x1='2'/>"), ("+", "    <line x1='1' x1='2'/>"), ("+", "    <rect/>")]


def test_long_lines_are_cut_around_the_change() -> None:
    source = "a" * 500 + "b" + "c" * 500
    for sign, line in change(source, [Edit(500, 501, "B")], 40):
        assert len(line) <= 40
        assert ("b" if sign == "-" else "B") in line


def test_only_some_places_are_shown() -> None:
    source = "x\n" * 10
    shown = list(change(source, [Edit(2 * n, 2 * n + 1, "y") for n in range(10)], 80))
    assert len(shown) == 2 * MOST_PLACES + 1
    assert shown[-1] == (" ", "and 6 more places")
