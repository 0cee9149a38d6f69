"""Loops while streaming: every exact one is stopped in time, and nothing that draws is taken for one."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from svgguard.generation.stream import Stop, StopReason, StreamGuard

CORPUS = Path(__file__).parents[1] / "corpus"
ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">\n'


def answer(chance: random.Random) -> str:
    """An answer of plan and drawing in which nothing repeats."""
    words = "pelican bicycle wheel spoke beak pouch road sky wing saddle frame chain under over beside".split()
    shapes = (
        '<rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="#8a6d3b"/>',
        '<path d="M{} {} C{} {} 40 50 60 70 L 8,{} Z" stroke="black" fill="none"/>',
        '<g id="part-{}" transform="translate({},{})">\n    <circle cx="{}" cy="{}" r="3"/>\n  </g>',
        "<!-- the {w} and the {w} -->",
    )

    def shape() -> str:
        return chance.choice(shapes).format(*(chance.randint(0, 400) for _ in range(5)), w=chance.choice(words))

    plan = "".join(f"*   {' '.join(chance.choices(words, k=9))}.\n" for _ in range(20))
    return f"{plan}```svg\n{ROOT}  " + "\n  ".join(shape() for _ in range(40))


def stopped(text: str, piece: int = 1, *, reasoning: bool = False) -> tuple[Stop | None, int]:
    """The verdict, and how much had been read by then."""
    guard = StreamGuard()
    for at in range(0, len(text), piece):
        part = text[at : at + piece]
        if stop := guard.feed(reasoning=part) if reasoning else guard.feed(part):
            return stop, min(len(text), at + piece)
    return None, len(text)


def is_loop(text: str, *, reasoning: bool = False) -> bool:
    stop, _ = stopped(text, 64, reasoning=reasoning)
    return stop is not None and stop.reason is StopReason.LOOP


@pytest.mark.parametrize("reasoning", [False, True], ids=["text", "reasoning"])
@pytest.mark.parametrize("period", [1, 2, 3, 4, 7, 12, 25, 50, 99, 133, 134, 160, 200, 250, 300, 350, 399, 400])
def test_every_exact_loop_is_stopped_in_time(period: int, reasoning: bool) -> None:
    chance = random.Random(period)
    for piece in (1, 7, 64):
        text = answer(chance)
        start = chance.randrange(len(text) - period)
        unit = text[start : start + period]
        stop, read = stopped(text[:start] + unit * (2000 // period + 16), piece, reasoning=reasoning)
        assert stop is not None
        assert stop.reason is StopReason.LOOP
        assert stop.where == ("reasoning" if reasoning else "text")
        assert stop.start <= start
        periods = 13 if reasoning and period >= 24 else 3
        assert read <= start + max(periods * period, 400)


@pytest.mark.parametrize(
    "unit",
    [
        "---\n",
        "own ",
        "<unused49>",
        "\n",
        "A",
        " ",
        '<circle cx="5" cy="5" r="2"/>',
        "L10 20 ",
        "z m0 0 ",
        "5,5,",
        "M0 0h9 ",
    ],
)
def test_what_models_repeat_is_a_loop(unit: str) -> None:
    before = f'{ROOT}<path stroke-width="2" d="M7 7'
    stop, _ = stopped(before + unit * 500)
    assert stop is not None
    assert stop.reason is StopReason.LOOP
    assert stop.period
    assert (before + unit * 500)[stop.start :].startswith(stop.period * 2)
    assert len(before) - len(unit) < stop.start <= len(before)


def rows(element: str, count: int = 400) -> str:
    """A square of like elements, row by row."""
    return "\n".join(element.format(x=i % 20 * 20, y=i // 20 * 20, i=i) for i in range(count))


def path(data: str) -> str:
    return f'<path d="M0 0 {data}" fill="none" stroke="teal"/>'


PATTERNS = {
    "squares": rows('<rect x="{x}" y="{y}" width="9" height="9" fill="tan"/>'),
    "uses": rows('<use href="#tile" x="{x}" y="{y}"/>'),
    "moved groups": rows('<g transform="translate({x} {y})"><circle r="4"/></g>'),
    "one row": rows('<rect x="{i}" y="8" width="1" height="{i}"/>'),
    "turned": rows('<use href="#ray" transform="rotate({i} 200 200)"/>', 360),
    "stops": rows('<stop offset="0.{i:03}" stop-color="hsl({i},50%,50%)"/>', 360),
    "staircase": path("h2 v2 " * 200),
    "line": path("l1 0 " * 400),
    "zigzag": path("l4,-6 l4,6 " * 45),
    "waves": path("q2 -4 4 0 t4 0 " * 50),
    "dashes": path("h3m3 0" * 60),
    "dots": path("h2v2h-2zm3 0" * 130),
    "battlements": path("v-20 h10 v10 h10 v-10 h10 v20 c2 -4 4 -8 8 -8 s4 -8 8 -8 " * 8),
    "serpentine": path("H400 v2 H0 v2 " * 100),
    "lines of text": "<text>" + rows('<tspan x="5" dy="8">0101 0110</tspan>', 45) + "</text>",
    "graph": path(" ".join(f"L{i},{(i * 37) % 200}" for i in range(400))),
    "long dash arrays": rows('<path d="M0 {i}h9" stroke-dasharray="4 2 4 2 4 2 4 2 4 2 4 2"/>', 60),
    "deep groups": "\n".join(f'{"  " * i}<g id="n{i}">' for i in range(90))
    + "\n".join("  " * i + "</g>" for i in reversed(range(90))),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_no_loop(name: str) -> None:
    assert not is_loop(f"{ROOT}{PATTERNS[name]}</svg>")


def test_strewn_things_are_no_loop() -> None:
    chance = random.Random(3)
    stars = (f'<circle cx="{chance.randint(0, 400)}" cy="{chance.randint(0, 400)}" r="1"/>' for _ in range(900))
    assert not is_loop(ROOT + "\n".join(stars))


def test_plans_and_tables_are_no_loop() -> None:
    table = "| part | x | y |\n|------|---|---|\n" + "".join(f"| beam | {i} | {i * 10} |\n" for i in range(200))
    plan = "".join(f"*   Beam {i}: from {i * 10} to {i * 10 + 8}.\n" for i in range(300))
    for text in (table, plan, "=" * 120 + "\n" + plan, " " * 200 + "\n" + table):
        assert not is_loop(text)
        assert not is_loop(text, reasoning=True)


PLAN = "First the wheels, then the frame, then the handlebar and the saddle of the bicycle.\n"


@pytest.mark.parametrize("times", [2, 4, 10])
@pytest.mark.parametrize("begin", ["<think>", "<|channel>thought\n", "thought\n", "reasoning"])
def test_a_plan_that_a_thought_repeats_is_no_loop(begin: str, times: int) -> None:
    for piece in (1, 7, 64, 4000):
        guard = StreamGuard()
        text = PLAN * times if begin == "reasoning" else begin + PLAN * times
        for at in range(0, len(text), piece):
            part = text[at : at + piece]
            assert (guard.feed(reasoning=part) if begin == "reasoning" else guard.feed(part)) is None
        assert guard.feed(f"</think><channel|>{ROOT}<g/></svg>\n```\n") is None


@pytest.mark.parametrize("begin", ["<think>", "<|channel>thought\n", "thought\n", ""])
def test_a_thought_without_end_is_one(begin: str) -> None:
    assert is_loop(begin + PLAN * 30, reasoning=not begin)
    assert is_loop(begin + "own " * 200, reasoning=not begin)


def test_the_answers_of_the_corpus_loop_only_where_they_say_so() -> None:
    replies = sorted(CORPUS.rglob("*.reply.txt"))
    for reply in replies[::3]:
        codes = tomllib.loads(reply.with_name(reply.name.replace(".reply.txt", ".toml")).read_text("utf-8"))["codes"]
        if not {"R016", "U004"} & set(codes):
            assert not is_loop(reply.read_bytes().decode("utf-8", "replace")), reply.name


def test_a_pattern_that_leaves_the_canvas_far_behind_is_a_loop() -> None:
    assert is_loop(ROOT + '<path d="M0 0 ' + "l90 0 " * 90)
    assert is_loop(ROOT + '<path d="M0 0 ' + "l1 0 " * 700)
    assert is_loop(ROOT + "<text>" + "<tspan dy='200'>own</tspan>" * 40)


@pytest.mark.parametrize(
    ("before", "unit", "times", "reasoning"),
    [
        (f'{ROOT}<path d="M7 7', " l1 0", 2500, False),
        (f"{ROOT}<text>", "<tspan dy='9'>own</tspan>", 900, False),
        ("The drawing shows a bicycle, from the left.\n", PLAN, 60, True),
    ],
    ids=["line", "tspans", "plan"],
)
@pytest.mark.parametrize("piece", [1, 64])
def test_a_loop_that_was_allowed_for_a_while_begins_where_it_began(
    before: str, unit: str, times: int, reasoning: bool, piece: int
) -> None:
    """However long the repetition went on as a pattern or a plan, the stop names its first character."""
    text = before + unit * times
    stop, read = stopped(text, piece, reasoning=reasoning)
    assert stop is not None
    assert stop.reason is StopReason.LOOP
    assert read > len(before) + 800
    assert len(before) - len(unit) < stop.start <= len(before)
    assert text[stop.start :].startswith(stop.period * 2)


def test_growing_numbers_are_a_loop_far_off_the_canvas() -> None:
    row = "\n".join(f'<rect x="{i * 50}" y="8" width="40" height="9"/>' for i in range(200))
    stop, read = stopped(ROOT + row)
    assert stop is not None
    assert (stop.reason, stop.period) == (StopReason.LOOP, "")
    assert stop.start == read < len(ROOT) + len(row) // 2
    assert not is_loop(ROOT.replace(">", '><g transform="scale(0.01)">', 1) + row)
    assert not is_loop(row)


def test_growing_numbers_are_a_loop_beyond_five_hundred() -> None:
    ticks = [f'<line x1="{i / 4}" y1="0" x2="{i / 4}" y2="9" id="t{i}"/>\n' for i in range(700)]
    assert not is_loop(ROOT + "".join(ticks[:500]))
    assert is_loop(ROOT + "".join(ticks))
    assert is_loop("".join(f"{i}. own\n" for i in range(700)), reasoning=True)


def test_numbers_that_grow_with_the_rows_of_a_grid_are_followed_too() -> None:
    assert is_loop(ROOT + rows('<rect x="{x}" y="{y}" width="9" height="9"/>', 9000))
    assert not is_loop(ROOT + rows('<rect x="{x}" y="{y}" width="9" height="9"/>', 800))
