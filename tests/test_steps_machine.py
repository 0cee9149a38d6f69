"""The steps without I/O: which follows which answer, what is better, and what a budget still allows."""

from __future__ import annotations

import asyncio
import inspect
import pydoc
from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import pytest

from svgguard import Budget, Fault, Policy, Result, Severity, Status, agenerate, agenerate_many, astream, generate
from svgguard.ask import Step
from svgguard.endpoint import Outcome, Request, endpoint_fault
from svgguard.endpoint.faults import EndpointFault
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation.budget import LEAST_ANSWER, Spent, affordable, estimated
from svgguard.generation.options import Options
from svgguard.generation.plan import Plan
from svgguard.generation.ranking import Ranked, look
from svgguard.generation.steps import HOTTEST, STEPS, Situation, next_step
from svgguard.guard import Checked, checked
from svgguard.parts.inventory import Presence, Sighting
from svgguard.parts.specification import asked
from svgguard.types import Blame, Safety

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
CLEAN = f'{ROOT}<rect width="4" height="4"/></svg>'
FAULTY = f'{ROOT}<rect width="4" height="4"/><path d="banana"/></svg>'
CUT = f'{ROOT}<g><rect width="4" height="4"/><path d="M0 0 L'
LOOP = "---\n" * 200
PLAN = "*   Goal: draw a dot."
NAMES = {"temperature": "temperature", "seed": "seed", "max_tokens": "max_tokens"}
FIRST = Request(({"role": "user", "content": "a dot"},), {"temperature": 1.0, "max_tokens": 8000}, "m", timeout=600.0)


def plan(**more: Any) -> Plan:
    return Plan("call", "http://x.test/v1", "a dot", "ask-1", FIRST, names=NAMES, **more)


def ranked(text: str, *, blank: bool = False, **reply: Any) -> Ranked:
    said = Reply(text, **reply)
    fault = None if said.complete else endpoint_fault(EndpointFault.STREAM_CUT, "cut")
    return Ranked(checked(said, Policy(), None), Outcome(said, fault), 1, Step.ASK, blank)


def step(text: str, *, tried: Iterable[Step] = (), left: int = 2, skip: Iterable[Step] = (), **more: Any) -> str:
    """The step taken after `text`; empty for none."""
    best = ranked(text, **more)
    situation = Situation(plan(skip=frozenset(skip)), best, left, frozenset((one, 1) for one in tried))
    question = next_step(situation)
    return "" if question is None else str(question.step)


class TestClimbing:
    @pytest.mark.parametrize(
        ("expected", "text", "more"),
        [
            ("", CLEAN, {}),
            ("", CLEAN, {"finish_reason": "length"}),
            ("patch", FAULTY, {}),
            ("reask", FAULTY, {"skip": {Step.PATCH}}),
            ("reask", FAULTY, {"tried": {Step.PATCH}}),
            ("resample", FAULTY, {"tried": {Step.PATCH, Step.REASK}}),
            ("resample", FAULTY, {"tried": {Step.PATCH, Step.REASK, Step.RESAMPLE}}),
            ("continue", CUT, {"finish_reason": "length"}),
            ("continue", CUT, {"complete": False}),
            ("continue", CUT, {}),
            ("continue", CLEAN[:-6], {"complete": False}),
            ("", CLEAN[:-6], {}),
            ("reask", CUT, {"tried": {Step.CONTINUE}}),
            ("resample", CUT, {"tried": {Step.CONTINUE}, "complete": False}),
            ("resample", LOOP, {}),
            ("reask", PLAN, {}),
            ("resample", PLAN, {"complete": False}),
            ("reask", CLEAN, {"blank": True}),
            ("", FAULTY, {"left": 0}),
            ("", FAULTY, {"skip": set(STEPS)}),
        ],
    )
    def test_the_first_step_that_fits(self, expected: str, text: str, more: dict[str, Any]) -> None:
        assert step(text, **more) == expected

    def test_each_sample_differs_and_none_is_too_hot(self) -> None:
        heat = []
        for samples in range(6):
            question = next_step(Situation(plan(), ranked(LOOP), 9, samples=samples))
            assert question is not None and question.parameters["seed"] == samples + 1
            heat.append(question.parameters["temperature"])
        assert heat == sorted(heat) and heat[0] == 1.2 and heat[-1] == HOTTEST

    def test_what_the_endpoint_refused_is_not_sent_again(self) -> None:
        refusing = replace(plan(), request=FIRST.without(["temperature"]), names={})
        question = next_step(Situation(refusing, ranked(LOOP), 9))
        assert question is not None and dict(question.parameters) == {}

    def test_the_docstring_has_every_step(self) -> None:
        from svgguard.generation import SKIPPABLE, steps

        rows = [line.split("|")[1].strip() for line in (steps.__doc__ or "").splitlines() if line.startswith("|")]
        assert [row for row in rows[2:] if row] == [str(one) for one in SKIPPABLE]


