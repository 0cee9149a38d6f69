"""The streaming guard: where an answer is ended, and what of it is followed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import svgguard
from svgguard.generation.stream import (
    PlanLimits,
    Progress,
    Stop,
    StopReason,
    StreamGuard,
    drawn_so_far,
    estimated_saving,
)

KITE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h2v3z" fill="red"/></svg>'
WHEEL = '<svg viewBox="0 0 9 9"><circle cx="4" cy="4" r="3" fill="none" stroke="navy"/></svg>'
PROSE = (
    "The kite has two colours and a long tail. Its string runs down to a hand that holds it against the wind, which "
    "blows from the left; the clouds behind it were left out because nobody asked for them, and so was the sun."
)

PLAN = "".join(f"*   {word} is drawn here or there.\n" for word in (PROSE * 20).split())


def fed(text: str, piece: int = 7, *, limits: PlanLimits | None = None) -> tuple[Stop | None, int, StreamGuard]:
    """The verdict, how much had been read by then, and the guard."""
    guard = StreamGuard(limits)
    for at in range(0, len(text), piece):
        if stop := guard.feed(text[at : at + piece]):
            return stop, min(len(text), at + piece), guard
    return None, len(text), guard


def ends_at(text: str) -> int | None:
    """Where the SVG ended, when that ended the answer."""
    stop, _, _ = fed(text, 1)
    assert stop is None or stop.reason is StopReason.FINISHED
    return stop.start if stop else None


def test_an_answer_ends_with_the_fence_of_its_svg() -> None:
    answer = f"Here it is:\n```svg\n{KITE}\n```"
    stop, read, guard = fed(answer + PROSE, 1)
    assert stop == Stop(StopReason.FINISHED, answer.index("</svg>") + 6, "the SVG is complete")
    assert read == len(answer) + 200, "a corrected drawing may follow"
    assert guard.progress == Progress(read, 0, read, svg_begun=True, elements=1, complete=True)


def test_an_answer_ends_two_hundred_characters_after_its_svg() -> None:
    assert len(PROSE) >= 200
    stop, read, _ = fed(KITE + PROSE, 1)
    assert stop is not None
    assert (stop.start, read) == (len(KITE), len(KITE) + 200)
    assert ends_at(KITE + PROSE[:199]) is None


def test_an_ended_answer_stays_ended() -> None:
    guard = StreamGuard()
    stop = guard.feed(KITE + PROSE)
    assert stop is not None
    assert guard.feed("<svg>") is stop
    assert guard.feed(reasoning="more") is stop


def test_a_draft_may_come_before_the_final_svg() -> None:
    answer = f"{KITE}\nThat lacks a wheel. Again:\n{WHEEL}"
    assert ends_at(answer + PROSE) == len(answer)
    fenced = f"{KITE}\nAgain, fenced:\n```svg\n{WHEEL}"
    assert ends_at(f"{fenced}\n```\n{PROSE}") == len(fenced)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<|channel>thought\n", "<channel|>"),
        ("<|channel|>analysis<|message|>", "<|end|>"),
        ("<think>", "</think>"),
        ("<thought>\n", "</thought>"),
        ("<thinking>", "</thinking>"),
        ("<|begin_of_thought|>", "<|end_of_thought|>"),
        ("[THINK]", "[/THINK]"),
        ("thought\n", "<channel|>"),
        ("\nthinking\n", "</think>"),
    ],
)
def test_a_draft_in_a_thought_ends_nothing(opening: str, closing: str) -> None:
    thought = f"{opening}*   Plan: a kite. {KITE} {PROSE} ```\n{PROSE}\n```\n{PROSE}"
    for piece in (1, 5, 1000):
        stop, _, guard = fed(thought, piece)
        assert stop is None
        assert not guard.progress.svg_begun
    answer = f"{thought}{closing}\n{WHEEL}"
    assert ends_at(answer + PROSE) == len(answer)


def test_a_thought_whose_beginning_was_swallowed_makes_what_it_held_a_draft() -> None:
    stop, _, guard = fed(f"*   Plan. {KITE} Check it.</think>\n")
    assert stop is None
    assert not guard.progress.svg_begun
    assert ends_at(f"*   Plan. {KITE} Check it.<channel|>{PROSE}") is None


def test_a_control_token_after_the_svg_is_no_thought() -> None:
    assert ends_at(f"{KITE}<turn|>\n<eos>{PROSE}") == len(KITE)


@pytest.mark.parametrize(
    "inner",
    [
        '<svg x="1"><rect width="2" height="2"/></svg>',
        '<svg x="1"/>',
        f"<!-- not yet: </svg> {PROSE} -->",
        f"<text><![CDATA[</svg> {PROSE}]]></text>",
        f'<desc data-note="</svg> {PROSE}">a</desc>',
        f"<desc data-note='a > b </svg>'>{PROSE}</desc>",
        f'<text data-note="`</svg>`">{PROSE}</text>',
        '<g fill="red>\n<rect width="2" height="2"/></g>',
        '<rect width="2" height="2"\n<circle r="1"/>',
        "</svg>\n<rect width='2' height='2'/>",
        "</svg></g><g>",
    ],
)
def test_only_the_outermost_end_tag_ends_the_svg(inner: str) -> None:
    answer = f'<svg viewBox="0 0 9 9"><circle r="2"/>{inner}<circle r="3"/></svg>'
    for piece in (1, 3, 64):
        stop, _, _ = fed(answer + PROSE, piece)
        assert stop is not None
        assert stop.start == len(answer)


@pytest.mark.parametrize(
    "answer",
    [
        '{"svg": "<svg viewBox=\\"0 0 9 9\\"><svg><rect width=\\"2\\"/></svg>\\n<circle r=\\"2\\"/></svg>',
        '{"svg": "<svg viewBox=\\"0 0 9 9\\"><rect width=\\"2\\"\\/><\\/svg>',
        "&lt;svg viewBox=&quot;0 0 9 9&quot;&gt;&lt;svg&gt;&lt;g/&gt;&lt;/svg&gt;&lt;rect/&gt;&lt;/svg&gt;",
        '{"svg": "\\u003csvg viewBox=\\"0 0 9 9\\"\\u003e\\u003crect width=\\"2\\"/\\u003e\\u003c/svg\\u003e',
        "data:image/svg+xml,%3Csvg viewBox='0 0 9 9'%3E%3Crect width='2'/%3E%3C/svg%3E",
    ],
)
def test_an_escaped_svg_ends_at_its_own_end(answer: str) -> None:
    assert ends_at(f'{answer}"}}{PROSE}') == len(answer)
    for cut in range(1, len(answer)):
        assert fed(answer[:cut])[0] is None


@pytest.mark.parametrize(
    "answer",
    [
        "An `<svg>` holds the drawing.",
        "The <svg> element holds it; close it with </svg>.",
        "<svg></svg>",
        "<svg/>",
        "```svg\n<svg>\n```\n",
    ],
)
def test_a_mention_is_no_drawing(answer: str) -> None:
    assert ends_at(f"{answer} {PROSE} {PROSE}") is None
    assert ends_at(f"{answer}\n\n{KITE}{PROSE}") == len(answer) + 2 + len(KITE)


def test_what_explains_the_drawing_is_not_more_of_it() -> None:
    assert ends_at(f"{KITE}\nThe `<path>` element is the kite, the <circle> its shadow. {PROSE}") == len(KITE)
    assert ends_at(f"<body>{KITE}</body><script>alert()</script></html>{PROSE}") == 6 + len(KITE)


def test_a_plan_without_an_end_is_ended() -> None:
    limits = PlanLimits(text=1000, thought=3000)
    stop, read, _ = fed(PLAN, limits=limits)
    assert stop is not None
    assert stop.reason is StopReason.ENDLESS
    assert 1000 < read <= 1100
    for thought in ("<think>", "thought\n"):
        stop, read, _ = fed(thought + PLAN, limits=limits)
        assert stop is not None
        assert 3000 < read <= 3100
    assert fed(f"{KITE}\n{WHEEL[:-6]}{PLAN}", limits=limits)[0] is None


def test_reasoning_has_a_limit_of_its_own() -> None:
    guard = StreamGuard(PlanLimits(text=1000, thought=3000))
    words = PLAN.splitlines(keepends=True)
    stops = [guard.feed(reasoning=word) for word in words]
    ended = next(i for i, stop in enumerate(stops) if stop)
    assert 3000 < len("".join(words[: ended + 1])) <= 3100
    assert guard.progress.reasoning_characters > 3000


def test_progress_counts_what_is_there() -> None:
    guard = StreamGuard()
    assert guard.progress == Progress()
    assert guard.svg_start is None
    guard.feed(reasoning="a kite")
    guard.feed("Here:\n<svg><g><path d='M0 0h9'/><circle r='2'>")
    assert guard.progress == Progress(46, 6, 2, svg_begun=True, elements=1, complete=False)
    assert guard.svg_start == 6
    guard.feed("</circle></g></svg>")
    assert guard.progress.elements == 3
    assert guard.progress.complete


def test_the_saving_is_what_the_limit_had_left() -> None:
    assert estimated_saving(Progress(characters=4000, pieces=1000), 4096) == 3096
    assert estimated_saving(Progress(characters=3000, pieces=2), 4096) == 3096
    assert estimated_saving(Progress(characters=90_000, pieces=30_000), 4096) == 0


def test_a_preview_is_what_has_come_repaired() -> None:
    assert drawn_so_far("A plan.") is None
    answer = f"Here:\n```svg\n{KITE}"
    so_far = drawn_so_far(answer[:-10])
    assert so_far is not None
    assert so_far.startswith("<svg xmlns")
    result = svgguard.repair(so_far)
    assert result.svg is not None
    assert result.svg.endswith("</svg>")


PARTS = st.sampled_from(
    [
        *(
            "<svg>",
            '<svg viewBox="0 0 9 9">',
            "</svg>",
            "<g>",
            "</g>",
            "<path d='M0 0h9'/>",
            "<!--",
            "-->",
            "<![CDATA[",
        ),
        *(
            "]]>",
            '="',
            "'",
            '"',
            ">",
            "<",
            "/",
            "`",
            "\n```svg\n",
            "\n```\n",
            "<think>",
            "</think>",
            "<|channel>thought\n",
        ),
        *("<channel|>", "thought\n", "&lt;svg&gt;", "&lt;/svg&gt;", "\\u003csvg ", "own " * 90, "---\n" * 100, PROSE),
        *(KITE, WHEEL, " ", "\n", "h1 v1 " * 70, "</sv", "g>"),
    ]
)
ANSWERS = st.lists(st.one_of(PARTS, st.text(max_size=20)), max_size=12).map("".join)


@given(ANSWERS, st.lists(st.integers(1, 200), min_size=1, max_size=20))
def test_the_verdict_does_not_depend_on_how_the_answer_was_cut(answer: str, sizes: list[int]) -> None:
    stop, certain, _ = fed(answer, 1)
    guard = StreamGuard()
    at = piece = 0
    found = None
    while at < len(answer) and found is None:
        size = sizes[piece % len(sizes)]
        found = guard.feed(answer[at : at + size])
        at, piece = at + size, piece + 1
    assert found == stop
    if stop is not None:
        assert at - sizes[(piece - 1) % len(sizes)] < certain <= at


@given(ANSWERS, ANSWERS)
def test_feeding_never_raises(text: str, reasoning: str) -> None:
    guard = StreamGuard()
    guard.feed(text, reasoning)
    assert guard.progress.characters <= len(text)
    guard.feed()
