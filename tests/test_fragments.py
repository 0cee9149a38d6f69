"""Repairing omissions: the question for one missing part, what becomes of its answer, and the step of `generate`."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from loopback_server import Answer, chunk, serving, stream

from svgguard import Policy, Question, Result, agenerate, answered, check, document, generate, part_question
from svgguard.generation.fragments import Insertion, insert
from svgguard.guard import Checked
from svgguard.judging.mutation import trials
from svgguard.log import open_log, stats
from svgguard.parts.examination import examine
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import asked
from svgguard.rendering import ENGINES, Job, Renderer
from svgguard.text import edits
from svgguard.types import Status

PELICAN = "pelican-bicycle"
FORK = '<g id="fork"><path d="M256 132L290 215" stroke="#c0392b" stroke-width="6"/></g>'
ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">\n'
SKY = '<rect id="sky" width="100" height="100" fill="#cef"/>\n'
HOUSE = '<g id="house" transform="translate(20 40) scale(2)"><rect id="wall" width="20" height="20" fill="#a52"/></g>\n'
HOME = f"{ROOT}{SKY}{HOUSE}</svg>"
PARTS: list[Any] = [
    "sky",
    {"name": "house", "importance": "essential"},
    {"name": "wall", "of": "house"},
    {"name": "roof", "of": "house", "joins": ["wall"], "importance": "essential"},
]
SUN = '<g id="sun"><circle cx="85" cy="15" r="9" fill="#fd3"/></g>'
DOOR = '<g id="door"><rect x="8" y="12" width="4" height="8" fill="#421"/></g>'
ROOF = '<g id="roof"><path d="M-2 0L10 -10L22 0Z" fill="#622"/></g>'


pytestmark = pytest.mark.usefixtures("logged")


@pytest.fixture(scope="module")
def forkless() -> str:
    (trial,) = [trial for trial in trials([PELICAN]) if trial.part == "fork"]
    return trial.without


def said(question: Question) -> str:
    return str(question.messages[-1]["content"])


def home(answer: str, svg: str = HOME, parts: Any = PARTS) -> Insertion:
    before = check(svg, parts=parts)
    question = part_question(before, parts=parts)
    assert question is not None
    fitted = insert(question, answer, Checked.again(before), asked(parts), Policy())
    assert fitted is not None
    return fitted


class Counted:
    """An engine, counting what it draws."""

    def __init__(self, engine: Renderer, counts: Counter[str]) -> None:
        self._engine = engine
        self._counts = counts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def draw(self, job: Job) -> Any:
        self._counts["renderings"] += 1
        return self._engine.draw(job)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often documents are read, looked at for parts, and drawn."""
    found: Counter[str] = Counter()

    def counting(what: str, act: Any) -> Any:
        def counted(*args: Any, **more: Any) -> Any:
            found[what] += 1
            return act(*args, **more)

        return counted

    for where, what, act in (
        ("svgguard.document.read", "parses", document.read),
        ("svgguard.rendering.preparation.read", "parses", document.read),
        ("svgguard.parts.examination.examine", "examinations", examine),
    ):
        monkeypatch.setattr(where, counting(what, act))
    for name, engine in list(ENGINES.items()):
        monkeypatch.setitem(ENGINES, name, Counted(engine, found))
    return found


