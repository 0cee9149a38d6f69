"""``svgguard doctor``: what it sees in a live endpoint, healthy or not, and what it says to change; over real HTTP."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from loopback_server import Answer, Seen, chunk, completion, endless, reply, serving, stream

from svgguard.cli import main
from svgguard.endpoint import presets
from svgguard.endpoint.probes.advice import advice, problems
from svgguard.testing.corpus import load
from svgguard.testing.loopback import LoopbackServer, Script

Run = Callable[..., tuple[int, str, str]]
KEY = "sk-very-secret-key"
NUMBERS = "1 2 3 4 5 6 7 8 9 10"
PROBES = """reachable kind models model answer parameters token~limit streaming latency usage thinking~off thinking~on
vision grammar context prefill""".split()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    for name in ("BASE_URL", "API_KEY", "MODEL", "ENDPOINT", "DEBUG"):
        monkeypatch.delenv(f"SVGGUARD_{name}", raising=False)
        monkeypatch.delenv(f"OPENAI_{name}", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["doctor", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "internal error" not in err
        return int(end.value.code or 0), out, err

    return call


class Endpoint:
    """A server of the vLLM kind that does all that can be asked of one; every trait can be spoilt."""

    def __init__(self, **spoilt: Any) -> None:
        self.context = 32_768
        self.owner = "vllm"
        self.names = ["google/gemma-4-E4B-it"]
        self.usage = self.streams = self.thoughts_apart = self.sees = self.grammar = True
        self.thinks_always = False
        self.refused: tuple[str, ...] = ()
        self.answers: dict[str, Answer] = {}
        for name, value in spoilt.items():
            assert hasattr(self, name)
            setattr(self, name, value)

    def __call__(self, seen: Seen) -> Answer:
        if seen.path.endswith("/models"):
            entry = {"object": "model", "owned_by": self.owner, "max_model_len": self.context}
            return self.answers.get("models") or reply({"data": [{"id": name, **entry} for name in self.names]})
        if not seen.path.endswith("/chat/completions"):
            return reply({"error": "no such page"}, 404)
        if named := next((name for name in self.refused if name in seen.body), None):
            return reply({"error": {"message": f"Unrecognized request argument supplied: {named}"}}, 400)
        kind = trait(seen.body)
        return self.answers.get(kind) or self.said(seen, kind)

    def said(self, seen: Seen, kind: str) -> Answer:
        text, thought = NUMBERS, ""
        if kind == "prefill":
            text = " 5 6 7 8"
        if kind == "grammar" and self.grammar:
            text = "<svg/>"
        if kind == "thinking" or self.thinks_always:
            thought, text = "I shall count.", ""
        if thought and not self.thoughts_apart:
            text, thought = f"<|channel>thought\n{thought}<channel|>{NUMBERS}", ""
        usage = {"prompt_tokens": 30 + 70 * (kind == "vision" and self.sees), "completion_tokens": 48}
        if seen.body.get("stream") and self.streams:
            deltas = [{"content": text[i : i + 4]} for i in range(0, len(text), 4)]
            last = [{"choices": [], "usage": usage}] if self.usage else []
            return stream(chunk({"reasoning": thought}), *map(chunk, deltas), chunk(finish="length"), *last)
        return reply({**completion(text, finish="length", reasoning=thought), "usage": usage if self.usage else None})


def trait(body: dict[str, Any]) -> str:
    """Which of the doctor's questions a request is."""
    if isinstance(body["messages"][-1]["content"], list):
        return "vision"
    if "structured_outputs" in body or "grammar" in body or "response_format" in body:
        return "grammar"
    if body["messages"][-1]["role"] == "assistant":
        return "prefill"
    return "thinking" if (body.get("chat_template_kwargs") or {}).get("enable_thinking") else "answer"


