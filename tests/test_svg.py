"""What SVG says, read in one place: sizes, lengths, transforms, arcs, segments, styles, and words that leave out."""

from __future__ import annotations

import math
import tomllib
from typing import get_args

import pytest

import svgguard
from svgguard import document
from svgguard.data import data
from svgguard.document import geometry
from svgguard.parts.inventory import Presence
from svgguard.svg import grammar, matrix, size
from svgguard.svg.geometry import IDENTITY, Box, Matrix, ViewBox
from svgguard.svg.length import pixels
from svgguard.svg.path.arc import arc
from svgguard.svg.path.segments import segments
from svgguard.svg.style import declarations
from svgguard.text.elision import leaves_out
from svgguard.types import Limits

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12), (" 1.5px ", 1.5), ("1in", 96), ("2.54cm", 96), ("25.4MM", 96), ("72pt", 96), ("6pc", 96),
        ("2em", 32), ("101.6Q", 96), ("50%", None), ("auto", None), ("", None), ("1e400", None), ("5 px", None),
    ],
)  # fmt: skip
def test_a_length_is_in_pixels(text: str, expected: float | None) -> None:
    assert pixels(text) == pytest.approx(expected)


def test_a_length_that_is_not_written_has_its_default() -> None:
    assert (pixels(None), pixels(None, 0.0)) == (None, 0.0)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ({"viewBox": "0 0 40 30"}, ViewBox(0, 0, 40, 30)),
        ({"viewBox": "-5,-5 , 10 1e1", "width": "99"}, ViewBox(-5, -5, 10, 10)),
        ({"viewBox": "0 0 0 30", "width": "60", "height": "50"}, ViewBox(0, 0, 60, 50)),
        ({"width": "20cm", "height": "20cm"}, ViewBox(0, 0, 20 * 96 / 2.54, 20 * 96 / 2.54)),
        ({"width": "60"}, ViewBox(0, 0, 60, 150)),
        ({"width": "60", "height": "50", "style": "/* a;b */width: 70px; HEIGHT:80px"}, ViewBox(0, 0, 70, 80)),
        ({"width": "100%", "height": "100%"}, None),
        ({}, None),
    ],
)
def test_what_a_root_shows(root: dict[str, str], expected: ViewBox | None) -> None:
    found = size.shown(root)
    assert found == (None if expected is None else pytest.approx(expected))


def test_a_view_box_has_edges_and_a_box_has_sides() -> None:
    box = ViewBox(-5, 10, 20, 30).box
    assert box == Box(-5, 10, 15, 40)
    assert (box.width, box.height) == (20, 30)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("", (3, 4)), ("translate(10)", (13, 4)), ("translate(10 20) scale(2)", (16, 28)), ("scale(2,3)", (6, 12)),
        ("rotate(90)", (-4, 3)), ("rotate(180 5 5)", (7, 6)), ("skewX(45)", (7, 4)), ("skewY(45)", (3, 7)),
        ("matrix(1 0 0 1 5 6)", (8, 10)), ("perspective(5)", (3, 4)),
    ],
)  # fmt: skip
def test_a_transform_list_is_one_matrix(text: str, point: tuple[float, float]) -> None:
    found = matrix.read(text)
    assert found.apply((3, 4)) == pytest.approx(point)
    assert (inverse := found.inverse) is not None
    assert inverse.apply(point) == pytest.approx((3, 4))


def test_what_flattens_the_plane_cannot_be_undone() -> None:
    assert Matrix(a=0).inverse is None
    assert IDENTITY.inverse == IDENTITY


def test_flags_of_an_arc_need_nothing_between_them() -> None:
    found = list(segments("M0 0a1 1 0 01.5 2 1 1 0 10-.5-2z"))
    assert [s.letter for s in found] == ["M", "a", "a", "z"]
    assert found[1].arguments == (1, 1, 0, 0, 1, 0.5, 2)
    assert found[2].arguments == (1, 1, 0, 1, 0, -0.5, -2)


@pytest.mark.parametrize(
    ("data", "letters"),
    [("M1 1 2 2l3 3", "MLl"), ("m1,1-2-2", "ml"), ("L1 1", ""), ("M1 1L2", "M"), ("M1 1 C1 2 3", "M"),
     ("M1 1zz", "Mzz"), ("M1.5.5.5.5", "ML"), ("M1 1 X2 2L3 3", "M"), ("", "")],
)  # fmt: skip
def test_segments_end_where_a_viewer_stops(data: str, letters: str) -> None:
    assert "".join(s.letter for s in segments(data)) == letters


