"""The connection keeps its promises against servers, proxies and callers' own clients: loopback sockets only."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any

import httpx2
import openai
import pytest
from loopback_server import SVG, Answer, Seen, Server, chunk, completion, endless, reply, serving, stream, streamed

from svgguard import EndpointError, generate
from svgguard.endpoint import Outcome, Request, async_sender, follow_up, parameters, remember, sender, target
from svgguard.endpoint.target import AnswerLimits, Target

MESSAGES = ({"role": "user", "content": "a dot"},)
KEY = "sk-very-secret"


pytestmark = pytest.mark.usefixtures("hermetic")


def request_to(whom: Target, *, streaming: bool = True, **more: Any) -> Request:
    sent = parameters(whom.preset, stream=streaming, extra={}, chosen={"max_tokens": 50})
    return Request(MESSAGES, sent, whom.model, **more)


def ask(whom: Target, *, streaming: bool = True, **more: Any) -> Outcome:
    with sender(whom) as send:
        return send(request_to(whom, streaming=streaming, **more))


async def aask(whom: Target) -> Outcome:
    async with async_sender(whom) as send:
        return await send(request_to(whom))


@contextmanager
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Every proxy variable names a server that must never be asked."""
    with serving(reply({"error": "the proxy"}, 502)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        yield proxy
        assert proxy.seen == []


class TestOwnClients:
    """A caller's own SDK client is guarded like ours, used over its own connections, and left open."""

    def test_a_redirect_elsewhere_is_refused(self) -> None:
        with serving(streamed()) as other, serving(Answer(307, headers={"location": f"{other.url}/x"})) as server:
            for http in (None, httpx2.Client(follow_redirects=True)):
                with openai.OpenAI(base_url=server.url, api_key=KEY, http_client=http) as client:
                    outcome = ask(target(client=client, model="m"))
                assert outcome.fault is not None and outcome.fault.name == "redirect-refused"
                assert KEY not in outcome.fault.message
            assert other.seen == []

    def test_a_redirect_elsewhere_is_refused_on_an_event_loop(self) -> None:
        async def go(url: str) -> Outcome:
            async with openai.AsyncOpenAI(base_url=url, api_key=KEY) as client:
                outcome = await aask(target(client=client, model="m"))
                assert not client.is_closed()
                return outcome

        with serving(streamed()) as other, serving(Answer(307, headers={"location": f"{other.url}/x"})) as server:
            outcome = asyncio.run(go(server.url))
            assert outcome.fault is not None and outcome.fault.name == "redirect-refused" and other.seen == []

    def test_loopback_goes_past_a_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def go(url: str) -> Outcome:
            async with openai.AsyncOpenAI(base_url=url, api_key=KEY) as client:
                return await aask(target(client=client, model="m"))

        with proxied(monkeypatch), serving(streamed()) as server:
            with openai.OpenAI(base_url=server.url, api_key=KEY) as client:
                assert ask(target(client=client, model="m")).fault is None
            assert asyncio.run(go(server.url)).fault is None

    def test_an_http_client_of_the_caller_keeps_its_ways(self) -> None:
        seen: list[str] = []
        hooks: Any = {"request": [lambda request: seen.append(request.headers["x-team"])]}
        with (
            serving(streamed()) as server,
            httpx2.Client(headers={"X-Team": "dots"}, event_hooks=hooks) as http,
            openai.OpenAI(base_url=server.url, api_key=KEY, http_client=http) as client,
        ):
            outcome = ask(target(client=client, model="m"))
            assert outcome.fault is None and outcome.reply is not None and outcome.reply.text == SVG
            assert seen == ["dots"] and server.seen[0].headers["x-team"] == "dots"
            assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
            assert not http.is_closed and http.event_hooks["request"] == hooks["request"]

    def test_a_transport_of_the_caller_is_used(self) -> None:
        def answer(_: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(200, json=completion())

        http = httpx2.Client(transport=httpx2.MockTransport(answer))
        with openai.OpenAI(base_url="http://elsewhere.test/v1", api_key=KEY, http_client=http) as client:
            outcome = ask(target(client=client, model="m"), streaming=False)
        assert outcome.fault is None and outcome.reply is not None and outcome.reply.text == SVG


class TestLimits:
    """No server can make an answer grow or last without end."""

    @pytest.mark.parametrize(
        ("limits", "words"),
        [(AnswerLimits(characters=1000), "1000 characters"), (AnswerLimits(chunks=20), "20 chunks")],
    )
    def test_a_stream_without_end(self, limits: AnswerLimits, words: str) -> None:
        with serving(endless(chunk("<path/>"))) as server:
            outcome = ask(replace(target(base_url=server.url, model="m"), limits=limits))
            assert server.left.wait(5)
        assert outcome.fault is not None and outcome.fault.name == "answer-too-large" and words in outcome.fault.message
        assert outcome.reply is not None and outcome.reply.text.startswith("<path/><path/>")
        assert not outcome.reply.complete

    @pytest.mark.parametrize("piece", [b"x" * 1000, b"data: " + b"x" * 1000, b": still here\n\n"], ids=str)
    @pytest.mark.parametrize("kind", ["text/event-stream", "application/json"])
    def test_bytes_without_end(self, piece: bytes, kind: str) -> None:
        with serving(Answer(kind=kind, body=piece, endless=True)) as server:
            whom = replace(target(base_url=server.url, model="m"), limits=AnswerLimits(bytes=50_000))
            outcome = ask(whom, streaming=kind == "text/event-stream")
            assert server.left.wait(5)
        assert outcome.reply is None and outcome.fault is not None and outcome.fault.name == "answer-too-large"

    def test_bytes_without_end_on_an_event_loop(self) -> None:
        with serving(Answer(body=b"x" * 1000, endless=True)) as server:
            whom = replace(target(base_url=server.url, model="m"), limits=AnswerLimits(bytes=50_000))
            outcome = asyncio.run(aask(whom))
            assert outcome.fault is not None and outcome.fault.name == "answer-too-large" and server.left.wait(5)

    def test_a_few_bytes_that_stand_for_many(self) -> None:
        bomb = gzip.compress(b" " * 50_000_000)
        with serving(Answer(body=bomb, headers={"content-encoding": "gzip"})) as server:
            whom = replace(target(base_url=server.url, model="m"), limits=AnswerLimits(bytes=10_000_000))
            outcome = ask(whom, streaming=False)
        assert len(bomb) < 60_000 and server.seen[0].headers["accept-encoding"] == "identity"
        assert outcome.fault is not None and outcome.fault.name == "answer-too-large"

    def test_a_compressed_answer_of_fair_size_is_read(self) -> None:
        body = gzip.compress(json.dumps(completion()).encode())
        with serving(Answer(body=body, headers={"content-encoding": "gzip"})) as server:
            outcome = ask(target(base_url=server.url, model="m"), streaming=False)
        assert outcome.reply is not None and outcome.reply.text == SVG

    @pytest.mark.parametrize("streaming", [True, False])
    def test_signs_of_life_do_not_extend_the_timeout(self, streaming: bool) -> None:
        with serving(Answer(kind="text/event-stream", body=b": still here\n\n", endless=True)) as server:
            outcome = ask(target(base_url=server.url, model="m"), streaming=streaming, timeout=0.2)
        assert outcome.fault is not None and outcome.fault.name == "timeout"

    def test_a_cancelled_task_closes_the_connection(self) -> None:
        async def go(whom: Target) -> None:
            begun = asyncio.Event()

            async def one() -> None:
                async with async_sender(whom) as send:
                    await send(request_to(whom), lambda _: begun.set())

            task = asyncio.create_task(one())
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

        with serving(endless(chunk("a"))) as server:
            asyncio.run(go(target(base_url=server.url, model="m")))
            assert server.left.wait(5)


class TestSecrets:
    def test_nothing_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        headers = {"X-Api-Token": "hush-hush"}
        with serving(streamed()) as server:
            url = server.url.replace("//", "//me:pass%77ord@")
            whom = target(base_url=url, model="m", api_key=KEY, headers=headers)
            assert ask(whom, headers=headers).fault is None
        assert server.seen[0].headers["authorization"] == "Basic bWU6cGFzc3dvcmQ="
        assert "POST" in caplog.text, "the libraries do log"
        for secret in (KEY, "hush-hush", "pass%77ord", "password", "bWU6cGFzc3dvcmQ="):
            assert secret not in caplog.text and secret not in repr(whom)

    @pytest.mark.parametrize("status", [200, 400, 401, 404, 500])
    def test_no_error_and_no_traceback_shows_a_key(self, status: int) -> None:
        with serving(reply({"error": {"message": f"bad key {KEY} in Bearer {KEY}"}}, status)) as server:
            with pytest.raises(EndpointError) as caught:
                generate("a dot", base_url=server.url, model="m", api_key=KEY, retries=0, stream=False)
            shown = "".join(traceback.format_exception(caught.value))
        assert KEY not in shown and "***" in shown

    def test_the_libraries_exceptions_are_not_chained(self) -> None:
        with serving(reply({"error": KEY}, 401)) as server, pytest.raises(EndpointError) as caught:
            generate("a dot", base_url=server.url, model="m", api_key=KEY)
        assert caught.value.__cause__ is None and caught.value.__context__ is None


class TestRetryAfter:
    @pytest.mark.parametrize("status", [429, 503])
    def test_a_date_is_waited_for(self, status: int) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        with serving(reply({"error": "later"}, status, retry_after=date)) as server:
            outcome = ask(target(base_url=server.url, model="m"))
        step = follow_up(Request(MESSAGES, {}), outcome, 0, 1)
        assert step is not None and 25 < step[1] <= 30
        assert follow_up(Request(MESSAGES, {}), outcome, 0, 1, left=5.0) is None

    @pytest.mark.parametrize("after", ["0", "nan", "inf", "-1", "1e999", "Thu, 99 Foo 2026 00:00:00 GMT", "soon", ""])
    def test_nonsense_harms_nobody(self, after: str) -> None:
        with serving(reply({"error": "later"}, 429, retry_after=after)) as server:
            outcome = ask(target(base_url=server.url, model="m"))
        step = follow_up(Request(MESSAGES, {}), outcome, 0, 1)
        assert step is None or 0 <= step[1] <= 1

    def test_no_request_is_repeated_behind_our_back(self) -> None:
        busy = reply({"error": "busy"}, 503, x_should_retry="true", retry_after="0")
        with serving(busy) as server:
            ask(target(base_url=server.url, model="m"))
            with openai.OpenAI(base_url=server.url, api_key=KEY, max_retries=5) as client:
                ask(target(client=client, model="m"))
        assert len(server.seen) == 2


def listing(*names: str, **more: Any) -> dict[str, Any]:
    return {"object": "list", "data": [{"id": name, "object": "model", **more} for name in names]}


def with_models(*names: str) -> Any:
    return lambda seen: reply(listing(*names)) if seen.path.endswith("/models") else streamed()


class TestTheOnlyModel:
    """A model that is not named is the one the server has; nothing is asked when it is named."""

    def test_it_is_found_once(self) -> None:
        with serving(with_models("gemma4:e2b", "text-embedding-nomic")) as server:
            whom = target(base_url=server.url)
            with sender(whom) as send:
                outcomes = [send(request_to(whom)) for _ in range(2)]
            outcomes.append(asyncio.run(aask(whom)))
        assert [outcome.model for outcome in outcomes] == ["gemma4:e2b"] * 3
        paths = [seen.path.removeprefix("/v1") for seen in server.seen]
        assert paths == ["/models", "/chat/completions", "/chat/completions", "/models", "/chat/completions"]
        assert server.seen[1].body["model"] == "gemma4:e2b"

    def test_what_it_refused_is_remembered(self) -> None:
        with serving(with_models("gemma4:e2b")) as server:
            whom = target(base_url=server.url)
            with sender(whom) as send:
                first = send(request_to(whom).without({"top_k"}))
                assert first.fault is None
                send(request_to(whom))
        assert "top_k" not in server.seen[-1].body

    def test_it_is_not_asked_for_when_named(self) -> None:
        with serving(streamed()) as server:
            assert ask(target(base_url=server.url, model="m")).model == "m"
        assert [seen.path for seen in server.seen] == ["/v1/chat/completions"]

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (reply(listing("a", "b")), "the server has a, b"),
            (reply(listing()), "names none"),
            (reply([1]), "names none"),
            (Answer(kind="text/html", body=b"<html>"), "names none"),
            (reply({"error": f"no key {KEY}"}, 401), "could not be asked"),
            (Answer(cut="hangup"), "could not be asked"),
        ],
        ids=["several", "none", "nonsense", "a page", "an error", "hung up"],
    )
    def test_it_cannot_be_told(self, answer: Answer, words: str) -> None:
        with serving(answer) as server:
            whom = target(base_url=server.url, api_key=KEY)
            outcomes = [ask(whom), asyncio.run(aask(whom))]
        for outcome in outcomes:
            assert outcome.fault is not None and outcome.fault.name == "not-configured"
            assert words in outcome.fault.message and "SVGGUARD_MODEL" in outcome.fault.message
            assert KEY not in outcome.fault.message

    def test_a_client_that_lists_no_models(self) -> None:
        create = SimpleNamespace(create=lambda **_: completion())
        client = SimpleNamespace(base_url="http://x.test", chat=SimpleNamespace(completions=create))
        outcome = ask(target(client=client), streaming=False)
        assert outcome.fault is not None and "pass model=" in outcome.fault.message
        assert ask(target(client=client, model="m"), streaming=False).fault is None


