"""`LoopbackServer`: puts answers on a socket."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from types import TracebackType
from typing import Any

from svgguard.testing.corpus import Case
from svgguard.testing.loopback.choice import Choice, Chooser
from svgguard.testing.loopback.wire import EVENTS, Answer, Break, as_error, as_models

_PACKETS = (97, 3, 211, 1)
"""Lengths of what a stream is sent in, in bytes, over and over: they respect neither events nor characters."""


class LoopbackServer:
    """Serves ``/v1/models`` and ``/v1/chat/completions`` on a free port of 127.0.0.1 while its ``with`` block runs.

    A request gets the answer of the case whose prompt its user messages contain (the longest prompt wins); several
    cases with one prompt answer in turn, in their order, and a prompt of no case gets the answers of its model in turn.
    Given a `Script` in place of cases, it says its answers one after the other; any other `Chooser` decides by itself.
    """

    def __init__(self, cases: Iterable[Case] | Chooser) -> None:
        self._chooser: Chooser = cases if isinstance(cases, Chooser) else Choice(cases)
        self._http: _Server | None = None

    @property
    def base_url(self) -> str:
        """Where it answers, such as ``http://127.0.0.1:49152/v1``; raises RuntimeError outside the ``with`` block."""
        if self._http is None:
            raise RuntimeError("the server runs inside its with block only")
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def models(self) -> list[str]:
        """The names of the models it answers for."""
        return self._chooser.models

    @property
    def requests(self) -> list[Mapping[str, Any]]:
        """The bodies of the chat completions asked for so far."""
        return self._chooser.requests

    def __enter__(self) -> LoopbackServer:
        self._http = _Server(self._chooser)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._http is not None  # noqa: S101 - set by __enter__
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._http = None


class _Server(ThreadingHTTPServer):
    """The HTTP server with what its handlers need."""

    daemon_threads = True

    def __init__(self, chooser: Chooser) -> None:
        self.chooser = chooser
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what goes wrong here; a client that has read enough and hung up is not an error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
        """Keep standard error quiet."""

    def do_GET(self) -> None:
        """The list of models."""
        self._send(as_models(self.server.chooser.models) if self.path == "/v1/models" else self._no_path())

    def do_POST(self) -> None:
        """A chat completion, streamed or whole."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self._completion(body) if self.path == "/v1/chat/completions" else self._no_path())

    def _completion(self, body: bytes) -> Answer:
        try:
            request = json.loads(body)
        except ValueError as error:
            return as_error(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}", "invalid_json")
        if not isinstance(request, dict) or not isinstance(request.get("messages"), list):
            return as_error(HTTPStatus.BAD_REQUEST, "messages: a list is required", "invalid_request")
        return self.server.chooser.answer(request)

    def _no_path(self) -> Answer:
        return as_error(HTTPStatus.NOT_FOUND, f"no such path: {self.path}", "not_found")

    def _send(self, answer: Answer) -> None:
        """Send an answer; a stream in chunks, anything else in one piece."""
        if answer.broken is Break.SILENT:
            self.close_connection = True
            return
        streamed = answer.kind == EVENTS
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if streamed:
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Transfer-Encoding", "chunked")
        else:
            short = answer.broken is Break.SHORT
            self.send_header("Content-Length", str(len(answer.body) + short))
        self.end_headers()
        if streamed:
            for packet in _packets(answer.body):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(packet), packet))
            self.wfile.write(b"" if answer.broken else b"0\r\n\r\n")
        else:
            self.wfile.write(answer.body)
        self.close_connection = self.close_connection or bool(answer.broken)


def _packets(body: bytes) -> Iterator[bytes]:
    start = 0
    for length in cycle(_PACKETS):
        if start >= len(body):
            return
        yield body[start : start + length]
        start += length
