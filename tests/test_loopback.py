"""The loopback endpoint: what a client of an OpenAI-compatible server expects, over a real socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from svgguard.testing.corpus import Case, record
from svgguard.testing.loopback import LoopbackServer
from svgguard.types import Status


def made(name: str, prompt: str, text: str, *, model: str = "gemma", finish_reason: str = "stop") -> Case:
    answer = record(text.encode(), model=model, finish_reason=finish_reason)
    return Case(f"{model}/{name}", Path(f"{name}.toml"), model, prompt, answer, None, Status.REJECTED, (), "")


CASES = [
    made("cat", "a cat", "the cat, größer als <svg"),
    made("hat", "a cat in a hat", "the hat"),
    made("owl-1", "an owl", "first", finish_reason="length"),
    made("owl-2", "an owl", "second"),
    made("small", "a cat", "small", model="tiny"),
]


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(CASES) as server:
        yield server


@dataclass
class Response:
    status: int
    kind: str
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def events(self) -> list[str]:
        text = self.body.decode("utf-8")
        assert text.endswith("\n\n")
        return [event.removeprefix("data: ") for event in text.removesuffix("\n\n").split("\n\n")]


def send(server: LoopbackServer, path: str, body: Any = None, *, read: int | None = None) -> Response:
    """Sends a request, reads the answer (or its first `read` bytes) and hangs up."""
    base = urlsplit(server.base_url)
    content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    with closing(HTTPConnection(base.hostname or "", base.port, timeout=10)) as connection:
        connection.request("GET" if body is None else "POST", base.path + path, content)
        with connection.getresponse() as response:
            return Response(response.status, response.getheader("Content-Type", ""), response.read(read))


def ask(server: LoopbackServer, prompt: Any, model: str = "gemma", **more: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": "an owl"}, {"role": "user", "content": prompt}]
    response = send(server, "/chat/completions", {"model": model, "messages": messages, **more})
    assert response.status == 200
    answer: dict[str, Any] = response.json()
    return answer


def content(answer: dict[str, Any]) -> str:
    text = answer["choices"][0]["message"]["content"]
    assert isinstance(text, str)
    return text


def test_lists_its_models(server: LoopbackServer) -> None:
    models = send(server, "/models").json()
    assert [model["id"] for model in models["data"]] == ["gemma", "tiny"]


def test_answers_by_model_and_longest_prompt(server: LoopbackServer) -> None:
    assert content(ask(server, "Draw a cat, please")) == CASES[0].text
    assert content(ask(server, "Draw a cat in a hat, please")) == "the hat"
    assert content(ask(server, [{"type": "text", "text": "Draw a cat"}], model="tiny")) == "small"


def test_cases_with_one_prompt_answer_in_turn(server: LoopbackServer) -> None:
    answers = [ask(server, "an owl") for _ in range(3)]
    assert [content(answer) for answer in answers] == ["first", "second", "first"]
    assert [answer["choices"][0]["finish_reason"] for answer in answers] == ["length", "stop", "length"]


def test_an_unknown_prompt_gets_the_answers_of_its_model_in_turn(server: LoopbackServer) -> None:
    assert [content(ask(server, "a dog")) for _ in range(5)] == [case.text for case in (*CASES[:4], CASES[0])]


def test_counts_tokens_and_keeps_requests(server: LoopbackServer) -> None:
    usage = ask(server, "an owl", temperature=0.5)["usage"]
    assert usage == {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6}, "all messages count"
    assert [request["temperature"] for request in server.requests] == [0.5]


def test_streams_in_small_pieces(server: LoopbackServer) -> None:
    body = {"model": "gemma", "messages": [{"role": "user", "content": "a cat"}], "stream": True}
    response = send(server, "/chat/completions", body)
    assert response.kind.startswith("text/event-stream")
    *chunks, done = response.events()
    assert done == "[DONE]"
    choices = [json.loads(chunk)["choices"][0] for chunk in chunks]
    pieces = [choice["delta"].get("content", "") for choice in choices]
    assert "".join(pieces) == CASES[0].text
    assert len([piece for piece in pieces if piece]) > 2
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["stop"]


def test_streams_usage_only_when_asked(server: LoopbackServer) -> None:
    body = {"model": "gemma", "messages": [{"role": "user", "content": "an owl"}], "stream": True}
    with_usage = send(server, "/chat/completions", {**body, "stream_options": {"include_usage": True}}).events()
    without = send(server, "/chat/completions", body).events()
    last = json.loads(with_usage[-2])
    assert last["choices"] == []
    assert last["usage"]["completion_tokens"] == 2
    assert not any("usage" in event for event in without)


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/chat/completions", {"model": "gpt", "messages": []}, 404, "model_not_found"),
        ("/chat/completions", {"messages": []}, 404, "model_not_found"),
        ("/chat/completions", {"model": "gemma"}, 400, "invalid_request"),
        ("/chat/completions", b"{", 400, "invalid_json"),
        ("/completions", {"model": "gemma"}, 404, "not_found"),
        ("/nothing", None, 404, "not_found"),
    ],
)
def test_errors_are_json(server: LoopbackServer, path: str, body: Any, status: int, code: str) -> None:
    response = send(server, path, body)
    assert response.status == status
    assert response.json()["error"]["code"] == code


def test_a_client_that_hangs_up_does_no_harm(server: LoopbackServer) -> None:
    body = {"model": "gemma", "messages": [{"role": "user", "content": "a cat"}], "stream": True}
    assert send(server, "/chat/completions", body, read=10).body == b'data: {"id'
    assert content(ask(server, "an owl")) == "first"


def test_has_no_address_outside_its_block() -> None:
    server = LoopbackServer(CASES)
    with pytest.raises(RuntimeError, match="with block"):
        _ = server.base_url