@pytest.mark.parametrize(("large", "sweep"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_an_arc_goes_from_end_to_end_around_its_centre(large: int, sweep: int) -> None:
    here, end = (10.0, 10.0), (16.0, 14.0)
    found = arc(here, (8, 5, 30, large, sweep), end)
    assert found is not None
    assert found.point(0) == pytest.approx(here)
    assert found.point(1) == pytest.approx(end)
    assert (abs(found.swept) > math.pi) == bool(large)
    assert (found.swept > 0) == bool(sweep)
    step = [b - a for a, b in zip(found.point(0.5), found.point(0.501), strict=True)]
    heading = found.heading(0.5)
    assert step[0] * heading[1] == pytest.approx(step[1] * heading[0], rel=0.02)
    assert step[0] * heading[0] + step[1] * heading[1] > 0


def test_an_arc_whose_radii_do_not_reach_is_grown() -> None:
    found = arc((0.0, 0.0), (1, 1, 0, 0, 1), (10.0, 0.0))
    assert found is not None
    assert (found.rx, found.ry) == pytest.approx((5, 5))
    assert found.point(0.5) == pytest.approx((5, -5))


@pytest.mark.parametrize("arguments", [(0, 5, 0, 0, 1), (5, 0, 0, 0, 1)])
def test_an_arc_without_a_radius_is_a_line(arguments: tuple[float, ...]) -> None:
    assert arc((0.0, 0.0), arguments, (9.0, 0.0)) is None


def test_a_comment_in_a_style_is_no_declaration() -> None:
    assert [(d.name, d.value) for d in declarations("/* a;b */display:none; fill : red !important")] == [
        ("display", "none"), ("fill", "red"),
    ]  # fmt: skip


def test_what_a_comment_hides_in_a_style_is_hidden_for_the_search_for_parts() -> None:
    svg = (
        f'<svg {XMLNS} viewBox="0 0 9 9"><rect width="9" height="9"/>'
        '<g id="moon" style="/* a;b */display:none"><circle r="3"/></g></svg>'
    )
    [moon] = svgguard.check(svg, parts=["moon"]).parts
    assert moon.presence is Presence.INVISIBLE


def test_a_size_in_centimetres_is_the_same_for_the_search_for_parts() -> None:
    svg = (
        f'<svg {XMLNS} width="20cm" height="20cm"><rect width="700" height="700" fill="navy"/>'
        '<circle id="moon" cx="500" cy="500" r="60" fill="white"/></svg>'
    )
    [moon] = svgguard.check(svg, parts=[{"name": "moon", "whole": True}]).parts
    assert moon.presence is Presence.FOUND


@pytest.mark.parametrize(
    "words",
    [
        "... more feathers ...", "repeat for the other wheel", "front wheel (wie oben, und so weiter)",
        "TODO front wheel", "placeholder", "rest of the spokes omitted", "[wheels …]", "similarly for the other leg",
        "the handle goes here", "其余花瓣省略", "windows, doors, etc.",
    ],
)  # fmt: skip
def test_words_that_leave_something_out(words: str) -> None:
    assert leaves_out(f" {words} ")


@pytest.mark.parametrize(
    "words",
    ["front wheel", "arm rest", "remaining spokes", "more petals", "other leg", "same colour as the roof", "Etch"],
)  # fmt: skip
def test_words_that_name_what_is_drawn(words: str) -> None:
    assert not leaves_out(words)


@pytest.mark.parametrize("words", ["remaining spokes", "rest of the moon", "same as above"])
def test_words_that_announce_say_so_where_nothing_follows(words: str) -> None:
    assert not leaves_out(words)
    assert leaves_out(words, followed=False)


@pytest.mark.parametrize("words", ["front wheel (wie oben, und so weiter)", "TODO front wheel"])
def test_what_is_left_out_is_so_for_replies_and_for_parts(words: str) -> None:
    svg = (
        f'<svg {XMLNS} viewBox="0 0 9 9"><g id="body"><rect width="5" height="5"/></g>'
        f'<g id="cab"><circle r="2"/></g><!-- {words} --></svg>'
    )
    result = svgguard.check(svg, parts=["front wheel", "body", "cab"])
    assert {"R017", "P004"} <= {fault.code for fault in result.faults}


def test_every_grammar_of_the_vocabulary_is_a_pattern() -> None:
    with data("vocabulary.toml").open("rb") as file:
        named = tomllib.load(file)["grammar"]
    assert set(named) <= set(grammar.GRAMMARS) == set(get_args(grammar.GrammarName))


@pytest.mark.parametrize("hidden", ['display="none"', 'style="display:none"', 'style="/* a;b */display : none"'])
def test_what_is_not_displayed_has_no_extent(hidden: str) -> None:
    read = document.read(f'<svg {XMLNS}><g {hidden}><rect width="9" height="9"/></g><circle r="3"/></svg>', Limits())
    assert isinstance(read, document.Document)
    assert [shape.element.get("r") for shape in geometry.shapes(read.root, {})] == ["3"]
