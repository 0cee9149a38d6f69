"""By picture: parts that are written and cannot be seen, joints, wheels told by shape; the picture and the command."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import svgguard
from svgguard import document
from svgguard.cli import cli
from svgguard.data import data
from svgguard.parts.examination import examine
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import asked, drawing, drawings
from svgguard.types import Limits

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
SCENE = (
    '<!-- Sky -->\n<rect width="100" height="100" fill="#def"/>\n<!-- Hill -->\n<path d="M0 100L50 60L100 100z"/>\n'
    '<!-- Tree -->\n<path d="M45 62V40h10v22z" fill="green"/>\n'
)
PELICAN = (data("prompts") / "drawings" / "pelican-bicycle.svg").read_text(encoding="utf-8")
WITHOUT_FORK = re.sub(r"\n\s*<path id=\"fork\".*", "", PELICAN)


def stripped(svg: str) -> str:
    """A drawing whose ids say nothing."""
    numbers = iter(range(1000))
    return re.sub(r' id="[^"]*"', lambda _: f' id="n{next(numbers)}"', re.sub(r"<title>.*?</title>", "", svg))


def faulty(svg: str, **wanted: object) -> dict[str, Presence]:
    result = svgguard.check(svg, **wanted)  # type: ignore[arg-type]
    return {sighting.part: sighting.presence for sighting in result.parts if sighting.faulty}


@pytest.mark.parametrize("name", drawings())
def test_a_drawing_that_ships_has_every_part(name: str) -> None:
    path = data("prompts") / "drawings" / f"{name}.svg"
    if not path.is_file():
        pytest.skip(f"{name} has no drawing")
    assert faulty(path.read_text(encoding="utf-8"), drawing=name) == {}


@pytest.mark.parametrize(
    ("sun", "presence", "said", "code"),
    [
        ('<circle cx="80" cy="20" r="9" opacity="0"/>', Presence.INVISIBLE, "opacity 0", "P005"),
        ('<g style="opacity:0%"><circle cx="80" cy="20" r="9"/></g>', Presence.INVISIBLE, "opacity 0", "P005"),
        ('<circle cx="80" cy="20" r="9" visibility="hidden"/>', Presence.INVISIBLE, "hidden", "P005"),
        ('<circle cx="80" cy="20" r="9" style="display:none"/>', Presence.INVISIBLE, "not displayed", "P005"),
        ('<circle cx="80" cy="20" r="9" fill="none"/>', Presence.INVISIBLE, "no paint", "P005"),
        ('<circle cx="80" cy="20" r="0"/>', Presence.INVISIBLE, "no size", "P005"),
        ('<path d="M80 20"/>', Presence.INVISIBLE, "no size", "P005"),
        ('<circle cx="80" cy="20" r="9" transform="scale(0)"/>', Presence.INVISIBLE, "no size", "P005"),
        ('<circle cx="280" cy="20" r="9"/>', Presence.OUTSIDE, "outside the canvas", "P007"),
        ('<g transform="translate(0 -900)"><circle cx="8" cy="20" r="9"/></g>', Presence.OUTSIDE, "outside", "P007"),
    ],
)
def test_a_part_that_changes_no_pixel_is_not_there(sun: str, presence: Presence, said: str, code: str) -> None:
    result = svgguard.check(f"{SVG}\n{SCENE}<!-- Sun -->\n{sun}\n</svg>", parts=["sun", "tree"])
    seen = {sighting.part: sighting for sighting in result.parts}
    assert seen["tree"].presence is Presence.FOUND
    assert seen["sun"].presence is presence
    assert said in seen["sun"].message
    assert {fault.code for fault in result.faults if fault.code.startswith("P")} == {code}


def test_a_part_behind_another_is_covered() -> None:
    svg = f'{SVG}\n<!-- Sun -->\n<circle cx="80" cy="20" r="9"/>\n{SCENE}</svg>'
    assert faulty(svg, parts=["sun", "tree"]) == {"sun": Presence.COVERED}


def test_a_part_that_must_lie_over_another() -> None:
    parts = [{"name": "tree"}, {"name": "hill", "over": ["tree"]}]
    svg = f'{SVG}\n{SCENE}<!-- Big tree -->\n<path d="M0 100L50 60L100 100z" fill="red"/></svg>'
    assert faulty(svg, parts=parts) == {"hill": Presence.COVERED}


def test_a_part_that_must_be_seen_whole() -> None:
    svg = f'{SVG}\n{SCENE}<!-- Sun -->\n<circle cx="95" cy="20" r="19"/></svg>'
    assert faulty(svg, parts=["sun"]) == {}
    assert faulty(svg, parts=[{"name": "sun", "whole": True}]) == {"sun": Presence.OUTSIDE}


def test_one_of_several_that_cannot_be_seen_is_not_counted() -> None:
    svg = f'{SVG}\n{SCENE}<g id="wheels"><circle cx="20" cy="80" r="9"/><circle cx="80" cy="80" r="9"{{}}/></g></svg>'
    assert faulty(svg.format(""), parts=["two wheels"]) == {}
    assert faulty(svg.format(' opacity="0"'), parts=["two wheels"]) == {"wheels": Presence.FEW}


def test_joined_parts_must_touch() -> None:
    parts = [{"name": "hill"}, {"name": "tree", "joins": ["hill"]}]
    assert faulty(f"{SVG}\n{SCENE}</svg>", parts=parts) == {}
    gap = SCENE.replace("M45 62V40h10v22z", "M45 42V20h10v22z")
    assert list(faulty(f"{SVG}\n{gap}</svg>", parts=parts).values()) == [Presence.LOOSE]


@pytest.mark.parametrize("wanted", [{"drawing": "pelican-bicycle"}, {"parts": ["front wheel", "rear wheel", "fork"]}])
@pytest.mark.parametrize("change", [str, stripped], ids=["labelled", "stripped"])
def test_the_pelican_without_its_fork_is_caught(wanted: dict[str, object], change: type[str]) -> None:
    assert faulty(change(PELICAN), **wanted) == {}
    assert faulty(change(WITHOUT_FORK), **wanted) == {"fork": Presence.MISSING}


@pytest.mark.parametrize(
    ("chimney", "presence"), [((35, 36), Presence.FOUND), ((46, 30), Presence.LOOSE), ((90, 10), Presence.LOOSE)]
)
def test_what_is_near_no_other_part_of_its_whole_floats(chimney: tuple[int, int], presence: Presence) -> None:
    x, y = chimney
    wall, roof = '<rect id="wall" x="10" y="50" width="30" height="30"/>', '<path id="roof" d="M10 50V40H40V50z"/>'
    svg = f'{SVG}<g id="house">{wall}{roof}<circle id="chimney" cx="{x}" cy="{y}" r="4"/></g></svg>'
    parts: list[Any] = ["house", *({"name": name, "of": "house"} for name in ("wall", "roof", "chimney"))]
    found = {seen.part: seen for seen in svgguard.check(svg, parts=parts).parts}
    assert found["chimney"].presence is presence and ("floats" in found["chimney"].message) is (presence == "loose")
    assert {found[name].presence for name in ("house", "wall", "roof")} == {Presence.FOUND}
    # Where another part is empty, it may be what joins this one to the rest.
    incomplete = svg.replace("</g>", '<g id="bridge"/></g>')
    parts.append({"name": "bridge", "of": "house"})
    found = {seen.part: seen for seen in svgguard.check(incomplete, parts=parts).parts}
    assert (found["bridge"].presence, found["chimney"].presence) == (Presence.EMPTY, Presence.FOUND)


def traced(svg: str, **wanted: object) -> dict[str, str]:
    """The faults of parts, by code, with what they point at."""
    result = svgguard.check(svg, **wanted)  # type: ignore[arg-type]
    return {fault.code: svg[fault.start : fault.end] for fault in result.faults if fault.code.startswith("P")}


BARE = re.sub(r"<!--.*?-->", "", SCENE)


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ('<circle cx="80" cy="20" r="9" opacity="0"/>', "P005"),
        ('<circle cx="80" cy="20" r="9" display="none"/>', "P005"),
        ('<circle cx="80" cy="20" r="0"/>', "P005"),
        ('<line x1="8" y1="9" x2="8" y2="9" stroke="red"/>', "P005"),
        ('<circle cx="280" cy="20" r="9"/>', "P007"),
        ("<g>", "P002"),
    ],
)
def test_a_shape_without_a_name_that_cannot_be_seen_is_a_trace(shape: str, code: str) -> None:
    end = "</g>" if shape == "<g>" else ""
    assert traced(f"{SVG}\n{BARE}{shape}{end}</svg>", parts=["sun", "tree"]) == {code: shape}


def test_an_empty_group_that_a_part_is_named_by_is_no_trace_besides() -> None:
    svg = f'{SVG}\n{BARE}<g id="sun"></g></svg>'
    assert [f.code for f in svgguard.check(svg, parts=["sun", "tree"]).faults if f.code[0] == "P"] == ["P002"]


def test_a_trace_names_no_part_and_says_which_are_open() -> None:
    svg = f'{SVG}\n{BARE}<g opacity="0"><circle cx="80" cy="20" r="9"/><path d="M8 8h9"/></g></svg>'
    result = svgguard.check(svg, parts=["sun", "tree"])
    assert [s.presence for s in result.parts] == [Presence.UNKNOWN, Presence.UNKNOWN]
    [fault] = [f for f in result.faults if f.code == "P005"]
    assert fault.message.startswith("one of 2 shapes in a row is written and cannot be seen")
    assert "sun, tree" in fault.message


def test_what_the_ground_covers_is_a_trace() -> None:
    sun = '<circle cx="80" cy="20" r="9" fill="gold"/>'
    assert traced(f"{SVG}\n{sun}{BARE}</svg>", parts=["sun", "tree"]) == {"P006": sun}


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param('<path d="M0 0h100v100H0z" fill="none"/>', id="keeps room"),
        pytest.param(
            '<circle cx="8" cy="20" r="9" opacity="0"><set attributeName="opacity" to="1"/></circle>', id="moves"
        ),
        pytest.param('<style>.a:hover{opacity:1}</style><circle class="a" r="9" opacity="0"/>', id="on demand"),
        pytest.param('<path d="M49 61V50h2v11z" fill="red"/><path d="M45 62V40h10v22z" fill="green"/>', id="a detail"),
        pytest.param("".join(f'<circle cx="{x}" cy="9" r="2"/>' for x in (10, 40, 70, 130)), id="the end of a row"),
    ],
)
def test_what_is_hidden_for_a_reason_is_no_trace(shape: str) -> None:
    assert traced(f"{SVG}\n{BARE}{shape}</svg>", parts=["sun", "tree"]) == {}


def test_a_drawing_with_all_its_parts_has_no_traces() -> None:
    spare = '<circle cx="80" cy="20" r="9" opacity="0"/>'
    assert traced(f'{SVG}\n<g id="stars">{spare}</g>{SCENE}</svg>', parts=["hill", "tree"]) == {}


def test_what_cannot_be_drawn_is_judged_by_its_labels() -> None:
    entity = '<!DOCTYPE svg [<!ENTITY a "b">]>'
    assert faulty(f"{entity}{SVG}\n{SCENE}<text>&a;</text></svg>", parts=["tree", "sun"]) == {"sun": Presence.MISSING}


def test_the_picture_shows_the_drawing_and_the_list() -> None:
    read = document.read(WITHOUT_FORK, Limits())
    assert isinstance(read, document.Document)
    seen = examine(read, drawing("pelican-bicycle"))
    image = seen.picture("pelican")
    drawn = svgguard.render(WITHOUT_FORK, size=720)
    assert image.width > drawn.width
    assert image.height >= drawn.height
    assert {s.part for s in seen.inventory.sightings if s.box is None} == {"fork"}


def test_parts_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "pelican.svg"
    path.write_text(WITHOUT_FORK, encoding="utf-8")
    done = CliRunner().invoke(cli, ["parts", str(path), "--spec", "pelican-bicycle"], standalone_mode=False)
    assert done.return_value == 1
    assert re.search(r"^fork +missing +no line reaches the hub", done.stdout, re.M)
    assert "18 of 19 parts found, 1 at fault" in done.stdout
    assert (tmp_path / "pelican.svg.parts.png").read_bytes().startswith(b"\x89PNG")


def test_parts_by_name_as_json(tmp_path: Path) -> None:
    path = tmp_path / "scene.svg"
    path.write_text(f"{SVG}\n{SCENE}</svg>", encoding="utf-8")
    arguments = ["parts", str(path), "--part", "tree", "--part", "hill", "--no-picture", "--output", "json"]
    done = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert done.return_value == 0
    assert [row["part"] for row in json.loads(done.stdout)] == ["tree", "hill"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_document_of_many_shapes_is_read_in_time_for_its_size() -> None:
    shapes = "".join(f'<g id="leaf-{n}"><circle cx="{n % 100}" cy="{n // 100}" r="1"/></g>' for n in range(2000))
    read = document.read(f"{SVG}{shapes}</svg>", Limits())
    assert isinstance(read, document.Document)
    [sighting] = examine(read, asked(["900 leaves"]), drawn=False).inventory.sightings
    assert sighting.presence is Presence.FOUND


def test_traces_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "scene.svg"
    path.write_text(f'{SVG}\n{BARE}<circle cx="80" cy="20" r="9" opacity="0"/></svg>', encoding="utf-8")
    done = CliRunner().invoke(cli, ["parts", str(path), "--part", "sun", "--part", "tree"], standalone_mode=False)
    assert done.return_value == 1
    assert "line 8: circle is written and cannot be seen: it is transparent" in done.stdout
    assert (tmp_path / "scene.svg.parts.png").read_bytes().startswith(b"\x89PNG")


def test_a_comment_in_a_gradient_is_no_stop() -> None:
    gradient = '<defs><linearGradient id="g"><!-- warm --><stop stop-color="red"/></linearGradient></defs>'
    shape = '<rect width="9" height="9" fill="url(#g)"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{gradient}{shape}</svg>'
    assert [s.presence for s in svgguard.check(svg, parts=["moon"]).parts] == [Presence.UNKNOWN]
