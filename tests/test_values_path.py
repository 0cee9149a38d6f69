"""Path data and points: what is read into broken values, as data, and what holds for every value."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svgguard.svg import points
from svgguard.svg.geometry import ViewBox
from svgguard.svg.grammar import matcher
from svgguard.svg.path import repair as path_repair
from svgguard.svg.path.reading import PathFault, arc_tokens, read
from svgguard.svg.path.style import commands
from svgguard.svg.points import PointsFault
from svgguard.types import Safety

CANVAS = ViewBox(0.0, 0.0, 100.0, 100.0)
PATH, POINTS = matcher("path"), matcher("points")

RIGHT = [
    "",
    " ",
    "none",
    "M1 2",
    "M1,2L3,4",
    "m1-2.5.5.5z",
    "M1 2h3v4h-3z m5 5l1 1",
    "M1 2a1 1 0 01 5 5",
    "M1 2A1 1 0 0 1 5 5 1 1 0 105 5",
    "M1e-7 2L3 4",
    "M10 20 Q 30 10 50 50 T 70 70",
    "m15 18-6-6 6-6",
]

REPAIRED = [
    # Letters that are no commands: the arguments tell, then case, canvas and habit.
    ("M10 10X30 20L30 40z", "M10 10L30 20L30 40z"),
    ("M10 20 W50 40 90 20", "M10 20 Q50 40 90 20"),
    ("M10 20 B20 5, 60 5, 90 20", "M10 20 C20 5, 60 5, 90 20"),
    ("M10 20 L50 20 G5 5 0 0 1 60 30", "M10 20 L50 20 A5 5 0 0 1 60 30"),
    ("M10 10h30v30h-30x", "M10 10h30v30h-30z"),
    ("G10 10h30v30h-30z", "M10 10h30v30h-30z"),
    ("M10 10l30 5l5 30l-5 4j-30 5z", "M10 10l30 5l5 30l-5 4l-30 5z"),
    # Strays.
    ("M10 10L20 x 20L30 10z", "M10 10L20 20L30 10z"),
    ("M 10 10 k L 20 20", "M 10 10 L 20 20"),
    ("M10 10 C x 20 20 30 20 40 10", "M10 10 C 20 20 30 20 40 10"),
    # Numbers of arguments.
    ("M10 10L30 20 50 20 70L80 80", "M10 10L30 20 50 20L80 80"),
    ("M10 10L20 20L30", "M10 10L20 20"),
    ("M10 10 A 5 5 0 1 20 20 L 30 30", "M10 10 A 5 5 0 0 1 20 20 L 30 30"),
    ("M10 10 A 5 5 30 1 20 20 L 30 30", "M10 10 A 5 5 30 0 1 20 20 L 30 30"),
    ("M10 10 A 5 5 0 2 1 20 20", "M10 10 A 5 5 0 1 1 20 20"),
    ("M10 10 A 5 5 0 true false 20 20", "M10 10 A 5 5 0 1 0 20 20"),
    ("M10 10 L20 20 z 30 30 L40 40", "M10 10 L20 20 z M30 30 L40 40"),
    ("M10 50 Q30 10 50 50 60 60", "M10 50 Q30 10 50 50 L60 60"),
    ("M 10 50  30 10 50 50 L 70 70 Z", "M 10 50  Q 30 10 50 50 L 70 70 Z"),
    # Separators.
    ("M10 10; L20 20; 30 30", "M10 10 L20 20 30 30"),
    ("M10,,10 L20,20,", "M10,10 L20,20"),
    ("M10,10,L20,20", "M10,10L20,20"),
    ("M(10,10) L[20 20]", "M10,10 L20 20"),
    ("M10\u00a010 L20 20", "M10 10 L20 20"),
    ("M10/10 L20|20", "M10 10 L20 20"),
    # Movetos.
    ("10 10 L20 20", "M10 10 L20 20"),
    ("L10 10 L20 20", "M10 10 L20 20"),
    ("C20 20 30 30 40 40L50 50", "M20 20C20 20 30 30 40 40L50 50"),
    # Numbers.
    ("M10px 10px L20px 20px", "M10 10 L20 20"),
    ("M−10 10 L２０ 20", "M-10 10 L20 20"),
    ("M10 10 L2..5 --3", "M10 10 L2.5 -3"),
    ("M10. 10 L20 20.", "M10 10 L20 20"),
    ("M150180 q8 -8160", "M150 180 q8 -8 16 0"),
    ("M10 10 L20 20 LNaN 30 L40 40", "M10 10 L20 20 L20 30 L40 40"),
    ("M10 10 h40 v20 hundefined z", "M10 10 h40 v20 h-40 z"),
    ("M10 20 Q 50 60 90 null", "M10 20 Q 50 60 90 20"),
    # Text.
    ("M10 10 L20 20 ... more points ...", "M10 10 L20 20"),
    ("M10 10 /* up */ L20 20", "M10 10 L20 20"),
    ("M10 10 … L20 20", "M10 10 L20 20"),
    ("M10 10 and then L20 20", "M10 10 L20 20"),
]


@pytest.mark.parametrize("value", RIGHT)
def test_what_browsers_draw_is_right(value: str) -> None:
    assert PATH(value) or path_repair.repair(value, CANVAS) is None


@pytest.mark.parametrize(("value", "meant"), REPAIRED)
def test_path_data_is_read_as_it_was_meant(value: str, meant: str) -> None:
    assert not PATH(value)
    repaired = path_repair.repair(value, ViewBox(0.0, 0.0, 200.0, 200.0) if "150180" in value else CANVAS)
    assert repaired is not None
    assert repaired.value == meant
    assert PATH(meant)


@pytest.mark.parametrize(
    ("value", "fault", "safety"),
    [
        ("M1 1;L9 9", PathFault.SEPARATOR, Safety.SAFE),
        ("1 1L9 9", PathFault.MOVETO, Safety.SAFE),
        ("M1 1X9 9", PathFault.COMMAND, Safety.UNSAFE),
        ("M1 1L9 9 9", PathFault.COUNT, Safety.UNSAFE),
        ("M1 1L9px 9px", PathFault.NUMBER, Safety.UNSAFE),
        ("M1 1LNaN 2a1 1 0 015 5", PathFault.NUMBER, Safety.UNSAFE),
        ("M1 1 TODO", PathFault.TEXT, Safety.UNSAFE),
        ("hello", PathFault.TEXT, Safety.MANUAL),
        ("M", PathFault.COUNT, Safety.MANUAL),
    ],
)
def test_a_kind_of_fault_has_its_grade(value: str, fault: PathFault, safety: Safety) -> None:
    repaired = path_repair.repair(value, CANVAS)
    assert repaired is not None
    assert repaired.faults == (fault,)
    assert repaired.safety is safety


@pytest.mark.parametrize(
    ("weight", "value", "meant"),
    [
        ("surprise", "M156 262 h8 w44 h-8 Z", "M156 262 h8 v44 h-8 Z"),
        ("habit", "M20 236 H66 M8 262 H50 B30 340 H74", "M20 236 H66 M8 262 H50 M30 340 H74"),
        ("length", "M600 474 X18 -36 36 0", "M600 474 q18 -36 36 0"),
        ("nowhere", "M176 256 V112 H262 b V256 Z", "M176 256 V112 H262 V256 Z"),
        ("touching", "M48 262 q14 -18 28 0 q-14 18  0 Z", "M48 262 q14 -18 28 0 q-14 18  -28 0 Z"),
        ("closed", "M330 84 q16 -20 32 0 q-16 20  0 Z", "M330 84 q16 -20 32 0 q-16 20  -32 0 Z"),
        ("level", "M0 51 410 H400 V500 H0 Z", "M0 410 H400 V500 H0 Z"),
        ("left_open", "M220 200 X244 186 V158", "M220 200 L244 186 V158"),
        ("beyond", "M152 238 H228 L218 274 x H162 Z", "M152 238 H228 L218 274 H162 Z"),
    ],
)
def test_a_weight_decides(weight: str, value: str, meant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With each weight of the search there is a value that is read right, and without it wrong."""
    read_with = path_repair.repair(value, CANVAS)
    monkeypatch.setattr(path_repair, "_WEIGHTS", replace(path_repair._WEIGHTS, **{weight: 0.0}))
    read_without = path_repair.repair(value, CANVAS)
    assert read_with is not None
    assert read_without is not None
    assert read_without.value != read_with.value == meant