def made(*severities: Severity, svg: str | None = CLEAN, cut: bool = False, gone: int = 0) -> Ranked:
    """One ranked with faults of those severities, and so many parts that cannot be seen."""
    names = [("x", s) for s in severities] + ([("truncated", Severity.INFO)] if cut else [])
    faults = tuple(Fault("X999", name, s, Blame.MODEL, Safety.MANUAL, 0, 1, 1, 1, "wrong") for name, s in names)
    parts = tuple(Sighting("wheel", Presence.MISSING) for _ in range(gone))
    result = Result(svg or "", Status.FAULTY if svg else Status.REJECTED, svg, faults, parts=parts)
    return Ranked(Checked.again(result), Outcome(Reply(svg or "")), 1, Step.ASK)


def test_what_is_better_than_what() -> None:
    e, w = Severity.ERROR, Severity.WARNING
    rising = [
        made(svg=None),
        replace(made(), blank=True),
        made(e, e, e, cut=True, gone=2),
        made(gone=2, cut=True),
        made(e, e, e, e, cut=True, gone=1),
        made(e, gone=1),
        made(e, cut=True),
        made(cut=True),
        made(e, e),
        made(e, w),
        made(e),
        made(w, w),
        made(w),
        made(),
    ]
    for worse, better in pairwise(rising):
        assert better.beats(worse) and not worse.beats(better)


@pytest.mark.parametrize(
    ("inside", "nothing"),
    [
        ("", True),
        ('<rect width="4" height="4"/>', False),
        ('<rect width="4" height="4" fill="none"/>', True),
        ('<rect x="90" width="4" height="4"/>', True),
        ('<g display="none"><rect width="4" height="4"/></g>', True),
        ('<path d="M0 5h10" stroke="black" stroke-width="0.05"/>', False),
    ],
)
def test_whether_anything_is_painted(inside: str, nothing: bool) -> None:
    svg = f"{ROOT}{inside}</svg>"
    assert look(checked(svg, Policy(), None)).blank is nothing
    # A picture that was drawn to look for parts is not drawn again.
    assert look(checked(svg, Policy(), asked(["sun"]))).blank is nothing