def examined(run: Run, url: str, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    code, out, _ = run("--base-url", url, "--output", "json", *arguments)
    entry = json.loads(out)
    assert entry["address"] == url
    return code, {finding["probe"]: finding for finding in entry["findings"]}


def states(found: dict[str, dict[str, Any]], *names: str) -> dict[str, str]:
    return {name: entry["state"] for name, entry in found.items() if entry["state"] in names}


class TestHealthy:
    def test_nothing_to_change(self, run: Run) -> None:
        with serving(Endpoint()) as server:
            code, found = examined(run, server.url, "--endpoint", "vllm")
        assert code == 0 and list(found) == [name.replace("~", " ") for name in PROBES]
        assert set(states(found, "note", "change", "failed", "skipped")) == set()
        assert found["vision"]["seen"] == "70 tokens for a picture"
        assert found["context"]["seen"] == "32,768 tokens"
        assert "14.9 GB at bf16" in found["model"]["seen"] and found["thinking on"]["seen"] == "a thought kept apart"
        assert found["prefill"]["seen"] == "gone on with, without repeating it"
        asked = [seen.body for seen in server.seen if seen.path.endswith("/completions")]
        assert len(asked) == 5 and all(body["max_tokens"] <= 48 for body in asked)

    def test_the_table(self, run: Run) -> None:
        with serving(Endpoint(context=4096)) as server:
            code, out, err = run("--base-url", server.url, "--endpoint", "vllm")
        lines = out.splitlines()
        assert code == 1 and "1 thing to change" in err
        assert [line.split("  ")[0] for line in lines if not line.startswith(" ")] == [
            n.replace("~", " ") for n in PROBES
        ]
        at = next(i for i, line in enumerate(lines) if line.startswith("context"))
        assert "change" in lines[at] and "4,096" in lines[at]
        assert lines[at + 1].strip() == "→ server: start it with --max-model-len 16384"
        assert all(len(line) <= 110 for line in lines)

    def test_its_kind_is_found_out_and_then_used(self, run: Run) -> None:
        with serving(Endpoint()) as server:
            code, found = examined(run, server.url)
        assert code == 0 and states(found, "note", "change") == {"kind": "note"}
        assert "--endpoint vllm" in found["kind"]["advice"]["do"]
        assert "reasoning_effort" not in server.seen[1].body and "structured_outputs" in server.seen[-2].body

    def test_the_embedded_endpoint(self, run: Run) -> None:
        case = next(c for c in load() if (said := c.recording.reply) and said.finish_reason and len(said.text) > 1000)
        with LoopbackServer(Script([case])) as server:
            code, found = examined(run, server.base_url)
        assert code == 1 and states(found, "failed") == {} and found["streaming"]["state"] == "ok"
        assert found["model"]["seen"].startswith(case.model)
        assert found["token limit"]["state"] == "change", "it says its answer whatever the limit is"


def says(text: str, **last: Any) -> Answer:
    """A stream of one piece."""
    return stream(chunk(text), chunk(finish="stop", **last))


SPOILT = [
    ("kind", {"owner": "sglang"}, "change", "looks like sglang"),
    ("kind", {"owner": "somebody"}, "ok", "the server does not tell"),
    ("parameters", {"refused": ("top_k",)}, "note", "top_k refused"),
    ("parameters", {"refused": ("stream_options", "chat_template_kwargs")}, "note", "chat_template_kwargs, stream_opt"),
    ("streaming", {"streams": False}, "change", "ignored"),
    ("usage", {"usage": False}, "note", "never told"),
    ("thinking off", {"thinks_always": True}, "change", "kept apart"),
    ("thinking off", {"thinks_always": True, "thoughts_apart": False}, "change", "in the text"),
    ("thinking on", {"thoughts_apart": False}, "note", "in the text"),
    ("thinking on", {"refused": ("chat_template_kwargs",)}, "note", "refused"),
    ("vision", {"sees": False}, "note", "dropped"),
    ("vision", {"usage": False}, "note", "cannot be told"),
    ("vision", {"answers": {"vision": reply({"error": "image input is not supported"}, 500)}}, "note", "not supported"),
    ("grammar", {"grammar": False}, "note", "ignored"),
    ("grammar", {"refused": ("structured_outputs",)}, "note", "refused"),
    ("grammar", {"answers": {"grammar": reply({"error": "no grammar"}, 500)}}, "note", "http-error"),
    ("context", {"context": 8192}, "change", "8,192 tokens"),
    ("context", {"context": None}, "note", "not told"),
    ("prefill", {"answers": {"prefill": says("1 2 3")}}, "change", "begun anew"),
    ("prefill", {"answers": {"prefill": says("One.")}}, "ok", "'One.'"),
    ("prefill", {"answers": {"prefill": says("Numbers: 1 2 3 4 5")}}, "note", "repeated"),
    ("prefill", {"answers": {"prefill": reply({"error": "prefill is not supported"}, 400)}}, "note", "prefill-refused"),
    ("streaming", {"answers": {"answer": says(NUMBERS, usage={"completion_tokens": 20})}}, "change", "one piece"),
]


@pytest.mark.parametrize(("probe", "spoilt", "state", "seen"), SPOILT, ids=[f"{s[0]}: {s[3]}" for s in SPOILT])
def test_a_spoilt_trait(run: Run, probe: str, spoilt: dict[str, Any], state: str, seen: str) -> None:
    with serving(Endpoint(**spoilt)) as server:
        code, found = examined(run, server.url, "--endpoint", "vllm")
    assert found[probe]["state"] == state and seen in found[probe]["seen"]
    assert code == (1 if states(found, "change") else 0)
    for finding in found.values():
        assert finding["state"] not in ("change", "failed") or finding["advice"]["do"]


class TestModels:
    def test_one_must_be_chosen_of_several(self, run: Run) -> None:
        with serving(Endpoint(names=["a", "b"])) as server:
            code, found = examined(run, server.url)
        assert code == 2 and found["model"]["state"] == "failed" and "--model" in found["model"]["advice"]["where"]
        assert "answer" not in found

    def test_one_that_is_not_listed(self, run: Run) -> None:
        with serving(Endpoint()) as server:
            code, found = examined(run, server.url, "-m", "gemma-5")
        assert code == 1 and found["model"]["state"] == "change"

    def test_a_tag_may_be_left_out(self, run: Run) -> None:
        with serving(Endpoint(names=["gemma4:latest", "qwen"])) as server:
            assert examined(run, server.url, "-m", "gemma4")[1]["model"]["state"] == "ok"

    def test_no_list_is_no_matter_when_the_model_is_named(self, run: Run) -> None:
        with serving(Endpoint(answers={"models": reply("Internal Server Error", 500)})) as server:
            code, found = examined(run, server.url, "-m", "m", "--endpoint", "vllm")
        assert code == 0 and found["models"]["state"] == "note" and found["answer"]["state"] == "ok"


@pytest.fixture
def closed() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}/v1"


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that accepts connections and says nothing."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(16)
        yield f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"


