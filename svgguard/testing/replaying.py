"""`Replay`: recorded answers in place of an endpoint, for any code that asks one through httpx: every OpenAI client.

The transports of the HTTP library are stood in for, so that neither address, key nor model of the code under test
matters, and nothing leaves the process. Clients that use another library can be pointed at `svgguard_endpoint`.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from svgguard.testing.corpus import Case
from svgguard.testing.loopback import Answer, Break, Script
from svgguard.testing.loopback.wire import as_models

_LIBRARIES = ("httpx2", "httpx")
"""What OpenAI clients send with: since version 3, and before."""
_ADDRESS = "http://127.0.0.1:9/v1"
"""Where the code under test believes to ask when it has no address of its own; nothing listens there."""
_UNRECORDED = ("/completions", "/responses", "/embeddings")
"""Other calls of the API: they must not reach a real endpoint either."""


class Replay:
    """Gives recorded answers in turn, the last one for ever, and keeps what was asked."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = tuple(cases)
        self._script = Script(self.cases)

    @property
    def requests(self) -> list[Mapping[str, Any]]:
        """The bodies of the chat completions asked for so far."""
        return self._script.requests

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand in for every endpoint until `monkeypatch` is undone; configure one where the environment has none."""
        for name in _LIBRARIES:
            if importlib.util.find_spec(name) is not None:
                self._patch(importlib.import_module(name), monkeypatch)
        for variable, value in (
            ("SVGGUARD_BASE_URL", _ADDRESS),
            ("OPENAI_BASE_URL", _ADDRESS),
            ("SVGGUARD_API_KEY", "replayed"),
            ("OPENAI_API_KEY", "replayed"),
            ("SVGGUARD_MODEL", self.cases[0].model),
            ("SVGGUARD_LOG", "off"),
        ):
            monkeypatch.setenv(variable, value)

    def _patch(self, http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        sync, asynchronous = http.HTTPTransport.handle_request, http.AsyncHTTPTransport.handle_async_request

        def handle(transport: Any, request: Any) -> Any:
            answer = self._answer(http, request, lambda: request.read())
            return sync(transport, request) if answer is None else answer

        async def handle_async(transport: Any, request: Any) -> Any:
            body = await request.aread()
            answer = self._answer(http, request, lambda: body)
            return await asynchronous(transport, request) if answer is None else answer

        monkeypatch.setattr(http.HTTPTransport, "handle_request", handle)
        monkeypatch.setattr(http.AsyncHTTPTransport, "handle_async_request", handle_async)

    def _answer(self, http: Any, request: Any, body: Any) -> Any:
        """The response to a request that is meant for an endpoint; None for any other."""
        path: str = request.url.path
        if path.endswith("/chat/completions"):
            return _response(http, request, self._script.answer(json.loads(body())))
        if path.endswith("/models"):
            return _response(http, request, as_models(self._script.models))
        if path.endswith(_UNRECORDED):
            raise http.ConnectError(f"only chat completions are replayed, not {path}", request=request)
        return None


def _response(http: Any, request: Any, answer: Answer) -> Any:
    if answer.broken is not Break.NONE:
        raise http.RemoteProtocolError("the recorded connection broke off", request=request)
    headers = {"Content-Type": answer.kind, **answer.headers}
    return http.Response(answer.status, headers=headers, content=answer.body, request=request)
