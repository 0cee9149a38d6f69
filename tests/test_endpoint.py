"""The endpoint code against a server that misbehaves: bytes on a loopback socket, the real SDK in between."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from loopback_server import SVG, Answer, Server, chunk, completion, endless, events, reply, serving, stream, streamed

from svgguard.endpoint import (
    Outcome,
    Request,
    Watch,
    async_sender,
    follow_up,
    parameters,
    sender,
    target,
)
from svgguard.endpoint.failures import retry_after
from svgguard.endpoint.outcome import LOADING_TRIES, Remedy
from svgguard.extraction.reply import Reply

pytestmark = pytest.mark.usefixtures("hermetic")

MESSAGES = ({"role": "user", "content": "a dot"},)


def ask(
    server: Server, streaming: bool = True, *, timeout: float | None = None, watch: Watch | None = None, **options: Any
) -> Outcome:
    whom = target(base_url=server.url, model="m", **options)
    sent = parameters(whom.preset, stream=streaming, extra={}, chosen={"max_tokens": 50})
    with sender(whom) as send:
        return send(Request(MESSAGES, sent, whom.model, headers=options.get("headers") or {}, timeout=timeout), watch)


def test_a_good_stream() -> None:
    with serving(streamed()) as server:
        outcome = ask(server)
    assert outcome.fault is None and outcome.reply is not None
    assert (outcome.reply.text, outcome.reply.finish_reason, outcome.reply.complete) == (SVG, "stop", True)
    assert outcome.reply.usage is not None and outcome.reply.usage.completion == 11
    assert outcome.reply.model == "served"
    sent = server.seen[0].body
    assert (sent["temperature"], sent["top_p"], sent["top_k"], sent["max_tokens"]) == (1.0, 0.95, 64, 50)
    assert sent["chat_template_kwargs"] == {"enable_thinking": False} and sent["stream_options"] == {
        "include_usage": True
    }


def test_a_good_answer_in_one_piece() -> None:
    with serving(reply(completion())) as server:
        outcome = ask(server, streaming=False)
    assert outcome.fault is None and outcome.reply is not None
    assert (outcome.reply.text, outcome.reply.complete) == (SVG, True)
    assert "stream_options" not in server.seen[0].body


WHOLE: dict[str, tuple[Answer, str, str]] = {
    "error object in a 200": (reply({"error": {"message": "boom", "code": 502}}), "error-in-200", "boom"),
    "error text in a 200": (reply({"error": "boom"}), "error-in-200", "boom"),
    "old error shape": (reply({"object": "error", "message": "boom"}), "error-in-200", "boom"),
    "a web page": (Answer(kind="text/html", body=b"<html>log in</html>"), "not-json", "/v1"),
    "broken JSON": (Answer(body=b'{"id":'), "not-json", ""),
    "nothing": (Answer(), "not-json", ""),
    "a list": (reply([1, 2]), "not-json", ""),
    "null": (reply(None), "not-json", ""),
    "not UTF-8": (Answer(body=b"\xff\xfe{}"), "not-json", ""),
    "no choices": (reply({"choices": []}), "no-choices", ""),
    "null choices": (reply({"id": "x", "choices": None}), "no-choices", ""),
    "a choice that is null": (reply({"choices": [None]}), "no-choices", ""),
    "HTTP 500": (reply({"error": {"message": "CUDA"}}, 500), "http-error", "500: CUDA"),
    "HTTP 500 as HTML": (Answer(500, "text/html", b"<h1>Oh no</h1>"), "http-error", "Oh no"),
    "HTTP 402": (reply({"error": {"message": "credits"}}, 402), "http-error", "credits"),
    "wrong path": (reply({"detail": "Not Found"}, 404), "http-error", "404"),
    "unknown model": (reply({"error": {"message": "model 'm' not found"}}, 404), "model-not-found", "'m'"),
    "another model": (
        reply({"detail": "Server is pinned to '/m'; requested 'other'."}, 400),
        "model-not-found",
        "pinned",
    ),
    "generation error as 404": (reply({"error": "boom"}, 404), "http-error", "boom"),
    "wrong key": (reply({"error": {"message": "no"}}, 401), "bad-credentials", ""),
    "wrong key as 400": (reply({"error": {"message": "API key not valid"}}, 400), "bad-credentials", ""),
    "too many requests": (reply({"error": "slow down"}, 429), "rate-limited", "slow down"),
    "loading": (reply({"error": {"message": "Loading model", "code": 503}}, 503), "loading", ""),
    "a model that cannot be loaded": (reply({"error": "failed loading model"}, 500), "http-error", ""),
    "too long": (reply({"error": {"type": "exceed_context_size_error", "message": "n"}}, 400), "context-overflow", ""),
    "too long in a 200": (reply({"error": "Reached context length of 4096"}), "context-overflow", "4096"),
    "hung up": (Answer(cut="hangup"), "connection-failed", ""),
}


@pytest.mark.parametrize("case", WHOLE)
def test_answers_in_one_piece(case: str) -> None:
    answer, name, words = WHOLE[case]
    with serving(answer) as server:
        outcome = ask(server, streaming=False)
    assert outcome.reply is None and outcome.fault is not None
    assert outcome.fault.name == name and words in outcome.fault.message
    assert len(server.seen) == 1, "the SDK must not repeat requests behind our back"


READABLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "list content": (completion([{"type": "text", "text": "<svg"}, {"type": "text", "text": "/>"}]), "<svg/>", ""),
    "thought parts": (
        completion([{"thought": True, "text": "hm"}, {"type": "text", "text": "<svg/>"}]),
        "<svg/>",
        "hm",
    ),
    "null content": (completion(None, reasoning="plan"), "", "plan"),
    "reasoning_content": (completion("<svg/>", reasoning_content="plan"), "<svg/>", "plan"),
    "reasoning_details": (completion("<svg/>", reasoning_details=[{"text": "plan"}]), "<svg/>", "plan"),
    "empty content": (completion(""), "", ""),
    "odd finish reason": (completion("<svg/>", finish="eos_token"), "<svg/>", ""),
    "no usage": ({"choices": [{"message": {"content": "<svg/>"}}]}, "<svg/>", ""),
}


@pytest.mark.parametrize("case", READABLE)
def test_answers_that_can_be_read(case: str) -> None:
    body, text, reasoning = READABLE[case]
    with serving(reply(body)) as server:
        outcome = ask(server, streaming=False)
    assert outcome.fault is None and outcome.reply is not None
    assert (outcome.reply.text, outcome.reply.reasoning) == (text, reasoning)
    assert (outcome.reply.usage is None) == (case == "no usage")


def test_an_error_in_a_choice_keeps_its_text() -> None:
    body = completion("<svg><path")
    body["choices"][0]["error"] = {"message": "worker died", "code": 502}
    with serving(reply(body)) as server:
        outcome = ask(server, streaming=False)
    assert outcome.reply is not None and outcome.fault is not None
    assert (outcome.reply.text, outcome.reply.complete, outcome.fault.name) == ("<svg><path", False, "error-in-200")


GOOD_STREAMS: dict[str, Answer] = {
    "comments and CRLF": stream(
        b": ping\r\n\r\n", chunk("ab"), b"data:" + events(chunk("c"), done=False)[6:], chunk(finish="stop")
    ),
    "no DONE": stream(chunk("abc"), chunk(finish="stop"), done=False),
    "null delta": stream(chunk("abc"), {"choices": [{"index": 0, "delta": None}]}, chunk(finish="stop")),
    "no delta": stream(chunk("abc"), {"choices": [{"finish_reason": "stop"}]}),
    "null choices in a usage chunk": stream(chunk("abc"), chunk(finish="stop"), {"choices": None, "usage": {}}),
    "list content": stream(chunk({"content": [{"type": "text", "text": "abc"}]}), chunk(finish="stop")),
    "another choice": stream(
        chunk("abc"), {"choices": [{"index": 1, "delta": {"content": "x"}}]}, chunk(finish="stop")
    ),
    "things that are no chunks": stream([1], 5, None, chunk("abc", finish="stop")),
    "chunk and end in one": stream(chunk("abc", finish="stop")),
}


@pytest.mark.parametrize("case", GOOD_STREAMS)
def test_odd_streams_that_are_whole(case: str) -> None:
    with serving(GOOD_STREAMS[case]) as server:
        outcome = ask(server)
    assert outcome.fault is None and outcome.reply is not None
    assert (outcome.reply.text, outcome.reply.complete, outcome.reply.finish_reason) == ("abc", True, "stop")


def test_reasoning_is_streamed_apart() -> None:
    answer = stream(chunk({"reasoning_content": "pl"}), chunk({"reasoning": "an"}), chunk("abc"), chunk(finish="stop"))
    with serving(answer) as server:
        outcome = ask(server)
    assert outcome.reply is not None and (outcome.reply.text, outcome.reply.reasoning) == ("abc", "plan")


BROKEN_STREAMS: dict[str, tuple[list[object], str, str]] = {
    "silent end": ([], "", "stream-cut"),
    "chunked transfer cut": ([], "chunked", "stream-cut"),
    "error object": ([{"error": {"code": 500, "message": "boom"}}], "", "stream-error"),
    "error text": ([{"error": "boom"}], "", "stream-error"),
    "error event": ([b'event: error\ndata: {"code": 500, "message": "boom"}\n\n'], "", "stream-error"),
    "error in a choice": ([{"choices": [{"index": 0, "error": {"message": "boom"}}]}], "", "stream-error"),
    "an error line that is no SSE field": ([b"error: {}\n\n"], "", "stream-cut"),
    "broken JSON": ([b"data: {bad\n\n"], "", "stream-error"),
    "not UTF-8": ([b'data: {"x": "\xff"}\n\n'], "", "stream-error"),
    "cut inside an event": ([b'data: {"choices": [{"del'], "", "stream-cut"),
}


@pytest.mark.parametrize("case", BROKEN_STREAMS)
@pytest.mark.parametrize("begun", [True, False], ids=["after text", "at once"])
def test_streams_that_break(case: str, begun: bool) -> None:
    rest, cut, name = BROKEN_STREAMS[case]
    first = chunk("<svg><path") if begun else chunk({"role": "assistant"})
    with serving(stream(first, *rest, done=False, cut=cut)) as server:
        outcome = ask(server)
    assert outcome.fault is not None and outcome.fault.name == name
    if begun:
        assert outcome.reply is not None
        assert (outcome.reply.text, outcome.reply.complete) == ("<svg><path", False)
    else:
        assert outcome.reply is None and outcome.remedy is Remedy.AGAIN


@pytest.mark.parametrize(
    "answer",
    [reply(completion()), stream(done=False), stream(done=True), Answer(kind="text/html", body=b"<html>")],
    ids=["one piece", "empty stream", "only DONE", "a page"],
)
def test_a_stream_that_never_comes(answer: Answer) -> None:
    with serving(answer) as server:
        outcome = ask(server)
    assert outcome.reply is None and outcome.fault is not None and outcome.fault.name == "stream-ignored"
    assert outcome.remedy is Remedy.DROP and outcome.refused == {"stream"}


def test_a_stream_that_was_not_asked_for() -> None:
    with serving(streamed()) as server:
        outcome = ask(server, streaming=False)
    assert outcome.fault is None and outcome.reply is not None and outcome.reply.text == SVG
    with serving(stream(chunk("<svg>"), b": ping\n\n", b"data: {bad\n\n", done=False)) as server:
        outcome = ask(server, streaming=False)
    assert outcome.fault is not None and outcome.fault.name == "stream-error"
    assert outcome.reply is not None and outcome.reply.text == "<svg>"


@pytest.mark.parametrize("streaming", [True, False])
def test_a_server_that_falls_silent(streaming: bool) -> None:
    release = threading.Event()
    answer = stream(chunk("<svg>"), done=False, wait=release)
    with serving(answer) as server:
        outcome = ask(server, streaming, timeout=0.2)
        release.set()
    assert outcome.fault is not None and outcome.fault.name == "timeout"
    assert (outcome.reply is not None and outcome.reply.text == "<svg>") == streaming


def test_nobody_listens() -> None:
    server = Server(reply({}))
    server._http.server_close()
    outcome = ask(server)
    assert outcome.fault is not None and outcome.fault.name == "connection-failed" and outcome.remedy is Remedy.AGAIN


def test_loopback_goes_past_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(streamed()) as server:
        assert ask(server).fault is None


def test_a_redirect_elsewhere_is_refused() -> None:
    with serving(streamed()) as other, serving(Answer(307, headers={"location": f"{other.url}/x"})) as server:
        outcome = ask(server, api_key="sk-very-secret")
        assert outcome.fault is not None and outcome.fault.name == "redirect-refused"
        assert other.seen == []


def test_a_redirect_on_the_same_server_is_followed() -> None:
    with serving(Answer(307, headers={"location": "/v1/elsewhere"}), streamed()) as server:
        assert ask(server).fault is None
    assert [seen.path for seen in server.seen] == ["/v1/chat/completions", "/v1/elsewhere"]


REFUSALS: dict[str, tuple[int, object, set[str]]] = {
    "pydantic": (422, {"detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs are not permitted"}]}, {"top_k"}),
    "several": (422, {"detail": [{"loc": ["body", "top_k"]}, {"loc": ["body", "seed"]}]}, {"top_k"}),
    "param": (400, {"error": {"message": "no", "param": "reasoning_effort"}}, {"reasoning_effort"}),
    "words": (400, {"error": "Unrecognized request argument supplied: chat_template_kwargs"}, {"chat_template_kwargs"}),
    "inner name": (400, {"error": {"message": "enable_thinking is not supported"}}, {"chat_template_kwargs"}),
    "spelt apart": (400, {"error": {"message": "unknown reasoning effort"}}, {"reasoning_effort"}),
    "stream": (400, {"error": {"message": "stream_options is not allowed"}}, {"stream_options"}),
    "room": (400, {"message": "maximum context length is 4096. Reduce max_tokens."}, {"max_tokens"}),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refused_parameters(case: str) -> None:
    status, body, refused = REFUSALS[case]
    with serving(reply(body, status)) as server:
        outcome = ask(server)
    assert outcome.fault is not None and outcome.fault.name == "parameter-refused"
    assert outcome.refused == refused and outcome.remedy is Remedy.DROP


def test_a_refusal_that_names_nothing_is_an_error() -> None:
    with serving(reply({"error": {"message": "bad request"}}, 400)) as server:
        outcome = ask(server)
    assert outcome.fault is not None and outcome.fault.name == "http-error" and outcome.remedy is Remedy.NONE


def test_keys_are_never_shown() -> None:
    key = "sk-very-secret"
    body = {"error": {"message": f"Incorrect key provided: {key}, or hush-hush"}}
    with serving(reply(body, 401)) as server:
        outcome = ask(server, api_key=key, headers={"X-Api-Token": "hush-hush"})
        whom = target(base_url=server.url.replace("//", "//me:password@"), model="m", api_key=key)
    assert server.seen[0].headers["authorization"] == f"Bearer {key}"
    assert server.seen[0].headers["x-api-token"] == "hush-hush"
    assert outcome.fault is not None and "***" in outcome.fault.message
    shown = f"{outcome!r} {whom!r} {whom.address}"
    assert not any(secret in shown for secret in (key, "hush-hush", "password"))


def test_retry_after() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert retry_after({"retry-after": "3"}) == 3.0
    assert retry_after({"retry-after-ms": "1500"}) == 1.5
    assert retry_after({"retry-after": "Thu, 01 Jan 2026 00:00:20 GMT"}, now) == 20.0
    assert retry_after({"retry-after": "soon"}) is None and retry_after({}) is None
    assert retry_after({"retry-after": "nan"}) is None and retry_after({"retry-after": "-3"}) == 0.0


def test_retry_after_is_read_from_an_answer() -> None:
    with serving(reply({"error": "slow down"}, 429, retry_after="7")) as server:
        assert ask(server).retry_after == 7.0


REQUEST = Request(MESSAGES, {"temperature": 1.0, "stream": True, "stream_options": {}}, "m")


def test_repetitions_are_bounded_and_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    again = Outcome(remedy=Remedy.AGAIN)
    for chance, share in ((0.0, 1.0), (1.0, 0.75)):
        monkeypatch.setattr("random.random", lambda chance=chance: chance)
        steps = [follow_up(REQUEST, again, tries, 3) for tries in range(4)]
        assert steps == [(REQUEST, 0.5 * share), (REQUEST, 1.0 * share), (REQUEST, 2.0 * share), None]
    assert follow_up(REQUEST, Outcome(), 0, 3) is None
    patience = Outcome(remedy=Remedy.PATIENCE)
    assert follow_up(REQUEST, patience, LOADING_TRIES - 1, 1) == (REQUEST, 6.0)
    assert follow_up(REQUEST, patience, LOADING_TRIES, 1) is None
    assert follow_up(REQUEST, patience, 0, 0) is None


def test_no_pause_is_longer_than_what_is_left() -> None:
    again = Outcome(remedy=Remedy.AGAIN, retry_after=30.0)
    assert follow_up(REQUEST, again, 0, 1, left=20.0) is None
    assert follow_up(REQUEST, again, 0, 1, left=40.0) == (REQUEST, 30.0)
    assert follow_up(REQUEST, Outcome(remedy=Remedy.PATIENCE), 0, 1, left=0.1) is None


def test_a_pause_the_server_asks_for_is_kept_unless_too_long() -> None:
    assert follow_up(REQUEST, Outcome(remedy=Remedy.AGAIN, retry_after=30.0), 0, 1) == (REQUEST, 30.0)
    assert follow_up(REQUEST, Outcome(remedy=Remedy.AGAIN, retry_after=3600.0), 0, 1) is None


def test_a_parameter_is_dropped_once() -> None:
    refused = Outcome(remedy=Remedy.DROP, refused=frozenset({"stream"}))
    step = follow_up(REQUEST, refused, 0, 0)
    assert step is not None and step[1] == 0.0
    assert step[0].parameters == {"temperature": 1.0} and not step[0].stream
    assert follow_up(step[0], refused, 0, 0) is None


@dataclass(frozen=True)
class Enough:
    reason: str


class TestWatch:
    def watched(self, answer: Answer, watch: Watch, *, streaming: bool = True) -> Outcome:
        """The outcome of one request, sync and async alike."""
        with serving(answer) as server:
            whom = target(base_url=server.url, model="m")
            sent = parameters(whom.preset, stream=streaming, extra={}, chosen={})
            request = Request(MESSAGES, sent, whom.model)

            async def awaited() -> Outcome:
                async with async_sender(whom) as send:
                    return await send(request, watch)

            with sender(whom) as send:
                first = send(request, watch)
            second = asyncio.run(awaited())
        assert first.reply == second.reply and first.stop == second.stop and first.fault == second.fault
        return first

    def test_it_sees_what_is_new_in_every_chunk(self) -> None:
        seen: list[Reply] = []
        answer = stream(chunk({"reasoning": "p"}), chunk("ab"), {"choices": []}, chunk("c", finish="stop"))

        def watch(new: Reply) -> None:
            seen.append(new)

        assert self.watched(answer, watch).fault is None
        assert [(new.reasoning, new.text) for new in seen] == [("p", ""), ("", "ab"), ("", ""), ("", "c")] * 2

    @pytest.mark.parametrize(("reason", "complete"), [("finished", True), ("loop", False)])
    def test_it_ends_the_stream(self, reason: str, complete: bool) -> None:
        release = threading.Event()
        answer = stream(chunk("---\n"), chunk("---\n"), chunk("never"), done=False, wait=release)
        stops = iter([None, Enough(reason)] * 2)
        outcome = self.watched(answer, lambda new: next(stops))
        release.set()
        assert outcome.fault is None and outcome.reply is not None and outcome.stop == Enough(reason)
        reply = outcome.reply
        assert (reply.text, reply.stopped, reply.complete) == ("---\n---\n", reason, complete)
        assert reply.usage is None and not reply.hit_token_limit

    def test_the_server_sees_the_connection_close(self) -> None:
        with serving(endless(chunk("---\n"))) as server:
            outcome = ask(server, watch=lambda new: Enough("loop"))
            assert outcome.reply is not None and server.left.wait(5)

    def test_what_it_raises_is_no_fault_of_the_server(self) -> None:
        def watch(new: Reply) -> None:
            raise ValueError("mine")

        with serving(streamed()) as server, pytest.raises(ValueError, match="mine"):
            ask(server, watch=watch)

    def test_an_answer_in_one_piece_is_not_watched(self) -> None:
        outcome = self.watched(reply(completion()), lambda new: Enough("loop"), streaming=False)
        assert outcome.stop is None and outcome.reply is not None and outcome.reply.stopped == ""
