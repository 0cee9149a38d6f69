"""The word *safe*: such a repair loses nothing that a recovering viewer draws, and nests the tags as they stand."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recovering import SAFE, compare, mutated

import svgguard
from svgguard.syntax import parse
from svgguard.syntax.tokenizer import tokenize
from svgguard.syntax.tokens import TokenKind
from svgguard.testing.strategies import faulty_svgs, svgs
from svgguard.types import Policy

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(path for path in ROOT.glob("corpus/**/*.svg") if path.stat().st_size < 6_000)
CASES = sorted(ROOT.parent.glob("shared/cases/*.txt"))


def careless(text: str, chance: random.Random) -> str:
    """`text` with every line indented as it happens."""
    return re.sub(r"\n[ \t]*", lambda _: "\n" + " " * chance.randrange(4), text)


def parents(text: str) -> list[int | None]:
    """For each start tag in order, the place of its parent's."""
    elements = parse(text).elements
    places = {id(element): at for at, element in enumerate(elements)}
    return [None if element.parent is None else places[id(element.parent)] for element in elements]


@pytest.mark.parametrize("seed", range(60))
def test_a_safe_repair_keeps_what_a_viewer_draws(seed: int) -> None:
    chance = random.Random(seed)
    text = mutated(chance.choice(DOCUMENTS).read_text("utf-8"), chance)
    seen = compare(text)
    assert seen.kept, (seen, text)


@settings(max_examples=40)
@given(faulty_svgs(codes=["X", "N"]))
def test_a_safe_repair_of_a_broken_drawing_keeps_what_a_viewer_draws(text: str) -> None:
    seen = compare(text)
    assert not seen.moved, seen


@pytest.mark.skipif(not CASES, reason="../shared/cases is not here")
@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_safe_repair_of_a_case_keeps_what_a_viewer_draws(path: Path) -> None:
    taken = svgguard.extract(path.read_text("utf-8")).text
    if taken is not None:
        assert not compare(taken).moved


@pytest.mark.parametrize("indented", ["as written", "carelessly"])
@pytest.mark.parametrize("seed", range(40))
def test_no_cut_changes_where_an_element_stands(seed: int, indented: str) -> None:
    chance = random.Random(seed)
    text = chance.choice(DOCUMENTS).read_text("utf-8")
    text = careless(text, chance) if indented == "carelessly" else text
    whole = parents(text)
    cut = text[: chance.randrange(len(text) // 4, len(text))]
    whole_tags = sum(t.kind is TokenKind.START and not t.cut for t in tokenize(cut))
    kept = parents(svgguard.repair(cut, policy=SAFE).svg or "")
    shared = min(len(kept), whole_tags)
    assert kept[:shared] == whole[:shared], cut


@settings(max_examples=40)
@given(svgs(), st.randoms(use_true_random=False))
def test_a_group_left_open_at_the_end_leaves_the_others_alone(svg: str, chance: random.Random) -> None:
    end = svg.rfind("</g>")
    if end >= 0:
        seen = compare(careless(svg[:end] + svg[end + 4 :], chance))
        assert seen.kept, seen


NS = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"'


@pytest.mark.parametrize(
    "svg",
    [
        f'<svg {NS} d2Version="v0.6.9"><rect width="8" height="8"/></svg>',
        f'<svg {NS} app-version="3"><rect width="8" height="8"/></svg>',
        f'<svg {NS}><g id="a"><rect width="8" height="8"/><animate href="#a" attributeName="x" to="1"/></g></svg>',
        f'<svg {NS}><a id="a" href="#a"><rect width="8" height="8"/></a></svg>',
        f'<svg {NS}><g id="a"><a href="#a"><path d="M0 0h9"/></a><set href="#a" attributeName="x"/></g></svg>',
    ],
)
def test_what_is_right_is_left_alone(svg: str) -> None:
    result = svgguard.repair(svg, policy=Policy(draw=False))
    assert result.svg == svg
    assert not any(fault.severity != "info" for fault in result.faults), result.faults


def test_an_inner_group_keeps_what_its_tags_say_it_holds() -> None:
    text = (
        f'<svg {NS}><g id="a">\n  <g id="b" transform="translate(5,5)">\n  <circle r="4"/>\n</g>\n</g>\n'
        '<g id="c">\n  <rect width="5'
    )
    svg = svgguard.repair(text, policy=SAFE).svg or ""
    assert svg.rstrip() == text.removesuffix('\n  <rect width="5') + "</g></svg>"
