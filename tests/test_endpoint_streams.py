"""Streams as proxies and servers really send them: what the standard reads is read, over sockets, in one request.

Each stream holds one drawing; it must come out whole, with no second request, whatever stands between its chunks.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback_server import SVG, Answer, Seen, chunk, completion, reply, serving, stream, streamed

from svgguard import EndpointError, Result, Status, agenerate, generate
from svgguard.endpoint.events import EventReader

pytestmark = pytest.mark.usefixtures("hermetic")

HALF = len(SVG) // 2
FIRST, SECOND = chunk(SVG[:HALF]), chunk(SVG[HALF:])
END = chunk(finish="stop")


def data(value: object, end: str = "\n\n") -> bytes:
    return f"data: {json.dumps(value)}{end}".encode()


def between(*odd: object) -> list[Any]:
    """A good stream with something odd in the middle of the drawing."""
    return [chunk({"role": "assistant", "content": ""}), FIRST, *odd, SECOND, END]


def raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


WHOLE: dict[str, list[object]] = {
    "ping event without data": between(raw("event: ping\n\n")),
    "ping event with empty data": between(raw("event: ping\ndata:\n\n")),
    "id without data": between(raw("id: 5\n\n")),
    "retry without data": between(raw("retry: 3000\n\n")),
    "retry that is no number": between(raw("retry: soon\n\n")),
    "all fields but data": between(raw("event: a\nid: 5\nretry: 3\n\n")),
    "empty data": between(raw("data:\n\n")),
    "empty data and a space": between(raw("data: \n\n")),
    "data without a colon": between(raw("data\n\n")),
    "two empty lines of data": between(raw("data\ndata\n\n")),
    "comment": between(raw(": OPENROUTER PROCESSING\n\n")),
    "comment without a space": between(raw(":\n\n")),
    "unknown field": between(raw("note: x\n\n")),
    "field in capitals": between(raw("DATA: x\n\n")),
    "line without a field": between(raw("keep-alive\n\n")),
    "many empty lines": between(raw("\n\n\n\n\n")),
    "id with a null": between(raw("id: a\0b\n\n")),
    "JSON ping": between({"type": "ping"}),
    "JSON heartbeat with a message": between({"type": "heartbeat", "message": "still working"}),
    "JSON null": between(raw("data: null\n\n")),
    "JSON number": between(raw("data: 1\n\n")),
    "JSON list": between(raw("data: []\n\n")),
    "empty object": between({}),
    "no choices": between({"choices": []}),
    "null choices": between({"choices": None}),
    "choice that is null": between({"choices": [None]}),
    "index as a text": [{**c, "choices": [{**c["choices"][0], "index": "0"}]} for c in (FIRST, SECOND, END)],
    "index missing": [
        {**c, "choices": [{k: v for k, v in c["choices"][0].items() if k != "index"}]} for c in (FIRST, SECOND, END)
    ],
    "index null": [{**c, "choices": [{**c["choices"][0], "index": None}]} for c in (FIRST, SECOND, END)],
    "index from one": [{**c, "choices": [{**c["choices"][0], "index": 1}]} for c in (FIRST, SECOND, END)],
    "index now and then": [
        FIRST,
        {**SECOND, "choices": [{k: v for k, v in SECOND["choices"][0].items() if k != "index"}]},
        END,
    ],
    "another choice between": between({"choices": [{"index": 1, "delta": {"content": "<rect/>"}}]}),
    "carriage returns": [raw(b"".join(map(data, between())).replace(b"\n", b"\r"))],
    "carriage returns and line feeds": [raw(b"".join(map(data, between())).replace(b"\n", b"\r\n"))],
    "byte order mark": [raw(b"\xef\xbb\xbf" + b"".join(map(data, between())))],
    "no space after the colon": [raw(f"data:{json.dumps(c)}\n\n") for c in between()],
    "one line feed between events": [data(c, "\n") for c in between()],
    "JSON over several lines": [
        raw("".join(f"data: {line}\n" for line in json.dumps(c, indent=1).split("\n")) + "\n") for c in between()
    ],
    "named events": [raw(f"event: message\nid: {n}\ndata: {json.dumps(c)}\n\n") for n, c in enumerate(between())],
    "events packed into events": [raw(b"data: " + data(c)) for c in between()],
    "two spaces after the colon": [raw(f"data:  {json.dumps(c)}\n\n") for c in between()],
    "control characters in a text": [raw(data(c).replace(b'"model"', b'"x": "\t\0", "model"')) for c in between()],
    "an error that says nothing": [{**c, "error": {"code": 0, "message": None}} for c in between()],
    "error null": [{**c, "error": None} for c in between()],
    "texts in place of messages": [
        {"choices": [{"index": 0, "text": SVG[:HALF]}]},
        {"choices": [{"index": 0, "text": SVG[HALF:], "finish_reason": "stop"}]},
    ],
    "texts in place of deltas": [
        {"choices": [{"index": 0, "delta": SVG[:HALF]}]},
        {"choices": [{"index": 0, "delta": SVG[HALF:], "finish_reason": "stop"}]},
    ],
    "ten thousand comments": between(raw(": x\n\n" * 10_000)),
    "an error event without data": between(raw("event: error\n\n")),
    "lines of nulls": between(raw("\0\0\n\n")),
    "words after DONE": [*between(), raw("data: [DONE] \n\ndata: {bad\n\n")],
    "usage after the end": [*between(), {"choices": [], "usage": {"completion_tokens": 3}}],
}
"""Nothing is wrong with these; the name says what is odd."""

SKIPPED: dict[str, list[object]] = {
    "a word": between(raw("data: ping\n\n")),
    "a word as an event": between(raw("event: ping\ndata: 12:30:05\n\n")),
    "a tag": between(raw("data: <keepalive>\n\n")),
    "several": between(*[raw("data: ping\n\n")] * 5),
}
"""Events that are no chunks: skipped, and noted."""

LOST: dict[str, list[object]] = {
    "a byte that is not UTF-8": between(raw(b'data: {"x": "\xff"}\n\n')),
    "half a character": between(raw(b'data: {"x": "\xe2\x82"}\n\n')),
    "broken JSON": between(raw('data: {"choices": [{"delta"\n\n')),
    "two values in a line": between(raw('data: {"a":1}{"b":2}\n\n')),
    "JSON nested without end": between(raw("data: " + "[" * 100_000 + "\n\n")),
}
"""Events of which something may be missing: read on, and said."""


def asked(answer: Answer, asynchronous: bool, **more: Any) -> tuple[Result, int]:
    """What comes of one drawing asked for, and how many requests were made."""
    with serving(answer, streamed("")) as server:
        options: dict[str, Any] = {"base_url": server.url, "model": "m", **more}
        result = asyncio.run(agenerate("a dot", **options)) if asynchronous else generate("a dot", **options)
        return result, len(server.seen)


@pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])
@pytest.mark.parametrize("case", WHOLE)
def test_an_odd_stream_is_whole(case: str, asynchronous: bool) -> None:
    result, requests = asked(stream(*WHOLE[case]), asynchronous)
    assert (result.svg, result.status, requests) == (SVG, Status.CLEAN, 1)
    assert result.attempts[0].faults == () and result.attempts[0].finish_reason == "stop"


@pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])
@pytest.mark.parametrize("case", [*SKIPPED, *LOST])
def test_what_cannot_be_read_is_skipped_and_noted(case: str, asynchronous: bool) -> None:
    result, requests = asked(stream(*(SKIPPED | LOST)[case]), asynchronous)
    assert (result.svg, result.status, requests) == (SVG, Status.CLEAN, 1)
    assert [f.code for f in result.attempts[0].faults] == (["E023"] if case in SKIPPED else ["E014"])


def test_a_byte_in_the_drawing_is_replaced() -> None:
    drawing = SVG.replace("<circle", "<title>caf\xe9</title><circle")
    half = drawing.index("\xe9")
    odd = raw(data(chunk("@")).replace(b"@", b"\xe9"))
    result, requests = asked(stream(chunk(drawing[:half]), odd, chunk(drawing[half + 1 :]), END), False)
    assert (result.svg, requests) == (drawing.replace("\xe9", "\ufffd"), 1)


def test_what_a_hole_leaves_is_the_server_s() -> None:
    lost = raw(data(chunk('" cy="5"')).replace(b"}", b"", 1))
    pieces = SVG.partition('" cy="5"')
    result, requests = asked(stream(chunk(pieces[0]), lost, chunk(pieces[2]), END), False, attempts=1)
    assert requests == 1 and {str(f.blame) for f in result.attempts[0].faults} == {"server"}


def test_a_last_event_that_no_empty_line_ends_is_read() -> None:
    for end in (b"", b"\n"):
        body = b"".join(map(data, between()))[:-2] + end
        result, requests = asked(Answer(kind="text/event-stream", body=body), False)
        assert (result.svg, requests, result.attempts[0].faults) == (SVG, 1, ())


def test_an_error_event_is_the_server_s_words() -> None:
    for words in (b"upstream timed out", b'{"detail": "upstream timed out"}', b'"upstream timed out"'):
        result, requests = asked(stream(FIRST, raw(b"event: error\ndata: " + words + b"\n\n"), SECOND, END), False)
        fault = result.attempts[0].faults[-1]
        assert fault.code == "E014" and "upstream timed out" in fault.message and requests > 1


def test_a_client_that_only_looks_like_the_sdk_is_read_chunk_by_chunk() -> None:
    class Chunks(list[Any]):
        def __enter__(self) -> Chunks:
            return self

        def __exit__(self, *_: object) -> None: ...

    completions = SimpleNamespace(create=lambda **_: Chunks(between()))
    client = SimpleNamespace(base_url="http://x.test", chat=SimpleNamespace(completions=completions))
    assert generate("a dot", client=client, model="m").svg == SVG


@given(st.lists(st.sampled_from([b"data: a\n", b"\n", b"\r\n", b"\r", b": x\n", b"event: e\n", b"data:\xff\n", b"da"])))
def test_however_a_stream_is_cut_it_says_the_same(lines: list[bytes]) -> None:
    whole = b"".join(lines)
    chance = random.Random(len(whole))
    cuts = sorted(chance.sample(range(len(whole) + 1), min(5, len(whole))))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    results = []
    for cut in ([whole], pieces, [bytes([byte]) for byte in whole]):
        reader = EventReader()
        results.append([*(event for piece in cut for event in reader.feed(piece)), reader.rest()])
    assert results[0] == results[1] == results[2]


class TestRedirects:
    @staticmethod
    def to(path: str) -> Any:
        return lambda seen: Answer(307, headers={"location": path})

    @pytest.mark.parametrize("own", [False, True], ids=["ours", "caller's"])
    def test_round_and_round_costs_two_requests_at_most(self, own: bool) -> None:
        def there_and_back(seen: Seen) -> Answer:
            return Answer(307, headers={"location": "/v1/a" if seen.path.endswith("completions") else seen.path[:4]})

        for answer, most in ((self.to("/v1/chat/completions"), 1), (there_and_back, 3)):
            with serving(answer) as server, pytest.raises(EndpointError, match=r"E016.*round and round"):
                if own:
                    http = httpx2.Client(follow_redirects=True)
                    with openai.OpenAI(base_url=server.url, api_key="none", http_client=http) as client:
                        generate("a dot", client=client, model="m")
                generate("a dot", base_url=server.url, model="m")
            assert len(server.seen) <= most

    @pytest.mark.parametrize("asynchronous", [False, True], ids=["blocking", "async"])
    def test_two_addresses_in_turn_are_asked_once_each(self, asynchronous: bool) -> None:
        def other(seen: Seen) -> Answer:
            path = "/v1/chat/completions"
            return Answer(307, headers={"location": f"{path}/" if seen.path == path else path})

        with serving(other) as server, pytest.raises(EndpointError, match=r"E016.*round and round"):
            if asynchronous:
                asyncio.run(agenerate("a dot", base_url=server.url, model="m", retries=3, attempts=3))
            generate("a dot", base_url=server.url, model="m", retries=3, attempts=3)
        assert len(server.seen) == 2

    def test_ever_new_addresses_are_not_followed_for_ever(self) -> None:
        with serving(lambda seen: Answer(307, headers={"location": seen.path + "x"})) as server:
            with pytest.raises(EndpointError, match="E016"):
                asyncio.run(agenerate("a dot", base_url=server.url, model="m"))
            assert len(server.seen) == 3

    def test_a_new_path_is_followed(self) -> None:
        def once(seen: Seen) -> Answer:
            return streamed() if seen.path.endswith("/") else Answer(308, headers={"location": seen.path + "/"})

        with serving(once) as server:
            assert generate("a dot", base_url=server.url, model="m").svg == SVG
            assert len(server.seen) == 2 and server.seen[1].body["messages"]


@contextmanager
def dripping(begin: bytes, drop: bytes) -> Iterator[str]:
    """A server that sends `begin`, then a drop every few milliseconds, until it is left."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(begin)
                while not over.wait(0.02):
                    connection.sendall(drop)
            except OSError:
                return

    def accept(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=drip, args=(connection,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, args=(listening,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


OK = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "a status line": (b"", b"H"),
    "headers": (OK, b"x-a: b\r\n"),
    "the inside of a header": (OK + b"x-a: ", b"b"),
    "a body in one piece": (OK + b"content-type: application/json\r\ncontent-length: 99999\r\n\r\n", b" "),
    "a body without a length": (OK + b"content-type: application/json\r\n\r\n", b" "),
    "comments": (OK + b"content-type: text/event-stream\r\n\r\n", b": x\n\n"),
    "the inside of an event": (OK + b"content-type: text/event-stream\r\n\r\ndata: ", b"x"),
    "chunks without text": (OK + b"content-type: text/event-stream\r\n\r\n", data({"choices": []})),
    "the body of an error": (b"HTTP/1.1 500 Error\r\n\r\n", b"x"),
    "nothing": (b"", b""),
}


@pytest.mark.parametrize("drips", DRIPS)
@pytest.mark.parametrize("way", ["blocking", "async", "client", "async client"])
def test_the_timeout_bounds_the_whole_request(drips: str, way: str) -> None:
    """How long it really takes is not asserted tightly: without the bound it would not end at all."""
    with dripping(*DRIPS[drips]) as url:
        options: dict[str, Any] = {"model": "m", "timeout": 0.15, "retries": 0}
        begun = time.monotonic()
        with pytest.raises(EndpointError, match="E002"):
            if way == "blocking":
                generate("a dot", base_url=url, **options)
            elif way == "async":
                asyncio.run(agenerate("a dot", base_url=url, **options))
            elif way == "client":
                with httpx2.Client() as http, openai.OpenAI(base_url=url, api_key="none", http_client=http) as client:
                    generate("a dot", client=client, **options)
            else:
                asyncio.run(with_async_client(url, options))
        assert time.monotonic() - begun < 5


async def with_async_client(url: str, options: dict[str, Any]) -> None:
    async with httpx2.AsyncClient() as http, openai.AsyncOpenAI(base_url=url, api_key="k", http_client=http) as client:
        await agenerate("a dot", client=client, **options)


def test_what_came_before_the_time_was_over_is_kept() -> None:
    begin = OK + b"content-type: text/event-stream\r\n\r\n" + data(chunk(SVG.removesuffix("</g></svg>")))
    with dripping(begin, b": x\n\n") as url:
        result = generate("a dot", base_url=url, model="m", timeout=0.2, attempts=1)
    assert result.svg is not None and "circle" in result.svg
    assert {f.code for f in result.attempts[0].faults} >= {"E002"}


def test_a_stream_that_is_left_is_closed_in_order() -> None:
    """A generator left half read would be closed when its loop is gone, with a warning; here that is an error."""
    looping = chunk('<path d="M1 1h1" stroke="red"/>\n')
    with serving(stream(chunk(SVG.removesuffix("</g></svg>")), *[looping] * 300)) as server:
        for _ in range(20):
            asyncio.run(agenerate("a dot", base_url=server.url, model="m", attempts=1))


class TestWhatCannotBeSent:
    """It is said before anything is sent, with the word for what is not set up, and no key."""

    @pytest.mark.parametrize("model", ["", " ", "\t", "m\n", "m\0", "\ud800", "m\u200b\x7f"])
    def test_a_model(self, model: str) -> None:
        with serving(reply(completion())) as server:
            with pytest.raises(EndpointError, match=r"E017.*model"):
                generate("a dot", base_url=server.url, model=model)
            assert server.seen == []

    @pytest.mark.parametrize(
        "wrong",
        [
            {"api_key": "sk-secret\n"},
            {"api_key": "sk-sécret"},
            {"headers": {"X-Token": "sk-secret\n"}},
            {"headers": {"X Y": "z"}},
            {"system": "\ud800"},
            {"extra": {"a": float("nan")}},
        ],
    )
    def test_anything_else(self, wrong: dict[str, Any]) -> None:
        for way in (generate, lambda *a, **k: asyncio.run(agenerate(*a, **k))):
            with serving(reply(completion())) as server:
                with pytest.raises(EndpointError, match=r"E017.*cannot be sent") as caught:
                    way("a dot", base_url=server.url, model="m", **wrong)
                assert server.seen == [] and "cret" not in str(caught.value)