class TestBroken:
    def test_a_closed_port(self, run: Run, closed: str) -> None:
        code, found = examined(run, closed)
        assert code == 2 and list(found) == ["reachable"] and "connection-failed" in found["reachable"]["seen"]
        assert "start the server" in found["reachable"]["advice"]["do"]

    def test_one_that_hangs(self, run: Run, silent: str) -> None:
        code, found = examined(run, silent, "-m", "m", "--timeout", "0.2")
        assert code == 2 and "timeout" in found["answer"]["seen"] and found["answer"]["advice"]["where"]
        code, found = examined(run, silent, "--timeout", "0.2")
        assert code == 2 and list(found) == ["reachable"] and "timeout" in found["reachable"]["seen"]

    def test_one_that_hangs_in_a_single_probe(self, run: Run) -> None:
        never = threading.Event()
        hanging = Answer(kind="text/event-stream", wait=never)
        with serving(Endpoint(answers={"vision": hanging})) as server:
            code, found = examined(run, server.url, "--endpoint", "vllm", "--timeout", "0.3")
            never.set()
        assert code == 0 and found["vision"]["state"] == "note" and found["prefill"]["state"] == "ok"

    def test_one_that_keeps_to_no_limit(self, run: Run) -> None:
        with serving(Endpoint(answers={"answer": endless(chunk("own "))})) as server:
            code, found = examined(run, server.url, "--endpoint", "vllm")
            assert server.left.wait(5)
        assert code == 1 and found["token limit"]["state"] == "change" and found["prefill"]["state"] == "ok"
        assert all(seen.body.get("stream", True) for seen in server.seen), "only what can be ended is asked for"

    @pytest.mark.parametrize(
        "page", [Answer(kind="text/html", body=b"<html>Log in</html>"), reply({"detail": "?"}, 404)]
    )
    def test_pages_of_something_else(self, run: Run, page: Answer) -> None:
        with serving(page) as server:
            code, found = examined(run, server.url, "-m", "m")
            assert code == 2 and found["answer"]["state"] == "failed" and "/v1" in found["answer"]["advice"]["do"]
            code, found = examined(run, server.url)
        assert code == 2 and next(iter(states(found, "failed"))) in ("reachable", "model")

    def test_an_address_without_its_end(self, run: Run) -> None:
        def answer(seen: Seen) -> Answer:
            return Endpoint()(seen) if seen.path.startswith("/v1/") else reply({"detail": "Not Found"}, 404)

        with serving(answer) as server:
            code, found = examined(run, server.url.removesuffix("/v1"))
        assert code == 2 and found["reachable"]["advice"]["do"] == f"use {server.url}"

    @pytest.mark.parametrize(
        ("answer", "name"),
        [
            (reply({"error": {"message": "Loading model"}}, 503), "loading"),
            (reply({"error": {"message": "boom"}}), "error-in-200"),
            (reply({"error": "slow down"}, 429), "rate-limited"),
            (reply({"error": "model 'm' not found"}, 404), "model-not-found"),
            (Answer(cut="hangup"), "connection-failed"),
            (Answer(302, headers={"location": "http://elsewhere.test/"}), "redirect-refused"),
            (stream(chunk("1 2"), done=False), "stream-cut"),
            (says("<unused49>" * 20), "token-spam"),
        ],
    )
    def test_no_answer(self, run: Run, answer: Answer, name: str) -> None:
        with serving(Endpoint(answers={"answer": answer})) as server:
            code, found = examined(run, server.url, "--endpoint", "vllm")
        assert code == 2 and list(states(found, "failed")) == ["answer"] and list(found)[-1] == "answer"
        assert found["answer"]["seen"].startswith(name) and found["answer"]["advice"]["do"]


