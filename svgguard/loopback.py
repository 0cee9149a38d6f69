"""An OpenAI-compatible endpoint on loopback that replays the answers of a corpus over real HTTP.

For the demo, and for anybody's tests: whatever client is under test gets real faulty answers, streamed as real
server-sent events in small pieces.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from types import TracebackType
from typing import Any

from svgguard.corpus import Case
from svgguard.reply import Reply

_PIECES = (3, 17, 1, 40, 8)
"""Lengths of the streamed pieces, in characters, over and over: like tokens, they respect no boundary of the markup."""


class LoopbackServer:
    """Serves ``/v1/models`` and ``/v1/chat/completions`` on a free port of 127.0.0.1 while its ``with`` block runs.

    A request gets the answer of the case whose prompt its user messages contain (the longest prompt wins); several
    cases with one prompt answer in turn, in their order, and a prompt of no case gets the answers of its model in turn.
    """

    def __init__(self, cases: Iterable[Case]) -> None:
        self._replay = _Replay(tuple(cases))
        self._http: _Server | None = None

    @property
    def base_url(self) -> str:
        """Where it answers, such as ``http://127.0.0.1:49152/v1``; raises RuntimeError outside the ``with`` block."""
        if self._http is None:
            raise RuntimeError("the server runs inside its with block only")
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    @property
    def requests(self) -> list[Mapping[str, Any]]:
        """The bodies of the chat completions asked for so far."""
        return self._replay.requests

    def __enter__(self) -> LoopbackServer:
        self._http = _Server(self._replay)
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


class _Replay:
    """Chooses the answer for each request; safe from several threads."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.requests: list[Mapping[str, Any]] = []
        self._lock = threading.Lock()
        by_model: defaultdict[str, list[Case]] = defaultdict(list)
        by_prompt: defaultdict[tuple[str, str], list[Case]] = defaultdict(list)
        for case in cases:
            by_model[case.model].append(case)
            by_prompt[case.model, case.prompt].append(case)
        self._in_turn = {model: cycle(answers) for model, answers in by_model.items()}
        self._by_prompt = {key: cycle(answers) for key, answers in by_prompt.items()}

    @property
    def models(self) -> list[str]:
        return sorted(self._in_turn)

    def answer(self, request: Mapping[str, Any]) -> Case | None:
        """The case to replay; None for an unknown model."""
        model = request.get("model")
        if not isinstance(model, str) or model not in self._in_turn:
            return None
        asked = _user_text(request)
        prompts = [prompt for known, prompt in self._by_prompt if known == model and prompt in asked]
        with self._lock:
            self.requests.append(request)
            return next(self._by_prompt[model, max(prompts, key=len)] if prompts else self._in_turn[model])


class _Server(ThreadingHTTPServer):
    """The HTTP server with what its handlers need."""

    daemon_threads = True

    def __init__(self, replay: _Replay) -> None:
        self.replay = replay
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what goes wrong here; a client that has read enough and hung up is none of it."""
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
        if self.path != "/v1/models":
            return self._error(HTTPStatus.NOT_FOUND, f"no such path: {self.path}", "not_found")
        models = [{"id": model, "object": "model", "owned_by": "svgguard"} for model in self.server.replay.models]
        return self._json(HTTPStatus.OK, {"object": "list", "data": models})

    def do_POST(self) -> None:
        """A chat completion, streamed or whole."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/v1/chat/completions":
            return self._error(HTTPStatus.NOT_FOUND, f"no such path: {self.path}", "not_found")
        try:
            request = json.loads(body)
        except ValueError as error:
            return self._error(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}", "invalid_json")
        if not isinstance(request, dict) or not isinstance(request.get("messages"), list):
            return self._error(HTTPStatus.BAD_REQUEST, "messages: a list is required", "invalid_request")
        case = self.server.replay.answer(request)
        if case is None:
            return self._error(
                HTTPStatus.NOT_FOUND, f"The model {request.get('model')!r} does not exist.", "model_not_found"
            )
        if request.get("stream"):
            return self._stream(_chunks(case, request))
        return self._json(HTTPStatus.OK, _completion(case, request))

    def _json(self, status: HTTPStatus, answer: Mapping[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _error(self, status: HTTPStatus, message: str, code: str) -> None:
        self._json(status, {"error": {"message": message, "type": "invalid_request_error", "code": code}})

    def _stream(self, chunks: Iterable[Mapping[str, Any]]) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self._event(json.dumps(chunk, ensure_ascii=False))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))


def _user_text(request: Mapping[str, Any]) -> str:
    """All that the user says in the messages of a request."""
    messages = [m for m in request["messages"] if isinstance(m, Mapping) and m.get("role") == "user"]
    return "\n".join(Reply.from_message(message).text for message in messages)


def _head(case: Case, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{case.path.stem}", "object": kind, "created": 0, "model": case.model}


def _completion(case: Case, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of `case` as a whole chat completion."""
    message = {"role": "assistant", "content": case.text}
    choice = {"index": 0, "message": message, "finish_reason": case.finish_reason}
    return {**_head(case, "chat.completion"), "choices": [choice], "usage": _usage(case, request)}


def _chunks(case: Case, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The answer of `case` as the chunks of a stream."""
    head = _head(case, "chat.completion.chunk")

    def chunk(delta: Mapping[str, str], finish_reason: str | None = None) -> Mapping[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}

    yield chunk({"role": "assistant", "content": ""})
    for piece in _pieces(case.text):
        yield chunk({"content": piece})
    yield chunk({}, case.finish_reason)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": _usage(case, request)}


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for length in cycle(_PIECES):
        if start >= len(text):
            return
        yield text[start : start + length]
        start += length


def _usage(case: Case, request: Mapping[str, Any]) -> Mapping[str, int]:
    """Token counts, at the usual four characters to the token."""
    prompt, completion = (-(-len(text) // 4) for text in (_user_text(request), case.text))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
