"""A server on a loopback port that misbehaves as it is told: real sockets, exact bytes. For tests."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g id="dot"><circle cx="5" cy="5" r="4"/></g></svg>'


@dataclass(frozen=True)
class Answer:
    """The bytes of one answer."""

    status: int = 200
    kind: str = "application/json"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: str = ""
    """``chunked``: the transfer ends inside its chunks; ``hangup``: the connection closes before any answer."""
    wait: threading.Event | None = None
    """Sends the body, then keeps the connection open until the event is set."""
    endless: bool = False
    """Sends the body over and over, until the client hangs up."""
    begun: bytes = b""
    """Sent once, before an endless body."""


@dataclass(frozen=True)
class Seen:
    """One request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class _Http(ThreadingHTTPServer):
    request_queue_size = 128
    """Connections that may wait; with the usual five, many clients at once are turned away."""


class Server:
    """Gives `answers` in turn, the last one for ever; an answer may depend on the request."""

    def __init__(self, *answers: Answer | Callable[[Seen], Answer]) -> None:
        self.answers = answers
        self.seen: list[Seen] = []
        self.left = threading.Event()
        """Set when a client hung up on an endless answer."""
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def answer(self, seen: Seen) -> Answer:
        with self._lock:
            answer = self.answers[min(len(self.seen), len(self.answers) - 1)]
            self.seen.append(seen)
        return answer if isinstance(answer, Answer) else answer(seen)

    @contextmanager
    def running(self) -> Iterator[Server]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()


def serving(*answers: Answer | Callable[[Seen], Answer]) -> Any:
    """A running server, as a context manager."""
    return Server(*answers).running()


def completion(content: object = SVG, *, finish: str | None = "stop", **message: Any) -> dict[str, Any]:
    """A chat completion as JSON."""
    said = {"role": "assistant", "content": content, **message}
    usage = {"prompt_tokens": 7, "completion_tokens": 11, "total_tokens": 18}
    return {
        "id": "x",
        "object": "chat.completion",
        "model": "served",
        "choices": [{"index": 0, "message": said, "finish_reason": finish}],
        "usage": usage,
    }


def reply(value: object, status: int = 200, **headers: str) -> Answer:
    """An answer in one piece, as JSON."""
    return Answer(status, body=json.dumps(value).encode(), headers=headers)


def chunk(delta: object = None, *, finish: str | None = None, **more: Any) -> dict[str, Any]:
    """One chunk of a stream; without a delta, its choice has none."""
    choice: dict[str, Any] = {"index": 0, "finish_reason": finish}
    if delta is not None:
        choice["delta"] = {"content": delta} if isinstance(delta, str) else delta
    return {"id": "x", "object": "chat.completion.chunk", "model": "served", "choices": [choice], **more}


def events(*chunks: object, done: bool = True) -> bytes:
    """Server-sent events; a bytes argument stands as it is."""
    lines = [c if isinstance(c, bytes) else b"data: " + json.dumps(c).encode() + b"\n\n" for c in chunks]
    return b"".join(lines) + (b"data: [DONE]\n\n" if done else b"")


def stream(*chunks: object, done: bool = True, cut: str = "", wait: threading.Event | None = None) -> Answer:
    """A streamed answer."""
    return Answer(kind="text/event-stream", body=events(*chunks, done=done), cut=cut, wait=wait)


def endless(*chunks: object, before: Sequence[object] = ()) -> Answer:
    """A stream that repeats these chunks for ever, after others that come once."""
    begun = events(*before, done=False)
    return Answer(kind="text/event-stream", body=events(*chunks, done=False), endless=True, begun=begun)


def streamed(text: str = SVG, size: int = 16) -> Answer:
    """`text` streamed in pieces, well."""
    pieces = [chunk(text[i : i + size]) for i in range(0, len(text), size)]
    usage = {"prompt_tokens": 7, "completion_tokens": 11, "total_tokens": 18}
    return stream(
        chunk({"role": "assistant", "content": None}), *pieces, chunk(finish="stop"), {"choices": [], "usage": usage}
    )


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            raw = self.rfile.read(length)
            answer = server.answer(
                Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw or b"{}"))
            )
            self.close_connection = True
            if answer.cut == "hangup":
                return
            self.send_response(answer.status)
            self.send_header("content-type", answer.kind)
            self.send_header("connection", "close")
            for name, value in answer.headers.items():
                self.send_header(name.replace("_", "-"), value)
            if answer.cut == "chunked":
                self.send_header("transfer-encoding", "chunked")
            elif answer.kind != "text/event-stream" and not answer.endless:
                self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            body = answer.body
            self.wfile.write(answer.begun)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body) if answer.cut == "chunked" else body)
            self.wfile.flush()
            while answer.endless:
                try:
                    self.wfile.write(body)
                except OSError:
                    server.left.set()
                    return
            if answer.wait is not None:
                answer.wait.wait(5)

        def log_message(self, *_: object) -> None: ...

    return Handler
