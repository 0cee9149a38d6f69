"""How wrong numbers, lists of numbers, transforms and view boxes are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import svgguard
from svgguard import document
from svgguard.document import canvas
from svgguard.document.survey import survey
from svgguard.svg import arithmetic, grammar, number, number_list, transform, viewbox
from svgguard.svg.geometry import ViewBox
from svgguard.svg.grammar import GrammarName
from svgguard.svg.number import Context, NumberFault
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.types import Limits, Safety

ACROSS = Context("x", "length", 500.0)

LENGTHS = [
    ("1O", "10", NumberFault.NUMBER_LETTER),
    ("l2", "12", NumberFault.NUMBER_LETTER),
    ("42.S", "42.5", NumberFault.NUMBER_LETTER),
    ("20O%", "200%", NumberFault.NUMBER_LETTER),
    ("b5", "65", NumberFault.NUMBER_LETTER),
    ("−5", "-5", NumberFault.NUMBER_LETTER),
    ("１０", "10", NumberFault.NUMBER_LETTER),
    ("10 px", "10px", NumberFault.NUMBER_UNIT),
    ("10PX", "10px", NumberFault.NUMBER_UNIT),
    ("10 pixels", "10px", NumberFault.NUMBER_UNIT),
    ("10px0", "100", NumberFault.NUMBER_UNIT),
    ("443px.2", "443.2", NumberFault.NUMBER_UNIT),
    ("-px20", "-20", NumberFault.NUMBER_UNIT),
    ("-141,4", "-141.4", NumberFault.DECIMAL_COMMA),
    (",5", "0.5", NumberFault.DECIMAL_COMMA),
    ("10,5px", "10.5px", NumberFault.DECIMAL_COMMA),
    ("1,234.5", "1234.5", NumberFault.DECIMAL_COMMA),
    ("5..2", "5.2", NumberFault.NUMBER_JUNK),
    ("--5", "-5", NumberFault.NUMBER_JUNK),
    ("+-5", "-5", NumberFault.NUMBER_JUNK),
    ("- 5", "-5", NumberFault.NUMBER_JUNK),
    ("10;", "10", NumberFault.NUMBER_JUNK),
    ("10.", "10", NumberFault.NUMBER_JUNK),
    ("10pxx", "10", NumberFault.NUMBER_JUNK),
    ("10 units", "10", NumberFault.NUMBER_JUNK),
    ('"10"', "10", NumberFault.NUMBER_JUNK),
    ("{10}", "10", NumberFault.NUMBER_JUNK),
    ("x: 10px;", "10px", NumberFault.NUMBER_JUNK),
    ("1 0", "10", NumberFault.NUMBER_JUNK),
    ("10 480", "10", NumberFault.NUMBER_JUNK),
    ("1 00", "100", NumberFault.NUMBER_JUNK),
    ("10!important", "10", NumberFault.NUMBER_JUNK),
    ("50+20", "70", NumberFault.ARITHMETIC),
    ("(100 - 20)/2", "40", NumberFault.ARITHMETIC),
    ("50%+20", "270", NumberFault.ARITHMETIC),
    ("2*30%", "60%", NumberFault.ARITHMETIC),
    ("center", "50%", NumberFault.NOT_A_NUMBER),
    ("ten", "10", NumberFault.NOT_A_NUMBER),
    ("NaN", None, NumberFault.NOT_A_NUMBER),
    ("", None, NumberFault.NOT_A_NUMBER),
    ("${i * 10}", None, NumberFault.NOT_A_NUMBER),
    ("1" * 5000 + "x", None, NumberFault.NOT_A_NUMBER),
]


@pytest.mark.parametrize(("value", "meant", "kind"), LENGTHS)
def test_a_length_is_read(value: str, meant: str | None, kind: ValueFault) -> None:
    repaired = number.repair(value, ACROSS)
    assert (repaired.value, repaired.kind) == (meant, kind)


@pytest.mark.parametrize(
    ("value", "place", "meant"),
    [
        ("-10", Context("width", "size"), "10"),
        ("--10", Context("width", "size"), "10"),
        ("4px", Context("stroke-miterlimit", "number"), "4"),
        ("0,5", Context("opacity", "alpha"), "0.5"),
        ("half", Context("opacity", "alpha"), "0.5"),
        ("thin", Context("stroke-width", "size"), "1"),
        ("1,250", Context("x", "length", 2000.0, ("1100",), ("1400",)), "1250"),
        ("1,250", Context("x", "length", 2000.0, ("1.1",), ("1.4",)), "1.250"),
        ("undefined", Context("x", "length", 500.0, ("10", "20"), ("40",)), "30"),
        ("undefined", Context("x", "length", 500.0, ("10", "25"), ("40",)), None),
        ("undefined", Context("x", "length", 500.0, ("10",), ("30",)), None),
    ],
)
def test_its_place_helps_to_read_a_number(value: str, place: Context, meant: str | None) -> None:
    assert number.repair(value, place).value == meant


@pytest.mark.parametrize("value", ["10;", "1O", "0,5", "10 px"])
def test_a_certain_reading_is_safe(value: str) -> None:
    assert number.repair(value, ACROSS).safety is Safety.SAFE


@pytest.mark.parametrize("value", ["--5", "5.2.3", "50+20", "1px50", "10units", "b5", "center"])
def test_a_guess_is_unsafe(value: str) -> None:
    assert number.repair(value, ACROSS).safety is Safety.UNSAFE


@pytest.mark.parametrize(
    ("value", "name", "meant"),
    [
        ("5;5", "dashes", "5,5"),
        ("5,,5", "dashes", "5,5"),
        ("[5, 5]", "dashes", "5, 5"),
        ("5 px 3 px", "dashes", "5px 3px"),
        ("5 x 5", "dashes", "5 5"),
        ("-5 3", "dashes", "5 3"),
        ("1O 2", "dashes", "10 2"),
        ("1,5; 2,5", "numbers", "1.5 2.5"),
        ("3px", "numbers", "3"),
        ("10 2O 30", "lengths", "10 20 30"),
        ("NaN 3", "numbers", None),
        ("1 2 three-ish", "numbers", None),
    ],
)
def test_a_list_is_read(value: str, name: GrammarName, meant: str | None) -> None:
    assert number_list.repair(value, Context("", name)).value == meant


@pytest.mark.parametrize(
    ("text", "extent", "value"),
    [
        ("1+2*3", None, "7"),
        ("-(4 - 1)/2", None, "-1.5"),
        ("10px + 5px", None, "15"),
        ("50% - 10", 200.0, "90"),
        ("50% - 10", None, None),
        ("1/0", None, None),
        ("1+", None, None),
        ("7", None, None),
        ("(" * 500 + "1+1", None, None),
    ],
)
def test_a_calculation_is_carried_out(text: str, extent: float | None, value: str | None) -> None:
    assert arithmetic.evaluate(text, extent) == value


TRANSFORMS = [
    ("translate(255,243", "translate(255,243)"),
    ("scale(0.8) translate(20, 0", "scale(0.8) translate(20, 0)"),
    ("translate(10,20 rotate(45)", "translate(10,20) rotate(45)"),
    ("translate 10 20", "translate(10 20)"),
    ("translate((10,20))", "translate(10,20)"),
    ("Translate(10,20)", "translate(10,20)"),
    ("tranlate(10,20) rotat(5)", "translate(10,20) rotate(5)"),
    ("translate(10px, 20px) rotate(45deg)", "translate(10, 20) rotate(45)"),
    ("rotate(0.5turn)", "rotate(180)"),
    ("rotate(1rad)", "rotate(57.2958)"),
    ("rotate(45 100)", "rotate(45)"),
    ("rotate(45 50)", "rotate(45 50 60)"),
    ("rotate(NaN)", "rotate(0)"),
    ("translateX(10)", "translate(10)"),
    ("translateY(10px)", "translate(0,10)"),
    ("scaleX(2)", "scale(2,1)"),
    ("scale(50%)", "scale(0.5)"),
    ("skew(10)", "skewX(10)"),
    ("rotate3d(0,0,1,45deg)", "rotate(45)"),
    ("rotateX(180)", "scale(1,-1)"),
    ("rotateX(45deg)", None),
    ("matrix3d(1,0,0,0,0,1,0,0,0,0,1,0,5,6,0,1)", "matrix(1,0,0,1,5,6)"),
    ("matrix(1 0 0 1 10)", "matrix(1 0 0 1 10 0)"),
    ("translate(10,,20)", "translate(10,20)"),
    ("translate(10,20);scale(2)", "translate(10,20) scale(2)"),
    ("translate(1,5,2,5)", "translate(1.5,2.5)"),
    ("translate(50+10,20)", "translate(60,20)"),
    ("translate(1O,20)", "translate(10,20)"),
    ('{"translate":[10,20],"rotate":45}', "translate(10,20) rotate(45)"),
    ("transform: rotate(5)", "rotate(5)"),
    ("foo(3)", None),
    ("45", None),
    ("${move}", None),
]


@pytest.mark.parametrize(("value", "meant"), TRANSFORMS)
def test_a_transform_is_read(value: str, meant: str | None) -> None:
    assert transform.repair(value, (50, 60)).value == meant


@pytest.mark.parametrize(
    ("value", "size", "meant"),
    [
        ("0 0 100px 80px", None, "0 0 100 80"),
        ("0 0 100x80", None, "0 0 100 80"),
        ("[0, 0, 200, 100]", None, "0 0 200 100"),
        ("0;0;200;100", None, "0 0 200 100"),
        ("0 0 2O0 100;", None, "0 0 200 100"),
        ("200 100", None, "0 0 200 100"),
        ("0 0 200.100", None, "0 0 200 100"),
        ("0 0 400", (200.0, 100.0), "0 0 400 200"),
        ("0 200 100", (200.0, 100.0), "0 0 200 100"),
        ("0 0 100", None, "0 0 100 100"),
        ("0 0 0 200 100", (200.0, 100.0), "0 0 200 100"),
        ("0 0 -200 100", None, "0 0 200 100"),
        ("0 0 0 0", (200.0, 100.0), "0 0 200 100"),
        ("0 0 NaN 100", (200.0, 100.0), "0 0 200 100"),
        ("", (200.0, 100.0), "0 0 200 100"),
        ("", None, None),
        ("0 0 0 0", None, None),
    ],
)
def test_a_view_box_is_read(value: str, size: viewbox.Size | None, meant: str | None) -> None:
    assert viewbox.repair(value, size).value == meant


def found_canvas(inside: str) -> ViewBox | None:
    read = document.read(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', Limits())
    assert isinstance(read, document.Document)
    return canvas.canvas(survey(read))


CIRCLES = '<circle cx="{}" cy="300" r="20"/>'
FACE = "".join(map(CIRCLES.format, (100, 200, 300)))
GROUND = (
    '<rect width="100%" height="100%"/><path d="M0 380Q250 360 500 380V500H0z"/><circle cx="250" cy="200" r="120"/>'
)
AROUND = '<circle r="90"/><circle cx="-60" r="9"/><circle cx="60" r="9"/><circle cy="60" r="9"/>'


@pytest.mark.parametrize(
    ("inside", "meant"),
    [
        ('<rect width="640" height="480"/><circle cx="320" cy="240" r="99"/>', (0, 0, 640, 480)),
        (f'<g transform="scale(2)"><path d="M20 190L100 15L180 190z"/></g>{FACE}', (0, 0, 400, 400)),
        (AROUND, (-100, -100, 200, 200)),
        (f'<defs><rect width="9000" height="9000"/></defs>{GROUND}', (0, 0, 500, 500)),
        ('<text x="4" y="5">A</text>', None),
        ("", None),
    ],
)
def test_the_canvas_is_told_by_what_is_drawn(inside: str, meant: ViewBox | None) -> None:
    assert found_canvas(inside) == meant


def test_uses_of_uses_are_counted_only_so_far() -> None:
    levels = "".join(f'<g id="u{n}">' + f'<use href="#u{n + 1}"/>' * 10 + "</g>" for n in range(12))
    assert found_canvas(f'<rect id="u12" width="500" height="500"/><circle r="9"/>{levels}') is not None


def test_a_transform_that_would_leave_the_canvas_is_not_repaired() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 500">'
        '<g transform="translate(0 120) scaleY(-1)"><circle cx="250" cy="200" r="60"/></g></svg>'
    )
    result = svgguard.repair(svg)
    assert result.svg == svg
    assert [(f.code, f.safety) for f in result.faults] == [("V031", Safety.MANUAL)]


def test_a_property_in_a_style_is_read_like_an_attribute() -> None:
    style = "stroke:red;stroke-width:1O;opacity:0,5"
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9" style="{style}"/></svg>'
    assert svgguard.repair(svg).svg == svg.replace("1O", "10").replace("0,5", "0.5")


# --- properties

NUMBERISH = st.text(alphabet="0123456789.,-+eE px%()/*;OlS{}$'\" ", max_size=30) | st.text(max_size=30)
TRANSFORMISH = st.text(alphabet="translate(scale)rotate,0123456789.- ;pxdeg", max_size=60) | st.lists(
    st.sampled_from(
        ["translate", "rotate", "scale", "matrix", "(", ")", ",", " ", "10", "-5.5", "NaN", "px", ";", "skewX", "%"]
    )
).map("".join)


def holds(repaired: ValueRepair, name: GrammarName) -> bool:
    """True if a reading is none or one that its grammar accepts."""
    return repaired.value is None or grammar.matcher(name)(repaired.value) is not None


@given(NUMBERISH, st.sampled_from(["length", "size", "position", "spacing", "font-size", "number", "alpha"]))
def test_every_number_is_read_as_one_or_not_at_all(value: str, name: GrammarName) -> None:
    assert holds(number.repair(value, Context("x", name, 100.0, ("1", "2"), ("4",))), name)


@given(NUMBERISH, st.sampled_from(["lengths", "dashes", "numbers"]))
def test_every_list_is_read_as_one_or_not_at_all(value: str, name: GrammarName) -> None:
    assert holds(number_list.repair(value, Context("", name)), name)


@given(TRANSFORMISH)
def test_every_transform_is_read_as_one_or_not_at_all(value: str) -> None:
    assert holds(transform.repair(value, (50, 50)), "transform")


@given(NUMBERISH, st.sampled_from([None, (200.0, 100.0)]))
def test_every_view_box_is_read_as_one_or_not_at_all(value: str, size: viewbox.Size | None) -> None:
    assert holds(viewbox.repair(value, size), "view-box")


@given(TRANSFORMISH, NUMBERISH)
def test_any_geometry_has_a_canvas_or_none(value: str, data: str) -> None:
    escaped = [
        "".join(c for c in text if c.isprintable() and c < "\ud800").translate({38: "&amp;", 60: "&lt;", 34: "&quot;"})
        for text in (value, data)
    ]
    d = escaped[1]
    found = found_canvas(f'<g transform="{escaped[0]}"><path d="M{d}"/><rect width="{d}" height="5"/></g>')
    assert found is None or min(found[2:]) > 0