class TestQuestion:
    def test_the_fork_is_asked_for_with_all_it_must_fit(self, forkless: str) -> None:
        result = check(forkless, drawing=PELICAN)
        assert [(f.code, f.safety) for f in result.faults] == [("P001", "manual")]
        question = part_question(result, drawing=PELICAN)
        assert question is not None and question.part == "fork" and question.why == "P001 fork"
        text = said(question)
        for piece in (
            "Draw a pelican riding a bicycle.",
            'viewBox="0 0 400 300"',
            "It must touch the front wheel and the frame.",
            "front wheel, x from 242 to 338, y from 167 to 263:",
            '<path id="frame"',
            'stroke="#c0392b"',
            'after this element:\n\n<path id="frame"',
            'before this one:\n\n<path id="handlebar"',
            '<g id="bicycle" fill="none"',
            'Its id is "fork"',
        ):
            assert piece in text, piece
        assert '<g id="pelican">' not in text

    def test_coordinates_are_those_of_the_place(self) -> None:
        question = part_question(check(HOME, parts=PARTS), "a house", parts=PARTS)
        assert question is not None
        text = said(question)
        assert "wall, x from 0 to 20, y from 0 to 20:" in text and "x from -10 to 40, y from -20 to 30" in text
        assert "a house" in text and 'translate(20 40) scale(2)"' in text

    def test_nothing_is_asked_where_nothing_is_missing(self) -> None:
        whole = HOME.replace("</g>\n</svg>", f"{ROOF}</g></svg>")
        assert part_question(check(whole, parts=PARTS), parts=PARTS) is None
        assert part_question(check("no drawing", parts=PARTS), parts=PARTS) is None
        with pytest.raises(ValueError, match="look for"):
            part_question(check(HOME))

    def test_a_whole_is_asked_for_with_what_belongs_to_it(self) -> None:
        svg = f'{ROOT}{SKY}<g id="sun"><circle r="9"/></g><g id="tree"><rect width="9" height="9"/></g></svg>'
        question = part_question(check(svg, parts=[*PARTS, "sun", "tree"]), parts=[*PARTS, "sun", "tree"])
        assert question is not None and "the house, with all that belongs to it: wall, roof" in said(question)


class TestFitting:
    @pytest.mark.parametrize(
        "answer",
        [
            ROOF,
            f"Here it is:\n```svg\n{ROOF}\n```\nIt is brown.",
            f"<think>a <g> is wanted</think>{ROOF}",
            ROOF.replace('fill="#622"', 'fill="#622" fill="#622"').replace("</g>", ""),
            ROOF.removeprefix('<g id="roof">').removesuffix("</g>"),
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{ROOF}</svg>',
            f"<!-- Roof -->\n{ROOF}",
        ],
        ids=["plain", "fenced", "thought", "faulty", "bare", "wrapped", "comment"],
    )
    def test_an_answer_in_any_dress_is_written_in(self, answer: str) -> None:
        fitted = home(answer)
        assert fitted.accepted, fitted.objection
        result = fitted.checked.result
        assert result.status is Status.REPAIRED and {s.part: s.presence for s in result.parts}["roof"] == "found"
        assert edits.replay(result.source, result.passes) == result.svg and (result.svg or "").count("roof") >= 1
        assert [(f.code, f.applied) for f in result.faults if f.code == "P001"] == [("P001", True)]
        for line in (SKY, 'id="wall" width="20"'):
            assert line in (result.svg or "")

    @pytest.mark.parametrize(
        ("answer", "objection"),
        [
            ('<g id="roof"><path d="M300 0L310 9V0Z"/></g>', "outside"),
            ('<g id="roof"><path d="M5 -20h2v2z"/></g>', "does not touch"),
            ('<g id="roof"><rect x="-10" y="-20" width="50" height="50"/></g>', "lies behind"),
            ('<g id="roof"><path d="banana" stroke="red"/></g>', "roof"),
        ],
    )
    def test_what_is_no_better_is_not_kept(self, answer: str, objection: str) -> None:
        fitted = home(answer)
        assert not fitted.accepted and objection in fitted.objection

    @pytest.mark.parametrize("answer", ["", "I cannot do that.", '<g id="roof"/>', f"{HOME}"])
    def test_what_is_no_fragment_is_none(self, answer: str) -> None:
        before = check(HOME, parts=PARTS)
        question = part_question(before, parts=PARTS)
        assert question is not None
        found = insert(question, answer, Checked.again(before), asked(PARTS), Policy())
        assert found is None or not found.accepted

    def test_ids_are_made_its_own_and_references_kept(self) -> None:
        paint = '<defs><linearGradient id="wall"><stop stop-color="red"/></linearGradient></defs>'
        fitted = home(f'<g id="roof">{paint}<path d="M-2 0L10 -10L22 0Z" fill="url(#wall)"/></g>')
        svg = fitted.checked.result.svg or ""
        assert fitted.accepted and 'id="wall-2"' in svg and "url(#wall-2)" in svg and svg.count('id="wall"') == 1

    def test_it_may_use_what_the_drawing_defines(self) -> None:
        paint = '<defs><linearGradient id="tiles"><stop stop-color="red"/></linearGradient></defs>'
        fitted = home(ROOF.replace("#622", "url(#tiles)"), HOME.replace(SKY, paint + SKY))
        assert fitted.accepted and 'fill="url(#tiles)"' in (fitted.checked.result.svg or "")

    def test_it_goes_behind_what_it_would_cover(self) -> None:
        svg = f'{ROOT}<g id="sun"><circle cx="50" cy="50" r="9"/></g><g id="tree"><rect width="9" height="9"/></g>' \
              '<g id="hill"><rect y="80" width="100" height="20"/></g></svg>'  # fmt: skip
        fitted = home(
            '<g id="sky"><rect width="100" height="100" fill="#cef"/></g>', svg, ["sun", "tree", "hill", "sky"]
        )
        assert not fitted.accepted or (fitted.checked.result.svg or "").index("sky") < (
            fitted.checked.result.svg or ""
        ).index("hill")

    def test_it_takes_the_place_of_an_empty_group_and_of_an_elision(self) -> None:
        for hole in ('<g id="roof"></g>', "<!-- Roof -->", "<!-- roof ... similarly -->"):
            svg = HOME.replace("</g>\n</svg>", f"{hole}</g>\n</svg>")
            fitted = home(ROOF, svg)
            assert fitted.accepted, (hole, fitted.objection)
            assert (fitted.checked.result.svg or "").count('id="roof"') == 1