class TestBudget:
    def fit(self, spent: Spent | None = None, elapsed: float = 0.0, **budget: Any) -> Request | None:
        return affordable(FIRST, Budget(**budget), spent or Spent(), elapsed, NAMES)

    def test_without_limits_nothing_is_changed(self) -> None:
        assert self.fit() is FIRST

    def test_attempts(self) -> None:
        assert self.fit(Spent(attempts=3)) is None and self.fit(Spent(attempts=2)) is FIRST

    def test_time(self) -> None:
        late = self.fit(elapsed=7.0, seconds=10.0)
        assert late is not None and late.timeout == 3.0
        assert self.fit(elapsed=10.0, seconds=10.0) is None

    def test_tokens(self) -> None:
        left = 1000 - 100 - estimated(FIRST.messages)
        tight = self.fit(Spent(tokens=100), tokens=1000)
        assert tight is not None and tight.parameters["max_tokens"] == left
        assert self.fit(Spent(tokens=1000 - LEAST_ANSWER), tokens=1000) is None

    def test_money(self) -> None:
        tight = self.fit(money=0.001, prompt_price=0.0, completion_price=1.0)
        assert tight is not None and tight.parameters["max_tokens"] == 1000
        assert self.fit(Spent(money=0.0009), money=0.001, prompt_price=0.0, completion_price=1.0) is None

    @pytest.mark.parametrize("spent", [0, 300])
    def test_money_pays_for_the_question_too(self, spent: int) -> None:
        prices = {"prompt_price": 1.0, "completion_price": 1.0}
        before, question = Spent(money=spent / 1e6), estimated(FIRST.messages)
        tight = self.fit(before, money=(spent + question + 1000.5) / 1e6, **prices)
        assert tight is not None and tight.parameters["max_tokens"] == 1000
        assert self.fit(before, money=(spent + question + LEAST_ANSWER + 0.5) / 1e6, **prices) is not None
        assert self.fit(before, money=(spent + question + LEAST_ANSWER - 0.5) / 1e6, **prices) is None
        prices["completion_price"] = 0.0
        assert self.fit(before, money=(spent + question + 0.5) / 1e6, **prices) is FIRST
        assert self.fit(before, money=(spent + question - 0.5) / 1e6, **prices) is None

    def test_a_limit_is_sent_where_there_was_none(self) -> None:
        free = FIRST.without(["max_tokens"])
        limited = affordable(replace(free, dropped=frozenset()), Budget(tokens=900), Spent(), 0.0, NAMES)
        assert limited is not None and limited.parameters["max_tokens"] < 900
        refused = affordable(free, Budget(tokens=900), Spent(), 0.0, NAMES)
        assert refused is not None and "max_tokens" not in refused.parameters

    def test_what_was_not_counted_is_estimated(self) -> None:
        budget = Budget(prompt_price=1.0, completion_price=2.0)
        counted = Spent().plus(budget, FIRST, Reply("x" * 100, usage=Usage(10, 20)), answered=True)
        assert (counted.attempts, counted.tokens) == (1, 30) and counted.money == pytest.approx(50e-6)
        guessed = Spent().plus(budget, FIRST, Reply("x" * 100, "y" * 100), answered=True)
        assert guessed.tokens == estimated(FIRST.messages) + 100
        assert Spent().plus(budget, FIRST, None, answered=False) == Spent()


@pytest.mark.parametrize(
    ("ask", "own"),
    [
        (generate, {"prompt": ""}),
        (agenerate, {"prompt": ""}),
        (astream, {"prompt": ""}),
        (agenerate_many, {"prompts": inspect.Parameter.empty, "concurrency": 8, "resume": False}),
    ],
)
def test_help_shows_every_option_with_its_default(ask: Any, own: dict[str, Any]) -> None:
    parameters = inspect.signature(ask).parameters
    shared = {option.name: option.default for option in fields(Options)}
    assert {name: parameters[name].default for name in (*own, *shared)} == own | shared
    shown = pydoc.plain(pydoc.render_doc(ask))
    assert all(f"{name}: " in shown for name in shared) and "_tokens: 'int | None' = 8192" in shown
    assert inspect.iscoroutinefunction(agenerate) and inspect.isasyncgenfunction(astream)


def test_an_option_that_does_not_exist_is_named() -> None:
    misspelt: dict[str, Any] = {"modle": "m"}
    with pytest.raises(TypeError, match="modle"):
        generate("a sun", **misspelt)
    with pytest.raises(TypeError, match="modle"):
        asyncio.run(agenerate("a sun", **misspelt))