def test_one_sender_serves_many_at_once() -> None:
    async def go(whom: Target) -> list[Outcome]:
        async with async_sender(whom) as send:
            return await asyncio.gather(*(send(request_to(whom)) for _ in range(20)))

    with serving(streamed()) as server:
        outcomes = asyncio.run(go(target(base_url=server.url, model="m")))
    assert len(server.seen) == 20 and all(outcome.reply and outcome.reply.text == SVG for outcome in outcomes)


def test_what_is_remembered_concerns_one_model_of_one_address() -> None:
    def strict(seen: Seen) -> Answer:
        return reply({"error": "stream_options?"}, 400) if "stream_options" in seen.body else stream(chunk(SVG))

    remember("http://x.test/v1", Request((), {}, "m", dropped=frozenset({"top_k"})))
    with serving(strict) as server:
        outcome = ask(target(base_url=server.url, model="m"))
    assert outcome.refused == {"stream_options"} and "top_k" in server.seen[0].body


def test_a_connection_that_a_server_ends_costs_no_request() -> None:
    """A server that answers with a stream of nothing, and ends the connection after saying it would keep it."""
    empty = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    body = json.dumps(completion()).encode()
    whole = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)
    over = threading.Event()

    def serve(listening: socket.socket) -> None:
        for answer in (empty, whole):
            connection, _ = listening.accept()
            connection.recv(65536)
            connection.sendall(answer)
            # Kept open, and deaf: a second request over it would never be answered.
            kept.append(connection)
        over.set()

    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        result = generate("a dot", base_url=url, model="m", retries=0, attempts=1, timeout=5)
        assert over.wait(5)
        for connection in kept:
            connection.close()
    assert result.ok and [f.name for f in result.attempts[0].faults] == ["stream-ignored"]
