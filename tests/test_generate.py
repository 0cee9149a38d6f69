"""`generate` and `agenerate`: the attempt machine by itself, and end to end over sockets, functions and SDK clients."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai
import pytest
from loopback_server import SVG, Answer, Seen, chunk, completion, reply, serving, stream, streamed

from svgguard import EndpointError, Policy, Result, agenerate, generate
from svgguard.ask import correction, first_question, prompt_file, without_control_tokens
from svgguard.data import data
from svgguard.endpoint import Outcome, Request, endpoint_fault
from svgguard.endpoint.faults import EndpointFault
from svgguard.endpoint.outcome import Remedy
from svgguard.extraction.reply import Reply
from svgguard.generation import ranking
from svgguard.generation.attempts import Ask, Check, Look, Record, Tell, Wait, conversation
from svgguard.generation.budget import Budget
from svgguard.generation.plan import Plan
from svgguard.guard import Checked
from svgguard.log import Log, open_log, stats
from svgguard.types import Blame, Fault, Safety, Severity, Status

PLAN = "*   Goal: draw a dot.\n*   Colours: red."


pytestmark = pytest.mark.usefixtures("hermetic")


def run(prompt: str = "a dot", **options: Any) -> Result:
    """`generate`, without pauses between repetitions of a broken request."""
    return generate(prompt, **({"retries": 0} | options))


def arun(prompt: str = "a dot", **options: Any) -> Result:
    return asyncio.run(agenerate(prompt, **({"retries": 0} | options)))


both = pytest.mark.parametrize("go", [run, arun], ids=["sync", "async"])
Go = Callable[..., Result]


class TestMachine:
    """The machine is driven by hand: no server, no clock, no log."""

    FIRST = Request(({"role": "user", "content": "a dot"},), {"seed": 1}, "m")

    def plan(self, attempts: int = 2, retries: int = 2) -> Plan:
        return Plan("call", "http://x.test/v1", "a dot", "ask-1", self.FIRST, Budget(attempts), retries)

    @staticmethod
    def result(*severities: Severity, svg: str | None = SVG, blame: Blame = Blame.MODEL) -> Result:
        faults = tuple(Fault("X999", "x", s, blame, Safety.MANUAL, 0, 1, 1, 1, f"wrong: {s}") for s in severities)
        status = Status.REJECTED if svg is None else Status.FAULTY if faults else Status.CLEAN
        return Result(source=svg or "nothing", status=status, svg=svg, faults=faults)

    def play(self, plan: Plan, *answers: Result | Outcome) -> tuple[Result | EndpointError, list[Any]]:
        """The end of the conversation, and every action on the way but the rows."""
        machine, queue = conversation(plan, lambda: 0.0), list(answers)
        actions: list[Any] = []
        sent: Any = None
        while True:
            try:
                action = machine.send(sent)
            except StopIteration as end:
                assert not queue, "more answers were expected to be asked for"
                return end.value, actions
            except EndpointError as error:
                return error, actions
            if not isinstance(action, Record | Look | Tell):
                actions.append(action)
            sent = None
            if isinstance(action, Ask):
                following = queue[0]
                sent = queue.pop(0) if isinstance(following, Outcome) else Outcome(Reply("text"))
            elif isinstance(action, Check):
                following = queue.pop(0)
                assert isinstance(following, Result)
                sent = Checked.again(following)
            elif isinstance(action, Look):
                sent = ranking.Seen(False)

    def asked(self, actions: list[Any]) -> list[Request]:
        return [action.request for action in actions if isinstance(action, Ask)]

    def test_a_clean_answer_ends_it(self) -> None:
        end, actions = self.play(self.plan(), self.result())
        assert isinstance(end, Result) and end.status is Status.CLEAN
        assert [type(action) for action in actions] == [Ask, Check]
        assert [attempt.number for attempt in end.attempts] == [1]

    def test_faults_are_listed_when_asking_again(self) -> None:
        end, actions = self.play(self.plan(), self.result(Severity.ERROR), self.result())
        assert isinstance(end, Result) and end.status is Status.CLEAN and len(end.attempts) == 2
        first, second = self.asked(actions)
        assert first is self.FIRST and second.parameters == first.parameters
        assert [message["role"] for message in second.messages] == ["user", "assistant", "user"]
        assert "wrong: error" in second.messages[-1]["content"] and second.messages[1]["content"] == SVG

    def test_warnings_are_not_worth_asking(self) -> None:
        end, actions = self.play(self.plan(), self.result(Severity.WARNING))
        assert isinstance(end, Result) and end.status is Status.FAULTY and len(self.asked(actions)) == 1

    def test_attempts_are_bounded(self) -> None:
        rejected = self.result(Severity.FATAL, svg=None)
        end, actions = self.play(self.plan(attempts=3), rejected, rejected, rejected)
        assert isinstance(end, Result) and end.status is Status.REJECTED and len(self.asked(actions)) == 3

    @pytest.mark.parametrize("swap", [False, True])
    def test_the_best_result_is_kept_not_the_last(self, swap: bool) -> None:
        good, bad = self.result(Severity.ERROR), self.result(Severity.ERROR, Severity.ERROR)
        end, _ = self.play(self.plan(), *((bad, good) if swap else (good, bad)))
        assert isinstance(end, Result) and len(end.faults) == 1

    def test_drawable_comes_before_few_faults(self) -> None:
        end, _ = self.play(self.plan(), self.result(Severity.ERROR, Severity.ERROR), self.result(svg=None))
        assert isinstance(end, Result) and end.ok

    def test_what_the_server_broke_is_asked_for_again_as_before(self) -> None:
        cut = Outcome(Reply("<svg", complete=False), endpoint_fault(EndpointFault.STREAM_CUT, "cut"), Remedy.AGAIN)
        end, actions = self.play(self.plan(), cut, self.result(Severity.FATAL, svg=None), self.result())
        assert isinstance(end, Result) and end.status is Status.CLEAN
        assert self.asked(actions)[1].messages == self.FIRST.messages
        assert [fault.name for fault in end.attempts[0].faults][-1] == "stream-cut"

    def test_an_endpoint_failure_costs_no_answer(self) -> None:
        failed = Outcome(fault=endpoint_fault(EndpointFault.HTTP_ERROR, "500: no"), remedy=Remedy.AGAIN)
        end, actions = self.play(self.plan(attempts=1), failed, failed, self.result())
        assert isinstance(end, Result) and end.status is Status.CLEAN
        first, second = [action.seconds for action in actions if isinstance(action, Wait)]
        assert 0 < first <= 0.5 < second <= 1.0
        assert [attempt.status for attempt in end.attempts] == [None, None, Status.CLEAN]

    def test_a_retry_without_a_pause_still_counts(self) -> None:
        failed = Outcome(
            fault=endpoint_fault(EndpointFault.HTTP_ERROR, "500: no"), remedy=Remedy.AGAIN, retry_after=0.0
        )
        end, actions = self.play(self.plan(retries=1), failed, failed)
        assert isinstance(end, EndpointError) and len(self.asked(actions)) == 2
        assert [fault.code for fault in end.faults] == ["E003", "E003"]

    def test_a_failure_later_on_does_not_cost_the_earlier_result(self) -> None:
        failed = Outcome(fault=endpoint_fault(EndpointFault.BAD_CREDENTIALS, "401: expired"))
        end, _ = self.play(self.plan(), self.result(Severity.ERROR), failed)
        assert isinstance(end, Result) and end.ok and len(end.attempts) == 2


@both
def test_a_picture_over_a_stream(go: Go) -> None:
    with serving(streamed()) as server:
        result = go(base_url=server.url, model="gemma-4-12B-it", seed=5, headers={"X-Team": "dots"})
    assert result.svg == SVG and result.status in (Status.CLEAN, Status.REPAIRED)
    (attempt,) = result.attempts
    assert attempt.reply == SVG and attempt.finish_reason == "stop" and attempt.request["seed"] == 5
    assert (attempt.request["temperature"], attempt.request["max_tokens"]) == (1.0, 8192)
    seen = server.seen[0]
    assert seen.headers["x-team"] == "dots"
    assert [message["role"] for message in seen.body["messages"]] == ["system", "user"]
    assert "a dot" in seen.body["messages"][1]["content"]


@both
def test_asked_again_over_the_network(go: Go) -> None:
    with serving(reply(completion(PLAN)), reply(completion())) as server:
        result = go(base_url=server.url, model="m", stream=False)
    assert result.svg == SVG and result.attempts[0].status is Status.REJECTED
    assert len(result.attempts) == len(server.seen) == 2
    roles = [message["role"] for message in server.seen[1].body["messages"]]
    assert roles == ["system", "user"], "an answer without SVG is not echoed, and two user turns in a row are refused"


@both
def test_no_asking_again_when_told_not_to(go: Go) -> None:
    with serving(reply(completion(PLAN))) as server:
        result = go(base_url=server.url, model="m", stream=False, reask=False)
    assert result.status is Status.REJECTED and len(server.seen) == 1


@both
def test_a_server_that_knows_no_streaming(go: Go) -> None:
    with serving(reply(completion())) as server:
        first = go(base_url=server.url, model="m")
        second = go(base_url=server.url, model="m")
    assert first.svg == second.svg == SVG
    assert [seen.body["stream"] for seen in server.seen] == [True, False, False], "remembered after the first time"
    assert [fault.name for fault in first.attempts[0].faults] == ["stream-ignored"]


@both
def test_a_refused_parameter_is_left_out_and_remembered(go: Go) -> None:
    def strict(seen: Seen) -> Answer:
        if "top_k" in seen.body:
            return reply({"detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs are not permitted"}]}, 422)
        return streamed()

    with serving(strict) as server:
        first = go(base_url=server.url, model="gemma-4-12B-it")
        second = go(base_url=server.url, model="gemma-4-12B-it")
    assert first.svg == second.svg == SVG and (len(first.attempts), len(second.attempts)) == (2, 1)
    assert "top_k" not in second.attempts[0].request


@both
def test_a_cut_stream_is_read_as_far_as_it_came(go: Go) -> None:
    with serving(stream(chunk(SVG[: SVG.index("</g>")]), done=False, cut="chunked")) as server:
        result = go(base_url=server.url, model="m", attempts=1)
    assert result.ok and "circle" in (result.svg or "")
    assert "stream-cut" in [fault.name for fault in result.attempts[0].faults]


@both
def test_repetition_after_a_passing_error(go: Go) -> None:
    with serving(reply({"error": "busy"}, 503, retry_after="0"), streamed()) as server:
        result = go(base_url=server.url, model="m", retries=1)
    assert result.svg == SVG and [attempt.status is None for attempt in result.attempts] == [True, False]


@both
def test_no_answer_at_all(go: Go) -> None:
    with serving(reply({"error": "out of memory"}, 500)) as server, pytest.raises(EndpointError) as caught:
        go(base_url=server.url, model="m")
    assert [fault.code for fault in caught.value.faults] == ["E003"] and "out of memory" in str(caught.value)
    assert caught.value.__cause__ is None, "the SDK's exceptions repeat what the server said, keys included"


@both
def test_a_function_as_client(go: Go) -> None:
    asked: list[list[dict[str, Any]]] = []

    def client(messages: list[dict[str, Any]]) -> str:
        asked.append(messages)
        return SVG

    result = go(client=client)
    assert result.svg == SVG and asked[0][-1]["role"] == "user" and "a dot" in asked[0][-1]["content"]
    assert result.attempts[0].request == {}, "a function is sent messages alone"


@pytest.mark.parametrize("value", [completion(), Reply(SVG)], ids=["completion", "Reply"])
def test_a_function_may_give_more_than_text(value: object) -> None:
    assert run(client=lambda _: value).svg == SVG


@both
def test_a_function_that_raises(go: Go) -> None:
    def client(_: object) -> str:
        raise KeyError("weights")

    with pytest.raises(EndpointError, match="KeyError") as caught:
        go(client=client)
    assert isinstance(caught.value.__cause__, KeyError)


def test_a_function_that_raises_later_does_not_cost_the_result() -> None:
    answers = iter([PLAN])
    result = run(client=lambda _: next(answers))
    assert result.status is Status.REJECTED and [a.status is None for a in result.attempts] == [False, True]


def test_an_async_function() -> None:
    async def client(_: object) -> str:
        return SVG

    assert arun(client=client).svg == SVG
    with pytest.raises(TypeError, match="agenerate"):
        run(client=client)


def test_own_sdk_clients() -> None:
    with serving(reply({"error": "busy"}, 503, retry_after="0"), streamed()) as server:
        # Its own retries would be requests that no one counts.
        client = openai.OpenAI(base_url=server.url, api_key="own-client-key", max_retries=5)
        with client:
            result = run(client=client, model="m", retries=1)
            assert len(result.attempts) == 2 and not client.is_closed()
            assert arun(client=client, model="m").svg == SVG
    assert result.svg == SVG and server.seen[0].headers["authorization"] == "Bearer own-client-key"


def test_own_async_sdk_client() -> None:
    async def go(url: str) -> Result:
        async with openai.AsyncOpenAI(base_url=url, api_key="own-client-key") as client:
            result = await agenerate("a dot", client=client, model="m")
            assert not client.is_closed()
            with pytest.raises(TypeError, match="agenerate"):
                run(client=client, model="m")
            return result

    with serving(streamed()) as server:
        assert asyncio.run(go(server.url)).svg == SVG


def test_several_at_once() -> None:
    async def go(url: str) -> list[Result]:
        return await asyncio.gather(*(agenerate("a dot", base_url=url, model="m") for _ in range(5)))

    with serving(streamed()) as server:
        results = asyncio.run(go(server.url))
    assert [result.svg for result in results] == [SVG] * 5


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(streamed()) as server:
        monkeypatch.setenv("SVGGUARD_BASE_URL", server.url)
        monkeypatch.setenv("SVGGUARD_MODEL", "from-environment")
        monkeypatch.setenv("SVGGUARD_API_KEY", "from-environment-too")
        assert run().svg == SVG
    assert server.seen[0].body["model"] == "from-environment"
    assert server.seen[0].headers["authorization"] == "Bearer from-environment-too"


def test_own_messages_are_sent_as_they_are() -> None:
    messages = [{"role": "user", "content": [{"type": "text", "text": "a red dot"}]}]
    with serving(streamed(PLAN), streamed()) as server:
        assert run("", base_url=server.url, model="m", messages=messages).svg == SVG
    assert server.seen[0].body["messages"] == messages
    (again,) = server.seen[1].body["messages"]
    assert again["content"][0]["text"] == "a red dot" and len(again["content"]) == 2


def test_arguments_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        generate("  ", client=lambda _: SVG)
    with pytest.raises(ValueError, match="at least 1 attempt"):
        generate("a dot", client=lambda _: SVG, attempts=0)
    with pytest.raises(TypeError):
        generate("a dot", client=lambda _: SVG, temprature=1)  # type: ignore[call-arg]


def test_a_policy_reaches_the_engine() -> None:
    fenced = f"Here it is:\n```svg\n{SVG}\n```\n"
    assert run(client=lambda _: fenced).faults
    assert not run(client=lambda _: fenced, policy=Policy(ignore=frozenset("R"))).faults


class TestRecording:
    def test_every_attempt_is_a_row(self, tmp_path: Path) -> None:
        log = open_log(tmp_path / "log.sqlite")
        with serving(reply({"error": "busy"}, 503, retry_after="0"), streamed(PLAN), streamed()) as server:
            url = server.url.replace("//", "//me:password@")
            run(base_url=url, model="gemma-4-12B-it", api_key="sk-very-secret", retries=1, log=log)
        failed, first, second = log.rows()
        assert [row["attempt"] for row in (failed, first, second)] == [1, 2, 3]
        assert len({row["call"] for row in (failed, first, second)}) == 1
        assert (failed["status"], failed["reply"], failed["found"]) == (None, None, ["E003"])
        assert failed["blame"] == {"E003": "server"} and failed["prompt_tokens"] is None
        assert (first["status"], first["reply"], first["completion_tokens"]) == ("rejected", PLAN, 11)
        assert (first["model"], first["served_model"], first["finish_reason"]) == ("gemma-4-12B-it", "served", "stop")
        assert first["prompt_hash"] == failed["prompt_hash"] != second["prompt_hash"]
        assert first["prompt_version"] == "system-2 ask-1" and second["prompt_version"].endswith("reask-1")
        assert [row["step"] for row in (failed, first, second)] == ["ask", "ask", "reask"]
        assert second["why"] == "R002"
        assert first["parameters"]["top_p"] == 0.95 and first["endpoint"] == server.url
        assert first["time"] <= second["time"] and first["time"].endswith("+00:00")
        everything = repr([failed, first, second])
        assert "sk-very-secret" not in everything and "password" not in everything

    def test_the_rates(self, tmp_path: Path) -> None:
        log = open_log(tmp_path / "log.sqlite")
        for answers in ([PLAN, SVG], [SVG], [PLAN, PLAN, PLAN]):
            queue = iter(answers)
            run(client=lambda _, queue=queue: next(queue), model="m", log=log)
        (figures,) = stats(log)
        assert (figures.first_pass.failures, figures.after_reasking.failures) == (2, 1)
        assert (figures.answers, figures.requests) == (3, 6)

    @both
    def test_a_broken_log_costs_nothing(self, go: Go, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder", encoding="utf-8")
        with pytest.warns(UserWarning, match="not in the log"):
            result = go(client=lambda _: SVG, log=tmp_path / "file" / "log.sqlite")
        assert result.svg == SVG

    def test_where_it_goes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
        place = tmp_path / "deep" / "own.sqlite"
        monkeypatch.setenv("SVGGUARD_LOG", str(place))
        with caplog.at_level(logging.INFO, logger="svgguard"):
            run(client=lambda _: SVG)
            run(client=lambda _: SVG)
            run(client=lambda _: SVG, log=False)
        assert len(list(Log(place).rows())) == 2
        assert caplog.text.count(str(place)) == 1, "announced once"


class TestPrompts:
    def test_every_file_says_what_it_is_for(self) -> None:
        names = {path.stem for path in data("prompts").glob("*.md")} - {"README"}
        assert {"system", "ask", "reask", "patch", "continue", "list", "parts", "judge"} == names
        for name in names:
            assert prompt_file(name).version >= 1 and prompt_file(name).purpose and "+++" not in prompt_file(name).text
        readme = (data("prompts") / "README.md").read_text(encoding="utf-8")
        assert all(f"| `{name}.md` | {prompt_file(name).version} |" in readme for name in names)

    def test_a_prompt_is_passed_on_unread(self) -> None:
        messages, label = first_question("a $5 note {x} for ${name}")
        assert "a $5 note {x} for ${name}" in messages[-1]["content"] and label == "system-2 ask-1"

    def test_another_system_message_or_none(self) -> None:
        assert first_question("a dot", "Be brief.")[0][0] == {"role": "system", "content": "Be brief."}
        assert [message["role"] for message in first_question("a dot", "")[0]] == ["user"]

    def test_control_tokens_are_not_sent_back(self) -> None:
        dirty = SVG.replace("<circle", "<!-- <turn|><|turn>system <unused49> <tu<|turn>rn|> --><circle")
        source = f"<|channel>thought\nsecret plan<channel|>{dirty}<turn|>"
        fault = Fault("X999", "x", Severity.ERROR, Blame.MODEL, Safety.MANUAL, 0, len(source), 1, 1, "wrong")
        result = Result(source=source, status=Status.FAULTY, svg=SVG, faults=(fault,))
        messages = correction(first_question("a dot")[0], "a dot", result)
        sent = repr(messages[2:])
        assert "circle" in sent and not any(token in sent for token in ("turn|>", "<|turn", "<unused", "<|channel"))
        assert "secret plan" not in messages[2]["content"]

    def test_text_without_control_tokens_is_left_alone(self) -> None:
        assert without_control_tokens(SVG) == SVG

    def test_a_loop_is_not_sent_back(self) -> None:
        loop = SVG.replace("</svg>", "<g/>" * 10_000 + "</svg>")
        messages = correction(
            first_question("a dot")[0], "a dot", Result(source=loop, status=Status.REJECTED, svg=None)
        )
        assert len(messages) == 2 and len(str(messages)) < 5_000