class TestKey:
    def test_it_is_never_printed(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SVGGUARD_API_KEY", KEY)
        parrot = Endpoint(names=[f"m-{KEY}"], answers={"answer": says(f"Your key: {KEY}")})
        refusing = reply({"error": f"the key {KEY} is wrong"}, 401)
        for answer in (parrot, refusing, Endpoint(answers={"vision": refusing, "grammar": refusing})):
            with serving(answer) as server:
                for form in ("table", "json"):
                    _, out, err = run("--base-url", server.url, "--output", form)
                    assert KEY not in out + err
            assert any(KEY in seen.headers.get("authorization", "") for seen in server.seen)

    def test_headers_go_along_with_every_request(self, run: Run) -> None:
        with serving(Endpoint()) as server:
            run("--base-url", server.url, "--header", f"X-Key: {KEY}")
        assert all(seen.headers.get("x-key") == KEY for seen in server.seen)

    def test_where_no_endpoint_is_chosen(self, run: Run) -> None:
        code, out, err = run()
        assert (code, out) == (2, "") and "--base-url" in err


class TestAdvice:
    def test_every_one_can_be_said_for_every_kind(self) -> None:
        words = {"model": "m", "url": "u", "other": "o", "tokens": 1, "needed": 2, "answer": 3, "echo": "true"}
        for problem in problems():
            for kind in presets():
                said = advice(problem, kind, **words)
                assert said.where and said.do and "{" not in said.where
