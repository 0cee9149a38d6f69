"""The steps over real HTTP: each step, what leads to it, what is sent, what becomes of the answer, what is logged."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback_server import SVG, Answer, Seen, chunk, completion, reply, serving, stream

from svgguard import Budget, EndpointError, Result, agenerate, generate
from svgguard.log import open_log, stats
from svgguard.testing import corpus
from svgguard.testing.corpus.recording import record
from svgguard.testing.loopback import LoopbackServer, Script
from svgguard.text import edits
from svgguard.types import Blame, Status

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">\n'
SKY = '<g id="sky"><rect width="10" height="10" fill="navy"/></g>\n'
SUN = '<g id="sun"><circle cx="5" cy="5" r="3" fill="gold"/></g>\n'
BAD = '<path d="banana" fill="red"/>'
"""Nothing but the model can repair this."""
GOOD = '<path d="M1 1h3v3z" fill="red"/>'
WHOLE = f"{ROOT}{SKY}{SUN}</svg>"
FAULTY = f"{ROOT}{SKY}{BAD}\n{SUN}</svg>"
BLANK = f'{ROOT}<circle cx="50" cy="50" r="3"/></svg>'
PLAN = "*   Goal: draw a dot.\n*   Colours: red."


pytestmark = pytest.mark.usefixtures("logged")


def says(text: str, finish: str | None = "stop", size: int = 40) -> Answer:
    """`text` streamed in pieces; without a finish reason the stream is cut."""
    pieces = [chunk(text[i : i + size]) for i in range(0, len(text), size)]
    return stream(*pieces, *([chunk(finish=finish)] if finish else []), done=finish is not None)


def run(server: Any, **options: Any) -> Result:
    return generate("a sun", **({"base_url": server.url, "model": "m", "retries": 0} | options))


def arun(server: Any, **options: Any) -> Result:
    return asyncio.run(agenerate("a sun", **({"base_url": server.url, "model": "m", "retries": 0} | options)))


both = pytest.mark.parametrize("go", [run, arun], ids=["sync", "async"])
Go = Callable[..., Result]


def steps(result: Result) -> list[str]:
    return [attempt.step for attempt in result.attempts]


def logged() -> list[dict[str, Any]]:
    return list(open_log().rows())


def replays(result: Result) -> bool:
    return edits.replay(result.source, result.passes) == result.svg


def sent(seen: Seen) -> str:
    return str(seen.body["messages"][-1]["content"])


class TestRepair:
    TWICE = WHOLE.replace('fill="gold"', 'fill="gold" fill="gold"')

    def test_it_has_a_row_of_its_own(self) -> None:
        with serving(says(self.TWICE)) as server:
            result = run(server)
        assert result.svg == WHOLE and result.status is Status.REPAIRED
        asked, repaired = logged()
        assert (asked["step"], asked["attempt"], asked["status"]) == ("ask", 1, "repaired")
        assert (repaired["step"], repaired["attempt"], repaired["status"]) == ("repair", 1, "repaired")
        assert repaired["applied"] == ["X001"] and repaired["remaining"] == [] and repaired["reply"] is None
        assert stats()[0].requests == 1

    def test_without_it_the_model_is_asked(self) -> None:
        with serving(says(self.TWICE), says('<circle cx="5" cy="5" r="3" fill="gold"/>')) as server:
            result = run(server, skip=["repair"])
        assert result.svg == WHOLE and steps(result) == ["ask", "patch"] and replays(result)
        assert {row["step"] for row in logged()} == {"ask", "patch"}


class TestCutLoop:
    LOOP = f"{ROOT}{SKY}" + '<path d="M1 1h1" stroke="red"/>\n' * 400

    @both
    def test_a_loop_is_ended_and_cut_off(self, go: Go) -> None:
        with serving(says(self.LOOP)) as server:
            result = go(server, attempts=1)
        assert result.ok and "navy" in (result.svg or "") and (result.svg or "").count("<path") <= 2
        (attempt,) = result.attempts
        assert attempt.stopped == "loop" and len(attempt.reply) < len(self.LOOP) / 4
        assert attempt.completion_tokens is None, "what was not counted is unknown"
        (loop,) = [fault for fault in result.faults if fault.name == "loop"]
        assert loop.applied and loop.blame is Blame.MODEL
        assert {fault.blame for fault in result.faults} == {Blame.MODEL}, "the stream was ended from this side"
        assert replays(result)
        asked, cut, repaired = logged()
        assert (asked["stopped"], cut["step"], cut["status"]) == ("loop", "cut-loop", "repaired")
        assert cut["applied"] == ["R016"] and repaired["step"] == "repair" and "R016" not in repaired["applied"]
        assert 7000 < asked["saved_tokens"] < 8192
        figures = stats()[0]
        assert (figures.first_pass.failures, figures.apart) == (1, {})

    def test_it_is_not_cut_when_told_not_to(self) -> None:
        with serving(says(self.LOOP)) as server:
            result = run(server, attempts=1, skip=["cut-loop"])
        assert (result.svg or "").count("<path") > 2
        assert [row["step"] for row in logged()] == ["ask", "repair"]

    def test_an_answer_in_one_piece_is_cut_too(self) -> None:
        with serving(reply(completion(self.LOOP, finish="length"))) as server:
            result = run(server, attempts=1, stream=False)
        assert (result.svg or "").count("<path") <= 2 and replays(result)

    def test_a_loop_inside_an_attribute(self) -> None:
        with serving(says(f'{ROOT}{SKY}<path fill="red" d="M0 0L5 5L6 6' + " L7 7" * 400)) as server:
            result = run(server, attempts=1)
        assert "navy" in (result.svg or "") and "L5 5" in (result.svg or "") and replays(result)

    def test_a_loop_without_a_drawing_is_sampled_anew(self) -> None:
        with serving(says("---\n" * 600), says("---\n" * 600), says(WHOLE)) as server:
            result = run(server, seed=5)
        assert result.svg == WHOLE and steps(result) == ["ask", "resample", "resample"]
        bodies = [seen.body for seen in server.seen]
        assert [body.get("temperature") for body in bodies] == [None, 1.2, 1.4]
        assert [body["seed"] for body in bodies] == [5, 6, 7]
        assert bodies[0]["messages"] == bodies[1]["messages"] == bodies[2]["messages"]


class TestContinue:
    AT = WHOLE.index('r="3"') + 2

    @both
    @pytest.mark.parametrize("finish", ["length", None], ids=["token limit", "cut stream"])
    def test_the_endpoint_goes_on_with_its_own_turn(self, go: Go, finish: str | None) -> None:
        with serving(says(WHOLE[: self.AT], finish), says(WHOLE[self.AT :])) as server:
            result = go(server, endpoint="vllm")
        assert result.svg == WHOLE and result.status is Status.CLEAN and steps(result) == ["ask", "continue"]
        second = server.seen[1].body
        assert second["continue_final_message"] is True and second["add_generation_prompt"] is False
        assert [message["role"] for message in second["messages"]] == ["system", "user", "assistant"]
        assert sent(server.seen[1]) == WHOLE[: self.AT]
        assert "continue_final_message" not in server.seen[0].body
        assert [row["step"] for row in logged()] == ["ask", "repair", "continue"]
        blame = Blame.BUDGET if finish else Blame.SERVER
        assert {f.blame for f in result.attempts[0].faults if f.name == "truncated"} == {blame}
        assert stats()[0].first_pass.failures == 0, "what was cut short is not held against the model"

    def test_what_the_endpoint_repeats_is_written_once(self) -> None:
        with serving(says(WHOLE[: self.AT], "length"), says(WHOLE)) as server:
            result = run(server, endpoint="llama.cpp")
        assert result.svg == WHOLE and steps(result) == ["ask", "continue"]

    def test_elsewhere_it_is_asked_for_in_words(self) -> None:
        with serving(says(WHOLE[: self.AT], "length"), says(WHOLE[self.AT - 20 :])) as server:
            result = run(server)
        assert result.svg == WHOLE and steps(result) == ["ask", "continue"]
        roles = [message["role"] for message in server.seen[1].body["messages"]]
        assert roles == ["system", "user", "assistant", "user"]
        assert WHOLE[: self.AT][-60:] in sent(server.seen[1])
        assert logged()[-1]["prompt_version"] == "continue-1"

    def test_an_endpoint_that_refuses_to_go_on(self) -> None:
        refusal = reply({"error": {"message": "Assistant response prefill is incompatible with enable_thinking."}}, 400)
        with serving(says(WHOLE[: self.AT], "length"), refusal, says(WHOLE)) as server:
            result = run(server, endpoint="llama.cpp", retries=1)
        assert result.svg == WHOLE and steps(result) == ["ask", "continue", "continue"]
        assert server.seen[2].body["messages"][-1]["role"] == "user"

    def test_several_times(self) -> None:
        a, b = WHOLE.index('<g id="sun'), self.AT
        with serving(says(WHOLE[: a + 20], "length"), says(WHOLE[a + 20 : b], "length"), says(WHOLE[b:])) as server:
            result = run(server, endpoint="vllm")
        assert result.svg == WHOLE and steps(result) == ["ask", "continue", "continue"]

    def test_a_new_beginning_counts_by_itself(self) -> None:
        with serving(says(WHOLE[: self.AT], "length"), says(SVG)) as server:
            result = run(server)
        assert result.svg == SVG and result.status is Status.CLEAN

    def test_what_cannot_be_gone_on_with_is_closed(self) -> None:
        with serving(says(WHOLE[: self.AT], "length"), says("I am done.")) as server:
            result = run(server, attempts=2)
        assert result.ok and "navy" in (result.svg or "") and result.status is Status.REPAIRED

    def test_only_the_end_tag_is_missing_after_a_cut(self) -> None:
        cut = WHOLE.index('\n<g id="sun') + 1
        with serving(says(WHOLE[:cut], None), says(WHOLE[cut:])) as server:
            result = run(server)
        assert result.svg == WHOLE, "repaired, it looked whole; but the server broke off"

    def test_not_when_told_not_to(self) -> None:
        with serving(says(WHOLE[: self.AT], "length"), says(WHOLE)) as server:
            result = run(server, skip=["continue"])
        assert steps(result) == ["ask", "reask"] and "token limit" in sent(server.seen[1])

    def test_a_cut_stream_that_may_not_be_gone_on_with_is_asked_for_again(self) -> None:
        with serving(says(WHOLE[: self.AT], None), says(WHOLE)) as server:
            result = run(server, skip=["continue"])
        assert result.svg == WHOLE and steps(result) == ["ask", "resample"]
        assert server.seen[0].body["messages"] == server.seen[1].body["messages"]


class TestPatch:
    @both
    def test_only_the_faulty_element_is_asked_for(self, go: Go) -> None:
        with serving(says(FAULTY), says(f"Here:\n```svg\n{GOOD}\n```")) as server:
            result = go(server)
        assert result.svg == FAULTY.replace(BAD, GOOD) and result.status is Status.REPAIRED
        (message,) = server.seen[1].body["messages"]
        assert BAD in message["content"] and "line 3" in message["content"] and "a sun" in message["content"]
        assert "gold" not in message["content"], "nothing of the rest"
        assert result.source == FAULTY and replays(result)
        (fault,) = result.faults
        assert (fault.code, fault.line, fault.applied) == ("V006", 3, True)
        assert [row["step"] for row in logged()][:2] == ["ask", "patch"]
        assert logged()[1]["why"] == "V006" and logged()[1]["prompt_version"] == "patch-1"
        assert stats()[0].after_reasking.failures == 0

    def test_two_elements_one_after_the_other(self) -> None:
        other = '<use href="#nothing"/>'
        two = FAULTY.replace("</svg>", f"{other}</svg>")
        with serving(says(two), says(GOOD), says('<use href="#sun"/>')) as server:
            result = run(server)
        assert steps(result) == ["ask", "patch", "patch"]
        assert result.svg == two.replace(BAD, GOOD).replace(other, '<use href="#sun"/>') and replays(result)

    def test_more_elements_than_answers_left(self) -> None:
        many = FAULTY.replace("</svg>", BAD * 3 + "</svg>")
        with serving(says(many), says(WHOLE)) as server:
            result = run(server)
        assert steps(result) == ["ask", "reask"]

    @pytest.mark.parametrize("answer", ["I cannot.", '<path d="apple"/>', BAD], ids=["words", "no better", "the same"])
    def test_an_answer_that_makes_nothing_better_is_not_taken(self, answer: str) -> None:
        with serving(says(FAULTY), says(answer), says(WHOLE)) as server:
            result = run(server)
        assert steps(result) == ["ask", "patch", "reask"] and result.svg == WHOLE

    def test_it_is_kept_out_of_a_worse_answer(self) -> None:
        with serving(says(FAULTY), says('<path d="M0 0h1"><g></path>')) as server:
            result = run(server, attempts=2)
        assert result.ok and (SUN.strip() in (result.svg or ""))

    def test_after_repairs_the_line_is_that_of_the_repaired_text(self) -> None:
        twice = FAULTY.replace('fill="navy"', 'fill="navy" fill="navy"')
        wrapped = f"Sure.\n\n```svg\n{twice}\n```"
        with serving(says(wrapped), says(GOOD)) as server:
            result = run(server)
        assert result.svg == FAULTY.replace(BAD, GOOD) and "line 3" in sent(server.seen[1])
        assert replays(result) and {fault.applied for fault in result.faults} == {True}
        assert [fault.line for fault in result.faults if fault.code == "V006"] == [6], "its line in the raw answer"

    def test_a_whole_document_in_answer(self) -> None:
        with serving(says(FAULTY), says(WHOLE)) as server:
            result = run(server)
        assert result.svg == WHOLE and steps(result) == ["ask", "patch"]

    def test_not_when_told_not_to(self) -> None:
        with serving(says(FAULTY), says(WHOLE)) as server:
            assert steps(run(server, skip=["patch"])) == ["ask", "reask"]


class TestReaskAndResample:
    def test_in_the_end_the_first_question_otherwise(self) -> None:
        with serving(says(PLAN), says(PLAN), says(WHOLE)) as server:
            result = run(server)
        assert steps(result) == ["ask", "reask", "resample"] and result.svg == WHOLE
        assert server.seen[2].body["temperature"] == 1.2 and "seed" in server.seen[2].body

    def test_a_plan_without_end_is_ended(self) -> None:
        words = "sky sun cloud hill red blue thick thin round under over left right line curve maybe then".split()
        draw = random.Random(1)
        plan = "".join(f"*   {' '.join(draw.choices(words, k=9))}.\n" for _ in range(1500))
        with serving(says(plan, "length", size=400), says(WHOLE)) as server:
            result = run(server)
        assert result.svg == WHOLE and result.attempts[0].stopped == "endless"
        assert len(result.attempts[0].reply) < len(plan) and logged()[0]["saved_tokens"] is not None
        assert {fault.blame for fault in result.attempts[0].faults} == {Blame.MODEL}

    def test_steps_left_out(self) -> None:
        with serving(says(PLAN)) as server:
            assert steps(run(server, skip=["reask"])) == ["ask", "resample", "resample"]
        with serving(says(PLAN)) as server:
            assert steps(run(server, skip=["resample"])) == ["ask", "reask"]
        with pytest.raises(ValueError, match="cut-loop"):
            run(server, skip=["cut"])

    @both
    def test_an_answer_that_a_parser_swallowed_is_asked_for_with_thinking_switched(self, go: Go) -> None:
        with serving(says(""), says(WHOLE)) as server:
            result = go(server, endpoint="vllm", retries=1)
        assert result.svg == WHOLE and steps(result) == ["ask", "ask"]
        switches = [seen.body["chat_template_kwargs"]["enable_thinking"] for seen in server.seen]
        assert switches == [False, True]

    def test_an_empty_picture_is_no_result(self) -> None:
        with serving(says(BLANK), says(FAULTY), says(BLANK)) as server:
            result = run(server, skip=["patch"])
        assert result.svg == FAULTY, "faults and all, for it shows something"
        assert "nothing can be seen" in sent(server.seen[1])
        assert logged()[1]["why"] == "D001"

    def test_rubbish_of_the_server_is_the_server_s(self) -> None:
        with serving(says("<unused49>" * 300)) as server, pytest.raises(EndpointError, match="token-spam"):
            run(server)
        result = generate("a sun", client=lambda _: "<unused49>" * 300, model="f", attempts=1)
        assert {fault.blame for fault in result.faults} == {Blame.SERVER}
        assert [figures.first_pass.failures for figures in stats()] == [0, 0]

    def test_a_thought_that_reached_the_token_limit_is_the_budget_s(self) -> None:
        with serving(says(PLAN, "length"), says(WHOLE)) as server:
            run(server)
        (figures,) = stats()
        assert (figures.first_pass.failures, figures.apart) == (0, {"budget": 1})


class TestBudget:
    def test_tokens_bound_each_answer_and_all(self) -> None:
        with serving(says(PLAN)) as server:
            result = run(server, budget=Budget(attempts=9, tokens=3000), max_tokens=8000)
        limits = [seen.body["max_tokens"] for seen in server.seen]
        assert limits == sorted(limits, reverse=True) and limits[0] < 3000 and len(limits) < 9
        assert len(result.attempts) == len(limits)

    def test_money(self, tmp_path: Path) -> None:
        budget = Budget(attempts=9, money=0.28, prompt_price=0.1, completion_price=1000.0)
        with serving(reply(completion(PLAN))) as server:
            result = run(server, budget=budget, stream=False)
        assert 1 < len(result.attempts) < 9
        assert logged()[0]["cost"] == pytest.approx((7 * 0.1 + 11 * 1000) / 1e6)

    def test_one_that_pays_for_nothing(self) -> None:
        with serving(says(WHOLE)) as server, pytest.raises(ValueError, match="one answer"):
            run(server, budget=Budget(tokens=100))
        assert server.seen == []

    def test_a_deadline_that_ends_an_answer_is_blamed_on_the_budget(self) -> None:
        go_on = threading.Event()
        body = stream(*(chunk(WHOLE[i : i + 9]) for i in range(0, 120, 9)), done=False, wait=go_on)
        with serving(body) as server:
            result = run(server, budget=Budget(attempts=1, seconds=0.3))
            go_on.set()
        assert result.ok and "navy" in (result.svg or "")
        assert {f.blame for f in result.attempts[0].faults} == {Blame.BUDGET}
        assert (stats()[0].first_pass.failures, stats()[0].apart) == (0, {"budget": 1})

    def test_a_deadline_over_everything(self) -> None:
        with serving(reply({"error": "busy"}, 503, retry_after="90")) as server, pytest.raises(Exception, match="busy"):
            run(server, budget=Budget(seconds=30), retries=3)
        assert len(server.seen) == 1, "the server asks for more time than there is"

    @pytest.mark.parametrize(
        "wrong",
        [{"attempts": 0}, {"tokens": 0}, {"seconds": -1.0}, {"money": 1.0}],
        ids=["attempts", "tokens", "seconds", "no price"],
    )
    def test_budgets_that_make_no_sense(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="budget"):
            Budget(**wrong)


def test_on_the_embedded_endpoint() -> None:
    """The steps taken with answers of the corpus, streamed as models stream them."""
    whole = next(case for case in corpus.load() if case.status is Status.CLEAN and case.svg and len(case.svg) > 800)

    def saying(text: str, finish_reason: str = "stop") -> corpus.Case:
        said = record(text.encode(), model=whole.model, finish_reason=finish_reason)
        return replace(whole, recording=said)

    half = len(whole.text) * 2 // 3
    for answers, climbed in (
        ([saying(whole.text[:half], "length"), saying(whole.text[half - 40 :])], ["ask", "continue"]),
        ([saying("---\n" * 500, "length"), whole], ["ask", "resample"]),
    ):
        with LoopbackServer(Script(answers)) as server:
            result = generate(whole.prompt, base_url=server.base_url, model=whole.model)
        assert result.svg == whole.svg and steps(result) == climbed