def test_every_weight_is_one_that_decides() -> None:
    marks = test_a_weight_decides.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in marks[0].args[1]} == {field.name for field in fields(path_repair._WEIGHTS)}


def test_several_kinds_are_repaired_together() -> None:
    repaired = path_repair.repair("M10 10; X20 20; L30px 30px", CANVAS)
    assert repaired is not None
    assert repaired.value == "M10 10 L20 20 L30 30"
    assert set(repaired.faults) == {PathFault.COMMAND, PathFault.SEPARATOR, PathFault.NUMBER}


def test_other_paths_decide_between_cases() -> None:
    value = "M10 10 X 20 5 30 10"
    upper = path_repair.repair(value, None, commands('<path d="M1 1 Q 2 3 4 5 Q 6 7 8 9 L 5 5"/>'))
    lower = path_repair.repair(value, None, commands('<path d="M1 1 q 2 3 4 5 q 6 7 8 9 l 5 5"/>'))
    assert upper is not None
    assert lower is not None
    assert (upper.value, lower.value) == ("M10 10 Q 20 5 30 10", "M10 10 q 20 5 30 10")


def test_a_number_rounded_comes_back_from_its_like() -> None:
    value = "M85.333333 8.53e+01h341.333334v1.71e+02H85.333333z M128 170.666667h4.00e+01v42.666666z"
    repaired = path_repair.repair(value, None)
    assert repaired is not None
    assert repaired.value == "M85.333333 85.333333h341.333334v170.666667H85.333333z M128 170.666667h40v42.666666z"
    assert repaired.faults == (PathFault.ROUNDED,)


