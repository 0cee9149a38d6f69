"""The connection: makes the SDK's client for a target, and puts guards around it and around a caller's own client.

No request leaves the server meant, no proxy setting captures this machine, no answer grows or lasts without end, and
the SDK repeats nothing behind our back. Imported only once an endpoint is called.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any

import httpx2
import openai

from svgguard.endpoint.presets import is_loopback, public_url
from svgguard.endpoint.target import Target

PLAIN = {"Accept-Encoding": "identity"}
"""Nothing is to be compressed: a few bytes could stand for more than memory holds."""

ONCE = httpx2.Limits(max_connections=1000, max_keepalive_connections=0)
"""A connection serves one request: a server that ends one after a failed stream would seem to fail the next as well.
Making another costs little beside an answer."""

COMPRESSION = 1000
"""How many bytes one compressed byte may stand for (gzip reaches 1032)."""

_STARTED, _MEANT = "svgguard.started", "svgguard.meant"


class RedirectRefused(Exception):  # noqa: N818 -- a refusal, not an error of ours
    """A server tried to send the request, and the key with it, to another one."""


class AnswerTooLarge(Exception):  # noqa: N818 -- the server's error, not ours
    """The bytes of an answer exceeded the limit."""


@contextmanager
def connected(target: Target) -> Iterator[openai.OpenAI]:
    """A blocking SDK client for `target`; what was opened for it is closed in the end, a caller's own client is not."""
    if target.sdk is not None and not isinstance(getattr(target.sdk, "_client", None), httpx2.Client):
        # Something that only looks like the SDK: its connection is none of ours.
        yield _unretried(target.sdk)
        return
    guards: Any = {"request": [lambda request: _check(request, target)], "response": [lambda r: _bound(r, target)]}
    with openai.DefaultHttpxClient(event_hooks=guards, **_settings(target, _Borrowed)) as http:
        yield _client(openai.OpenAI, target, http)


@asynccontextmanager
async def async_connected(target: Target) -> AsyncIterator[openai.AsyncOpenAI]:
    """As `connected`, for an event loop."""
    if target.sdk is not None and not isinstance(getattr(target.sdk, "_client", None), httpx2.AsyncClient):
        yield _unretried(target.sdk)
        return

    async def check(request: httpx2.Request) -> None:
        _check(request, target)

    async def bound(response: httpx2.Response) -> None:
        _bound(response, target)

    guards: Any = {"request": [check], "response": [bound]}
    async with openai.DefaultAsyncHttpxClient(event_hooks=guards, **_settings(target, _AsyncBorrowed)) as http:
        yield _client(openai.AsyncOpenAI, target, http)


def _client(kind: Any, target: Target, http: Any) -> Any:
    if target.sdk is not None:
        return target.sdk.with_options(max_retries=0, http_client=http)
    return kind(base_url=target.url, api_key=target.api_key, max_retries=0, http_client=http)


def _settings(target: Target, borrowed: Any) -> dict[str, Any]:
    """The arguments of our HTTP client: straight to this machine, or over the connections of the caller's client."""
    own = None if target.sdk is None else target.sdk._client
    made_by_sdk = type(own).__name__.endswith("HttpxClientWrapper")
    if own is None or (made_by_sdk and is_loopback(target.address)):
        trust = not is_loopback(target.address)
        return {"trust_env": trust, "headers": PLAIN, "auth": target.basic, "limits": ONCE}
    return {
        "transport": borrowed(own),
        "headers": {**own.headers, **PLAIN},
        "cookies": own.cookies,
        "params": own.params,
        "follow_redirects": own.follow_redirects,
    }


def _unretried(client: Any) -> Any:
    return client.with_options(max_retries=0) if hasattr(client, "with_options") else client


def _check(request: httpx2.Request, target: Target) -> None:
    """Raise `RedirectRefused` for a request that would leave the server meant; moving up to https on its host may."""
    # A redirected request bears the extensions of the first.
    request.extensions.setdefault(_STARTED, monotonic())
    asked, meant = request.url, request.extensions.setdefault(_MEANT, request.url)
    same = (asked.scheme, asked.host, asked.port) == (meant.scheme, meant.host, meant.port)
    upgraded = asked.host == meant.host and (meant.scheme, asked.scheme) == ("http", "https")
    if not same and not upgraded:
        raise RedirectRefused(f"{target.address} redirects to {public_url(str(asked))}")


def _bound(response: httpx2.Response, target: Target) -> None:
    """Hold the body of `response`, still unread, to the limits of `target`."""
    most = target.limits.bytes
    if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        most //= COMPRESSION
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bounded(response.stream, response.request, most)
    else:
        response.stream = _AsyncBounded(response.stream, response.request, most)


class _Meter:
    """Counts the bytes of a body and looks at the clock, since a server that sends a comment every second is alive."""

    def __init__(self, stream: Any, request: httpx2.Request, most: int) -> None:
        self._stream = stream
        self._request = request
        self._left = most
        seconds = request.extensions.get("timeout", {}).get("read")
        self._end = None if seconds is None else request.extensions[_STARTED] + seconds

    def _passed(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLarge("the answer is larger than the limit for its bytes")
        if self._end is not None and monotonic() > self._end:
            raise httpx2.ReadTimeout("still answering", request=self._request)
        return data


class _Bounded(_Meter, httpx2.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield from map(self._passed, self._stream)

    def close(self) -> None:
        self._stream.close()


class _AsyncBounded(_Meter, httpx2.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._stream:
            yield self._passed(data)

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Borrowed(httpx2.BaseTransport):
    """Sends through a caller's own HTTP client, with its proxies, certificates and hooks, and leaves it open."""

    def __init__(self, http: httpx2.Client) -> None:
        self._http = http

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._http.send(request, stream=True, follow_redirects=False)


class _AsyncBorrowed(httpx2.AsyncBaseTransport):
    """As `_Borrowed`, for an event loop."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._http.send(request, stream=True, follow_redirects=False)
