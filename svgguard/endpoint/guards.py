"""The guards around an HTTP client: no request leaves the server meant, no answer grows or lasts without end.

Transports of `connection`'s clients; a redirect passes through them like the request before it.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import httpx2

from svgguard.endpoint.hangup import current
from svgguard.endpoint.presets import public_url
from svgguard.endpoint.target import Target

COMPRESSION = 1000
"""How many bytes one compressed byte may stand for (gzip reaches 1032)."""

MOST_REDIRECTS = 2
"""Of one request: to https, and to the path as the server spells it."""

_STARTED, _ASKED = "svgguard.started", "svgguard.asked"
"""Extensions of a request, which those that it is redirected to share: when it began, and the addresses asked."""


class RedirectRefused(Exception):  # noqa: N818 -- a refusal, not an error of ours
    """A server tried to send the request, and the key with it, to another one, or round and round."""


class AnswerTooLarge(Exception):  # noqa: N818 -- the server's error, not ours
    """The bytes of an answer exceeded the limit."""


def _check(request: httpx2.Request, target: Target) -> None:
    """Raise `RedirectRefused` for a request that would leave the server meant; moving up to https on its host may."""
    # A redirected request bears the extensions of the first.
    asked: list[httpx2.URL] = request.extensions.setdefault(_ASKED, [])
    meant, url = asked[0] if asked else request.url, request.url
    same = (url.scheme, url.host, url.port) == (meant.scheme, meant.host, meant.port)
    upgraded = url.host == meant.host and (meant.scheme, url.scheme) == ("http", "https")
    if not same and not upgraded:
        raise RedirectRefused(f"{target.address} redirects to {public_url(str(url))}")
    if url in asked or len(asked) > MOST_REDIRECTS:
        raise RedirectRefused(f"{target.address} redirects round and round")
    asked.append(url)


def _end(request: httpx2.Request) -> float | None:
    """When the time of a request is over, redirects included; None for never."""
    started: float = request.extensions.setdefault(_STARTED, monotonic())
    seconds = request.extensions.get("timeout", {}).get("read")
    return None if seconds is None else started + seconds


def _late(request: httpx2.Request) -> httpx2.ReadTimeout:
    return httpx2.ReadTimeout("still answering", request=request)


class _Alarm:
    """Shuts the connection of a blocking request when its time is over.

    The HTTP library's own timeouts begin anew with every byte. A connection that a caller's client kept open from an
    earlier request is known only once its headers have come.
    """

    def __init__(self, request: httpx2.Request) -> None:
        self.rung = False
        self._sockets: list[socket.socket] = []
        self._timer: threading.Timer | None = None
        if (end := _end(request)) is not None:
            self._timer = threading.Timer(max(0.0, end - monotonic()), self._ring)
            self._timer.daemon = True
            self._timer.start()
        request.extensions["trace"] = self._trace
        current().add(self._ring)

    def watch(self, connection: Any) -> None:
        """Shut this connection too."""
        opened = connection.get_extra_info("socket")
        if opened is not None:
            self._sockets.append(opened)
        if self.rung:
            self._ring()

    def stop(self) -> None:
        """The request has ended."""
        if self._timer is not None:
            self._timer.cancel()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """See a connection being made (an extension of the HTTP library calls this)."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self.watch(info["return_value"])

    def _ring(self) -> None:
        self.rung = True
        for opened in self._sockets:
            # It may be closed, or have become the inside of an encrypted one.
            with suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)


class _Meter:
    """Counts the bytes of a body."""

    def __init__(self, response: httpx2.Response, target: Target) -> None:
        self._stream: Any = response.stream
        self._left = target.limits.bytes
        if response.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
            self._left //= COMPRESSION

    def _passed(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLarge("the answer is larger than the limit for its bytes")
        return data


class _Bounded(_Meter, httpx2.SyncByteStream):
    """A body, held to the limits of a target and to the time of its request."""

    def __init__(self, response: httpx2.Response, target: Target, request: httpx2.Request, alarm: _Alarm) -> None:
        super().__init__(response, target)
        self._request = request
        self._alarm = alarm

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from map(self._passed, self._stream)
        except httpx2.TransportError:
            if not self._alarm.rung:
                raise
        if self._alarm.rung:
            raise _late(self._request)

    def close(self) -> None:
        self._alarm.stop()
        self._stream.close()


class _AsyncBounded(_Meter, httpx2.AsyncByteStream):
    """As `_Bounded`, for an event loop."""

    def __init__(self, response: httpx2.Response, target: Target, request: httpx2.Request) -> None:
        super().__init__(response, target)
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = aiter(self._stream)
        try:
            while True:
                async with _in_time(self._request):
                    piece = await anext(pieces, None)
                if piece is None:
                    return
                yield self._passed(piece)
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    async def aclose(self) -> None:
        await self._stream.aclose()


@asynccontextmanager
async def _in_time(request: httpx2.Request) -> AsyncIterator[None]:
    """Ends what is awaited in it when the time of the request is over."""
    end = _end(request)
    try:
        async with asyncio.timeout(None if end is None else end - monotonic()):
            yield
    except TimeoutError:
        raise _late(request) from None


class Guarded(httpx2.BaseTransport):
    """Sends through an HTTP client, a caller's with its proxies, certificates and hooks or ours, and leaves it open."""

    def __init__(self, http: httpx2.Client, target: Target) -> None:
        self._http = http
        self._target = target

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; raises `RedirectRefused` in place of one that must not be sent."""
        _check(request, self._target)
        alarm = _Alarm(request)
        try:
            response = self._http.send(request, stream=True, follow_redirects=False)
        except BaseException as error:
            alarm.stop()
            if alarm.rung and isinstance(error, httpx2.TransportError):
                raise _late(request) from None
            raise
        if (connection := response.extensions.get("network_stream")) is not None:
            alarm.watch(connection)
        response.stream = _Bounded(response, self._target, request, alarm)
        return response


class AsyncGuarded(httpx2.AsyncBaseTransport):
    """As `Guarded`, for an event loop."""

    def __init__(self, http: httpx2.AsyncClient, target: Target) -> None:
        self._http = http
        self._target = target

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; raises `RedirectRefused` in place of one that must not be sent."""
        _check(request, self._target)
        async with _in_time(request):
            response = await self._http.send(request, stream=True, follow_redirects=False)
        response.stream = _AsyncBounded(response, self._target, request)
        return response
