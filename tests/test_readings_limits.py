"""How far the reading looks: what it does at the last place that counts, and one beyond."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import svgguard
from svgguard.types import Policy

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">'
CIRCLE = '<circle r="3"/>'
QUOTED = '"c"'
ROOT_SCRAP = '<svg class={} xmlns=\\"http://www.w3.org/2000/svg\\">' + CIRCLE + "</svg>"

LIMITS: dict[str, tuple[Callable[[int], str], int, list[str], list[str]]] = {
    "a value after its name": (lambda n: f'{ROOT}<g id "{"a" * n}"/></svg>', 20_000, ["X008"], ["X004", "X007"]),
    "what a leaf holds": (
        lambda n: f'{ROOT}<g id=a/><rect width="4" height="5">{"<set/>" * n}</rect></svg>',
        63,
        ["X002"],
        ["X002", "X013", "X028"],
    ),
    "comments before a tag": (
        lambda n: f'{ROOT}<g id="a"\n{"<!-- a -->" * n}\n{CIRCLE}</svg>',
        8,
        ["X011", "X012"],
        ["X011", "X012", "X021"],
    ),
    "letters glued to svg": (
        lambda n: f'<svg{"a" * n}="http://www.w3.org/2000/svg">{CIRCLE}</svg>',
        60,
        ["N001", "X009"],
        ["R002"],
    ),
    "a tag that is escaped": (lambda n: ROOT_SCRAP.format("a" * n), 9_980, ["R012", "X002"], ["X002", "X006"]),
    "points of a plan": (lambda n: f"{'x' * n}\n* a\n* b\n* c", 19_988, ["R004"], ["R002"]),
    "a value with a sign for inches": (
        lambda n: f'{ROOT}<g id="8" t{"t" * n}">a</g></svg>',
        200,
        ["X004"],
        ["S004", "X004", "X007"],
    ),
    "an ellipsis and its words": (lambda n: f"{ROOT}<g>...{'a' * n}</g></svg>", 80, ["R017"], []),
    "a misspelt end of a comment": (lambda n: f"{ROOT}<!-- {'a' * n} -> {CIRCLE}</svg>", 3996, ["X022"], ["X023"]),
    "the end of a declaration": (lambda n: f"{ROOT}<!{'a' * n}>{CIRCLE}</svg>", 1997, ["X025"], ["X019"]),
    "the end of an instruction": (lambda n: f"{ROOT}<?1{'a' * n}>{CIRCLE}</svg>", 1996, ["X029"], ["X019"]),
    "quotes in a value": (
        lambda n: f'{ROOT}<g id="a {"b".join(QUOTED for _ in range(n))}"/></svg>',
        8,
        ["X004"],
        ["S004", "X004", "X008", "X009"],
    ),
    "words in quotes in a value": (
        lambda n: f'{ROOT}<g id="a "{"b" * n}" c"/></svg>',
        398,
        ["X004"],
        ["S004", "X008", "X009"],
    ),
    "words after quotes in a value": (
        lambda n: f'{ROOT}<g id="a "b" {"c" * n}"/></svg>',
        397,
        ["X004"],
        ["S004", "X008", "X009"],
    ),
    "the namespace of another root": (
        lambda n: f'{ROOT}{CIRCLE} well <svg class="{"a" * n}" xmlns="http://www.w3.org/2000/svg">{CIRCLE}</svg>',
        187,
        ["R011"],
        ["X012"],
    ),
    "last words": (lambda n: f"{ROOT}<g>{CIRCLE}</g>\n\n{'ab' * n}", 997, ["R010", "R016", "X012"], ["R016", "X012"]),
    "repeats of a short unit": (lambda n: f'{ROOT}<path d="M4 5{" L1 1" * n}', 47, ["R015"], ["R015", "R016"]),
}


def codes(text: str) -> list[str]:
    return sorted({fault.code for fault in svgguard.check(text, policy=Policy(draw=False)).faults})


@pytest.mark.parametrize(("build", "last", "within", "beyond"), LIMITS.values(), ids=LIMITS)
def test_what_is_looked_at_ends_where_it_is_said_to(
    build: Callable[[int], str], last: int, within: list[str], beyond: list[str]
) -> None:
    assert codes(build(last)) == within
    assert codes(build(last + 1)) == beyond


def entity(text: str) -> tuple[str, str]:
    [fault] = [fault for fault in svgguard.check(text).faults if fault.code == "U005"]
    return fault.safety, fault.repair


@pytest.mark.parametrize(
    ("build", "last"),
    [
        (lambda n: f'<!DOCTYPE svg [<!ENTITY a "b">]>{ROOT}<text>{"&a;" * n}</text></svg>', 1000),
        (lambda n: f'<!DOCTYPE svg [<!ENTITY a "{"b" * n}">]>{ROOT}<text>&a;</text></svg>', 500),
    ],
    ids=["references", "letters"],
)
def test_entities_are_written_out_only_where_they_are_few_and_short(build: Callable[[int], str], last: int) -> None:
    assert entity(build(last)) == ("unsafe", "they are written where they are referred to")
    assert entity(build(last + 1)) == ("manual", "")


@pytest.mark.parametrize("length", [24, 25])
def test_the_unit_of_a_loop_is_shown_in_part(length: int) -> None:
    unit = "".join(chr(ord("a") + n) for n in range(26))[:length]
    [fault] = [fault for fault in svgguard.check(f"Well. {unit * 60}").faults if fault.code == "R016"]
    assert fault.message == f"{unit[:24]!r} repeats to the end of the answer"


def test_the_words_of_a_placeholder_are_shown_in_part() -> None:
    [fault] = svgguard.check(f"{ROOT}<!-- ... {'a' * 60} -->{CIRCLE}</svg>").faults
    assert fault.message == f"left out: {'... ' + 'a' * 56!r}"


@pytest.mark.parametrize(("length", "kept"), [(4991, True), (4994, False)])
def test_a_comment_before_the_svg_belongs_to_it_when_it_is_near(length: int, kept: bool) -> None:
    comment = f"<!--{'a' * length}-->"
    svg = f"{ROOT}{CIRCLE}</svg>"
    assert svgguard.repair(f"words {comment}{svg}").svg == (comment + svg if kept else svg)


@pytest.mark.parametrize(("indent", "seen"), [(199, True), (200, False)])
def test_an_indentation_is_seen_when_it_is_short(indent: int, seen: bool) -> None:
    space = " " * indent
    result = svgguard.repair(f"{ROOT}\n{space}<g>\n{space}  {CIRCLE}\n{space}{CIRCLE}\n</svg>")
    assert result.svg is not None
    assert result.svg.count(f"{CIRCLE}\n{space}</g>\n{space}{CIRCLE}") == seen
