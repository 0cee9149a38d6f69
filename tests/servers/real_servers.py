"""svgguard against real inference servers that run a tiny random model: what it says of them, never how fast they are.

Not part of the ordinary tests: ``make test-servers``, or for one of them ``make test-servers SERVERS=transformers``.
The model says nothing sensible, so the answers test what svgguard does with nonsense, with loops that have no end, with
limits, and with errors, as these servers really send them.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from environments import SERVERS, Server

from svgguard import EndpointError, generate
from svgguard.cli import main
from svgguard.endpoint import detect, target
from svgguard.endpoint.probes import examine
from svgguard.generation import Event
from svgguard.result import Attempt, Result

PATIENCE = 300.0
"""Seconds in which a server must be ready: a busy machine takes its time."""

PICTURE = r"""
root ::= "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " size " " size "\">" shape shape shape? "</svg>"
shape ::= "<circle cx=\"" digit "\" cy=\"" digit "\" r=\"" size "\"/>"
size ::= [1-9]
digit ::= [0-9]
"""
"""Holds a model to a small picture."""

ENDLESS = r"""
root ::= "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">" shapes
shapes ::= "<rect width=\"4\" height=\"5\"/>" shapes
"""
"""Holds a model to one that it can never end."""

LONG_PROMPT = "a red dot " * 1500
"""More than the context of any of them."""


@dataclass(frozen=True)
class Running:
    """A server that is up."""

    server: Server
    url: str
    process: subprocess.Popen[bytes]

    def ask(self, **options: Any) -> Result:
        """One picture, by default in one attempt of few tokens."""
        given = {"attempts": 1, "retries": 0, "max_tokens": 60, "timeout": PATIENCE, "log": False, **options}
        given = {"base_url": self.url, "model": self.server.model_name, "endpoint": self.server.name, **given}
        return generate("a red dot", **given)


def chosen() -> list[str]:
    """The servers that the environment names, or all."""
    return os.environ.get("SERVERS", "").split() or list(SERVERS)


@pytest.fixture(scope="module", params=chosen())
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = SERVERS[request.param]
    if server.missing:
        pytest.skip(server.missing)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp(server.name)
    # A cache of models of its own, and empty: nothing is fetched, and nothing of the user's is listed.
    (folder / "hub").mkdir()
    environ = {**os.environ, "HF_HOME": str(folder), "HF_HUB_OFFLINE": "1"}
    log = folder / "server.log"
    with (
        log.open("wb") as file,
        subprocess.Popen(server.filled(port), env=environ, stdout=file, stderr=file) as process,
    ):
        try:
            _await(f"http://127.0.0.1:{port}{server.ready}", process, log)
            yield Running(server, f"http://127.0.0.1:{port}/v1", process)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- an address of our own making
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"{url} was never ready:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "API_KEY", "MODEL", "ENDPOINT", "DEBUG"):
        monkeypatch.delenv(f"SVGGUARD_{name}", raising=False)
        monkeypatch.delenv(f"OPENAI_{name}", raising=False)
    monkeypatch.setenv("SVGGUARD_LOG", "off")
    monkeypatch.setenv("NO_COLOR", "1")


def only(result: Result) -> Attempt:
    (attempt,) = result.attempts
    return attempt


def endpoint_faults(result: Result) -> list[str]:
    return [f.name for attempt in result.attempts for f in attempt.faults if f.code.startswith("E")]


def says_grammar(server: Server) -> bool:
    return server.form == "gguf"


class TestAnswers:
    @pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
    def test_nonsense_is_an_answer_and_never_clean(self, running: Running, stream: bool) -> None:
        result = running.ask(stream=stream)
        attempt = only(result)
        assert attempt.reply.strip() and attempt.finish_reason == "length" and not endpoint_faults(result)
        assert result.status != "clean" and result.faults

    def test_a_kind_that_was_not_named(self, running: Running) -> None:
        result = running.ask(endpoint=None)
        assert result.attempts[-1].reply.strip() and set(endpoint_faults(result)) <= {"parameter-refused"}

    def test_the_token_limit(self, running: Running) -> None:
        for tokens in (8, 40):
            attempt = only(running.ask(max_tokens=tokens, stream=False))
            assert attempt.completion_tokens == tokens and attempt.finish_reason == "length"

    def test_its_usage_in_a_stream_is_counted_or_unknown(self, running: Running) -> None:
        counted = only(running.ask()).completion_tokens
        assert counted == (None if running.server.name == "llama-cpp-python" else 60)

    def test_a_picture_under_a_grammar(self, running: Running) -> None:
        if not says_grammar(running.server):
            pytest.skip(f"{running.server.name} takes no grammar")
        for seed in range(3):
            result = running.ask(extra={"grammar": PICTURE}, seed=seed, max_tokens=400)
            assert result.ok and result.status != "rejected" and not endpoint_faults(result)
            assert result.svg is not None and result.svg.endswith("</svg>") and "<circle" in result.svg

    def test_a_grammar_does_not_protect_from_the_limit(self, running: Running) -> None:
        if not says_grammar(running.server):
            pytest.skip(f"{running.server.name} takes no grammar")
        result = running.ask(extra={"grammar": PICTURE}, max_tokens=40, skip=["repair"])
        assert only(result).finish_reason == "length" and any(f.name == "truncated" for f in result.faults)

    def test_a_grammar_that_is_not_taken_is_left_out(self, running: Running) -> None:
        if says_grammar(running.server):
            pytest.skip(f"{running.server.name} takes a grammar")
        result = running.ask(extra={"grammar": PICTURE}, model=running.server.model_name)
        assert "parameter-refused" in endpoint_faults(result) and result.attempts[-1].reply.strip()


class TestEndless:
    def test_a_loop_is_stopped_and_the_server_lives(self, running: Running) -> None:
        result = running.ask(max_tokens=3000, temperature=0.0)
        assert only(result).stopped == "loop" and only(result).finish_reason is None
        assert running.process.poll() is None
        assert only(running.ask(max_tokens=8)).reply.strip(), "it answers the next request"

    def test_what_was_drawn_before_a_loop_is_kept(self, running: Running) -> None:
        if not says_grammar(running.server):
            pytest.skip(f"{running.server.name} takes no grammar")
        result = running.ask(extra={"grammar": ENDLESS}, max_tokens=3000)
        assert only(result).stopped == "loop"
        assert result.ok and result.svg is not None and result.svg.count("<rect") >= 1

    def test_a_caller_who_has_enough(self, running: Running) -> None:
        events: list[Event] = []
        result = running.ask(max_tokens=3000, on_progress=events.append, cancel=lambda: len(events) > 2)
        assert only(result).stopped == "cancelled" and running.process.poll() is None

    def test_a_request_that_takes_too_long(self, running: Running) -> None:
        # Streamed: a whole answer that nobody waits for any more is written to its end all the same.
        try:
            faults = endpoint_faults(running.ask(max_tokens=3000, timeout=0.2))
        except EndpointError as error:
            faults = [fault.name for fault in error.faults]
        assert faults == ["timeout"]
        assert only(running.ask(max_tokens=8)).reply.strip(), "it answers the next request"


class TestErrors:
    def test_a_wrong_model_name(self, running: Running) -> None:
        if running.server.name != "transformers":
            # They answer to any name with the model they have.
            assert only(running.ask(model="gemma-none")).reply.strip()
            return
        with pytest.raises(EndpointError) as caught:
            running.ask(model="gemma-none")
        assert caught.value.faults[0].name == "model-not-found"

    def test_a_prompt_beyond_the_context(self, running: Running) -> None:
        messages = [{"role": "user", "content": LONG_PROMPT}]
        if running.server.name == "transformers":
            # It has no limit, and goes on beyond what the model was made for.
            assert only(running.ask(messages=messages, max_tokens=4)).reply is not None
            return
        with pytest.raises(EndpointError) as caught:
            running.ask(messages=messages)
        # llama-cpp-python answers with a stream of nothing, and says why only when a whole answer is asked for.
        assert caught.value.faults[-1].name == "context-overflow"

    def test_a_path_that_is_not_there(self, running: Running) -> None:
        with pytest.raises(EndpointError) as caught:
            running.ask(base_url=running.url.removesuffix("/v1"))
        assert caught.value.faults[0].name == "http-error" and "404" in caught.value.faults[0].message


EXPECTED = {
    "llama-cpp-python": {
        "kind": ("ok", "llama-cpp-python"),
        "models": ("ok", "tiny"),
        "usage": ("note", "only for answers that are not streamed"),
        "thinking on": ("skipped", "no switch"),
        "vision": ("note", "dropped"),
        "grammar": ("ok", "grammar: kept to"),
        "context": ("note", "not told"),
    },
    "transformers": {
        "kind": ("ok", "transformers"),
        "models": ("note", "none listed"),
        "usage": ("ok", "counted"),
        "thinking on": ("ok", "no thought"),
        "vision": ("note", "dropped"),
        "grammar": ("note", "JSON schema: ignored"),
        "context": ("note", "not told"),
    },
    "llama.cpp": {
        "kind": ("ok", "llama.cpp"),
        "models": ("ok", "tiny"),
        "usage": ("ok", "counted"),
        "vision": ("note", "refused"),
        "grammar": ("ok", "grammar: kept to"),
        "context": ("change", "4,096"),
        "prefill": ("ok", "repeated first"),
    },
}
"""What the doctor is to say of each: the state, and words of what was seen."""


class TestDoctor:
    def test_its_kind_is_found_out(self, running: Running) -> None:
        assert detect(running.url) == running.server.name

    def test_what_it_says(self, running: Running) -> None:
        name = running.server.name
        whom = target(base_url=running.url, model=running.server.model_name, endpoint=name)
        found = {finding.probe: finding for finding in examine(whom, seconds=PATIENCE)}
        expected = EXPECTED[name] | dict.fromkeys(("reachable", "answer", "parameters", "streaming"), ("ok", ""))
        assert {probe: found[probe].state for probe in expected} == {p: state for p, (state, _) in expected.items()}
        for probe, (_, words) in expected.items():
            assert words in found[probe].seen

    def test_the_table_for_whoever_reads_this(self, running: Running, capsys: pytest.CaptureFixture[str]) -> None:
        code, out = doctor(capsys, running, running.server.model_name, "table")
        with capsys.disabled():
            print(f"\nsvgguard doctor, {running.server.name}: exit {code}\n{out}")
        assert code in (0, 1) and "reachable" in out

    def test_a_wrong_name(self, running: Running, capsys: pytest.CaptureFixture[str]) -> None:
        code, out = doctor(capsys, running, "gemma-none", "json")
        states = {finding["probe"]: finding["state"] for finding in json.loads(out)["findings"]}
        if running.server.name == "transformers":
            assert code == 2 and states["answer"] == "failed"
        else:
            assert code == 1 and states["model"] == "change" and states["answer"] == "ok"


def doctor(capsys: pytest.CaptureFixture[str], running: Running, model: str, form: str) -> tuple[int, str]:
    """Exit code and output of the command, which is not told the kind."""
    arguments = ["--base-url", running.url, "-m", model, "--output", form, "--timeout", str(PATIENCE)]
    with pytest.raises(SystemExit) as end:
        main(["doctor", *arguments])
    return int(end.value.code or 0), capsys.readouterr().out