def says(text: str) -> Answer:
    return stream(*(chunk(text[i : i + 40]) for i in range(0, len(text), 40)), chunk(finish="stop"))


class TestStep:
    def run(self, server: Any, **options: Any) -> Result:
        given = {"base_url": server.url, "model": "m", "retries": 0, "parts": PARTS} | options
        return generate("a house", **given)

    @pytest.mark.parametrize("go", ["sync", "async"])
    def test_the_missing_part_alone_is_asked_for(self, go: str) -> None:
        with serving(says(HOME), says(ROOF)) as server:
            if go == "sync":
                result = self.run(server)
            else:
                result = asyncio.run(agenerate("a house", base_url=server.url, model="m", retries=0, parts=PARTS))
        assert [a.step for a in result.attempts] == ["ask", "parts"] and result.status is Status.REPAIRED
        assert {s.presence for s in result.parts} == {Presence.FOUND} and "M-2 0L10" in (result.svg or "")
        assert edits.replay(result.source, result.passes) == result.svg
        rows = list(open_log().rows())
        assert [(r["step"], r["why"]) for r in rows] == [("ask", ""), ("parts", "P001 roof")]
        assert rows[1]["prompt_version"] == "parts-3"
        figures = stats()[0]
        assert (figures.after_repair.failures, figures.after_reasking.failures) == (1, 0)

    def test_what_harms_is_not_kept_and_the_whole_is_asked_for(self) -> None:
        with serving(says(HOME), says('<g id="roof"><path d="M300 0L310 9V0Z"/></g>'), says(HOME)) as server:
            result = self.run(server)
        assert [a.step for a in result.attempts] == ["ask", "parts", "reask"] and result.svg == HOME

    def test_nothing_is_read_or_drawn_again_that_is_known(self, forkless: str, counts: Counter[str]) -> None:
        with serving(says(forkless), says(FORK)) as server:
            result = generate("", base_url=server.url, model="m", retries=0, drawing=PELICAN)
        assert [a.step for a in result.attempts] == ["ask", "parts"] and result.status is Status.REPAIRED
        # The two pictures, each read by the guard and by the renderer; the fragment, in the drawing's root and alone.
        assert 0 < counts["parses"] <= 6
        assert counts["examinations"] == 2
        assert 0 < counts["renderings"] <= 65

    def asked_for(self, server: Any) -> list[str]:
        """The parts that were asked for, in order."""
        texts = [str(seen.body["messages"][-1]["content"]) for seen in server.seen[1:]]
        return [text.partition("Missing from it is the ")[2].partition(".")[0] for text in texts]

    @pytest.mark.parametrize("go", ["sync", "async"])
    def test_several_missing_parts_are_asked_for_one_after_another(self, go: str) -> None:
        given: dict[str, Any] = {"model": "m", "retries": 0, "parts": [*PARTS, "sun", "door"], "attempts": 4}
        with serving(says(HOME), says(ROOF), says(SUN), says(DOOR)) as server:
            given["base_url"] = server.url
            result = generate("a house", **given) if go == "sync" else asyncio.run(agenerate("a house", **given))
            assert self.asked_for(server) == ["roof", "sun", "door"]
        assert {seen.presence for seen in result.parts} == {Presence.FOUND}
        assert all(f'id="{name}"' in (result.svg or "") for name in ("roof", "sun", "door"))
        assert edits.replay(result.source, result.passes) == result.svg
        assert [(row["step"], row["why"]) for row in open_log().rows()] == [
            ("ask", ""),
            ("parts", "P001 roof"),
            ("parts", "P001 sun"),
            ("parts", "P001 door"),
        ]

    def test_one_that_cannot_be_repaired_does_not_stand_in_the_way_of_the_others(self) -> None:
        bad = '<g id="roof"><path d="M300 0L310 9V0Z"/></g>'
        with serving(says(HOME), says(bad), says(SUN), says("I cannot do that."), says(HOME)) as server:
            result = self.run(server, parts=[*PARTS, "sun", "door"], attempts=4)
            assert self.asked_for(server) == ["roof", "sun", "door"]
        assert [a.step for a in result.attempts] == ["ask", "parts", "parts", "parts"]
        assert {s.part for s in result.parts if s.faulty} == {"roof", "door"} and SUN in (result.svg or "")
        assert [bool(a.objection) for a in result.attempts] == [False, True, False, True]
        assert {(f.code, f.safety) for f in result.remaining} == {("P001", "manual")}

    def test_what_its_names_tell_of_others_is_no_harm(self) -> None:
        """With the roof, the drawing is labelled well enough for the flag to be known as missing."""
        wall = '<g id="wall"><rect x="20" y="40" width="60" height="50" fill="#a52"/></g>'
        sky = '<rect width="100" height="100" fill="#cef"/>'
        svg = f"{ROOT}{sky}{wall}<!-- Roof --></svg>"
        names = ["wall", "roof", "flag"]
        assert [s.part for s in check(svg, parts=names).parts if s.presence is Presence.UNKNOWN] == ["flag"]
        roof = (
            '<g id="roof"><path d="M15 40L50 10L85 40Z" fill="#622"/><path id="ridge" d="M40 20h20" stroke="#000"/></g>'
        )
        flag = '<g id="flag"><rect x="45" y="2" width="10" height="8" fill="#c21"/></g>'
        with serving(says(svg), says(roof), says(flag)) as server:
            result = self.run(server, parts=names)
        assert [a.why for a in result.attempts] == ["", "P002 roof", "P001 flag"]
        assert {seen.presence for seen in result.parts} == {Presence.FOUND} and result.status is Status.REPAIRED

    def test_the_budget_ends_it(self) -> None:
        with serving(says(HOME), says(ROOF), says(SUN)) as server:
            result = self.run(server, parts=[*PARTS, "sun", "door"], attempts=2)
        assert [a.step for a in result.attempts] == ["ask", "parts"] and result.status is Status.FAULTY

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            ('<g id="roof"><path d="M-2 0L10 -10L22 0Z" fill="#622" fill-opacity="0"/></g>', "roof"),
            ('<g id="roof"><rect x="-10" y="-20" width="40" height="45" fill="#622"/></g>', "wall lies behind"),
            ('<g id="roof"><path d="M-2 0L10 -10L22 0Z" fill="#622" stroke="url(#nowhere)"/></g>', "L001"),
        ],
    )
    def test_what_makes_something_else_worse_is_dropped(self, answer: str, why: str) -> None:
        with serving(says(HOME), says(answer)) as server:
            result = self.run(server, attempts=2)
        assert result.svg == HOME and why in result.attempts[1].objection
        assert Result.from_dict(result.to_dict()) == result

    @pytest.mark.parametrize(
        "whole",
        [
            HOME.replace("</g>\n</svg>", f"{ROOF}</g>\n</svg>"),
            HOME.replace("</g>\n</svg>", f"{ROOF}</g>\n</svg>").replace("#cef", "#000").replace("#a52", "#111"),
            f"{ROOT}{HOUSE.replace('wall', 'front')[:-5]}{ROOF}</g>{SUN}</svg>",
        ],
    )
    def test_of_a_whole_document_only_the_part_is_taken(self, whole: str) -> None:
        with serving(says(HOME), says(f"Here:\n```svg\n{whole}```")) as server:
            result = self.run(server)
        assert [a.step for a in result.attempts] == ["ask", "parts"]
        assert "".join((result.svg or "").split()) == "".join(HOME.replace("</g>", f"{ROOF}</g>").split())
        assert {seen.presence for seen in result.parts} == {Presence.FOUND}

    @pytest.mark.parametrize(
        "answer",
        [
            HOME,
            f"{ROOT}{SUN}</svg>",
            '<g id="sun"><path d="M-2 0L10 -10L22 0Z" fill="#622"/></g>',
            '<g id="roof"><g id="wall"><path d="M-2 0L10 -10L22 0Z" fill="#622"/></g></g>',
            '<g id="roof"><rect width="20" height="20" fill="#622"/></g>',
            '<g id="roof"><path d="M0 0H20V20H0Z" fill="#622"/></g>',
            '<g id="roof"><path d="M-2 0L10 -10L22 0Z" fill="none"/></g>',
            '<style>rect{display:none}</style><g id="roof"><path d="M-2 0L10 -10L22 0Z" fill="#622"/></g>',
            HOME.replace("100 100", "10 10").replace("</g>\n</svg>", f"{ROOF}</g>\n</svg>"),
            "A roof would be drawn here.",
        ],
    )
    def test_what_is_not_the_part_leaves_the_picture_as_it_was(self, answer: str) -> None:
        with serving(says(HOME), says(answer)) as server:
            result = self.run(server, attempts=2)
        assert result.svg == HOME and result.attempts[1].step == "parts" and result.attempts[1].objection

    def test_many_missing_parts_are_first_asked_for_with_the_whole(self) -> None:
        parts = [*PARTS, "sun", "door", "tree", "fence"]
        with serving(says(HOME), says(HOME), says(ROOF)) as server:
            result = self.run(server, parts=parts, attempts=3)
            again = str(server.seen[1].body["messages"][-1]["content"])
        assert [a.step for a in result.attempts] == ["ask", "reask", "parts"]
        assert all(name in again for name in ("roof", "sun", "door", "tree", "fence"))
        assert ROOF in (result.svg or ""), "then one by one"

    @pytest.mark.parametrize("answer", ["", "I cannot do that.", '<g id="roof"></g>', "<svg></svg>"])
    def test_an_answer_that_brings_nothing_leaves_the_fault_and_the_request(self, answer: str) -> None:
        with serving(says(HOME), says(answer)) as server:
            result = self.run(server, attempts=2)
        assert result.svg == HOME and [(f.code, f.safety) for f in result.remaining] == [("P001", "manual")]
        question = part_question(result, "a house", parts=PARTS)
        assert question is not None and question.part == "roof" and "Missing from it is the roof" in said(question)
        assert part_question(result, parts=PARTS, passed=["roof"]) is None

    def test_the_step_can_be_left_out(self) -> None:
        with serving(says(HOME)) as server:
            result = self.run(server, skip=["parts"], attempts=2)
        assert [a.step for a in result.attempts] == ["ask", "reask"]

    def test_without_an_endpoint_the_answer_comes_by_hand(self, forkless: str) -> None:
        result = check(forkless, drawing=PELICAN)
        question = part_question(result, drawing=PELICAN)
        assert question is not None
        repaired = answered(result, question, FORK, drawing=PELICAN)
        assert repaired.status is Status.REPAIRED and FORK in (repaired.svg or "")
        assert answered(result, question, '<path d="M0 0h1" stroke="red"/>', drawing=PELICAN) is result