def test_a_notation_used_throughout_is_left_alone() -> None:
    assert path_repair.repair("M1.00e+01 2.00e+01L3.00e+01 4.00e+01", None) is None


def test_a_large_exponent_is_a_letter() -> None:
    assert [run.letter.text for run in read("M0 0h85.333e-85.333V21").runs if run.letter] == ["M", "h", "e", "V"]


def test_flags_of_an_arc_may_run_together() -> None:
    [run] = read("a1 1 0 015 5").runs
    tokens = arc_tokens(run.numbers)
    assert tokens is not None
    assert [t.text for t in tokens] == ["1", "1", "0", "0", "1", "5", "5"]


REPAIRED_POINTS = [
    ("10,10 30,20 50,60 70", "10,10 30,20 50,60"),
    ("10,10 30 50,60 70,10", "10,10 50,60 70,10"),
    ("10,10; 30,20; 50,60", "10,10 30,20 50,60"),
    ("10,10,, 30,20 x 50,60", "10,10, 30,20 50,60"),
    ("10,10 30,20 50,x 60", "10,10 30,20 50, 60"),
    ("(10,10) (30,20)", "10,10 30,20"),
    ("10px,10px 30px,20px", "10,10 30,20"),
    ("10.,10 30,20", "10,10 30,20"),
    ("10,1O 30,20", "10,10 30,20"),
    ("10,10 NaN,20 50,60", "10,10 30,20 50,60"),
    ("M10 10 L30 20 Z", "10 10 30 20"),
    ("10,10 30,20 ...", "10,10 30,20"),
    ("1010 30,20", "10 10 30,20"),
    ("10\u00a010 30,20", "10 10 30,20"),
    ("１０,10 30,20", "10,10 30,20"),
]


@pytest.mark.parametrize("value", ["", " ", "1,2", "1 2 3 4", "1,2 3,4,", "1-2.5.5.5"])
def test_points_that_browsers_draw_are_right(value: str) -> None:
    assert POINTS(value)


@pytest.mark.parametrize(("value", "meant"), REPAIRED_POINTS)
def test_points_are_read_as_they_were_meant(value: str, meant: str) -> None:
    assert not POINTS(value)
    repaired = points.repair(value, CANVAS)
    assert repaired is not None
    assert repaired.value == meant
    assert POINTS(meant)


def test_points_without_a_pair_are_for_a_person() -> None:
    for value, fault in (("x", PointsFault.NUMBER), ("7", PointsFault.COUNT)):
        repaired = points.repair(value, CANVAS)
        assert repaired is not None
        assert repaired.value is None
        assert repaired.safety is Safety.MANUAL
        assert fault in repaired.faults


PIECES = st.sampled_from(
    "M m L l H h V v C c S s Q q T t A a Z z X k e O 0 1 10 -5 .5 2.5.5 1e5 3e-7 1.71e+02 99999 150180 , ; ,, NaN px "
    "undefined ... … − ( ) and\u00a0so // /* */ \\n \n \t + - . %".split(" ")
)
BROKEN = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(max_size=60),
)
CANVASES = st.sampled_from([None, CANVAS, ViewBox(-500.0, -500.0, 1000.0, 1000.0)])


@given(BROKEN, CANVASES)
def test_path_data_is_repaired_whatever_it_is(value: str, canvas: ViewBox | None) -> None:
    repaired = path_repair.repair(value, canvas)
    if repaired is None or repaired.value is None:
        return
    again = path_repair.repair(repaired.value, canvas)
    assert PATH(repaired.value) or (again is None)
    assert again is None or again.value == repaired.value


@given(BROKEN, CANVASES)
def test_points_are_repaired_whatever_they_are(value: str, canvas: ViewBox | None) -> None:
    repaired = points.repair(value, canvas)
    if repaired is None or repaired.value is None:
        return
    assert POINTS(repaired.value)
    assert points.repair(repaired.value, canvas) is None


def test_hostile_lengths_end() -> None:
    for value in ("x" * 20000, "1" * 20000, "L" * 20000, "NaN " * 5000, "M1 1" + "x 5" * 3000, "e5" * 8000):
        path_repair.repair(value, CANVAS)
        points.repair(value, CANVAS)
