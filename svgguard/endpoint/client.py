"""Sends a `Request` to a `Target` and reads the `Outcome`: the only module of the package that talks to anyone.

The sync and the async half are the same few lines; the reading of whatever comes back is shared, in `answers` and
`exceptions`. The SDK's own retries are off, for every request must be counted, and its ``.stream()`` helper is not
used, for it crashes on chunks that real servers send.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any, Protocol

from svgguard.endpoint.answers import of_value
from svgguard.endpoint.detection import PATIENCE, parsed, plain_get
from svgguard.endpoint.failures import hidden
from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.hangup import current
from svgguard.endpoint.naming import only_model, unnamed, with_model
from svgguard.endpoint.outcome import Outcome
from svgguard.endpoint.reading import LINGER_SECONDS, Arrival, Watch
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI

CONNECT_SECONDS = 10.0
"""How long a server may take to accept a connection."""


class Send(Protocol):
    """Sends a request and reads the outcome; `watch` is asked after every chunk of a stream whether to go on."""

    def __call__(self, request: Request, watch: Watch | None = None) -> Outcome:
        """What became of the request."""
        ...


class AsyncSend(Protocol):
    """As `Send`, awaited; `watch` itself is an ordinary function."""

    def __call__(self, request: Request, watch: Watch | None = None) -> Awaitable[Outcome]:
        """What became of the request."""
        ...


@contextmanager
def sender(target: Target) -> Iterator[Send]:
    """A function that sends requests to `target`; a connection opened for it is closed in the end.

    Raises TypeError for a client that can only be awaited.
    """
    if target.callback is not None:
        if _is_async(target.callback):
            raise TypeError("client= is an async function; use agenerate")
        yield lambda request, watch=None: _call(target, request)
        return
    if target.sdk is not None and _is_async_sdk(target.sdk):
        raise TypeError("client= is an AsyncOpenAI object; use agenerate")
    from svgguard.endpoint.connection import connected

    with connected(target) as client:
        found: list[str] = []
        yield lambda request, watch=None: _send(client, target, request, watch, found)


@asynccontextmanager
async def async_sender(target: Target) -> AsyncIterator[AsyncSend]:
    """As `sender`, for an event loop; a client that would block is called in a thread, and so is then the watch.

    What it gives may be shared by any number of requests at once.
    """
    if target.callback is not None:
        call = _acall if _is_async(target.callback) else _call_in_thread
        yield lambda request, watch=None: call(target, request)
        return
    # Importing the SDK and reading the certificates takes half a second.
    connection = await asyncio.to_thread(_connection)
    found: list[str] = []
    if target.sdk is not None and not _is_async_sdk(target.sdk):
        with connection.connected(target) as client:
            yield lambda request, watch=None: asyncio.to_thread(_send, client, target, request, watch, found)
        return
    async with connection.async_connected(target) as client:
        yield lambda request, watch=None: _asend(client, target, request, watch, found)


def _send(client: OpenAI, target: Target, request: Request, watch: Watch | None, found: list[str]) -> Outcome:
    """`found` keeps the name of the server's one model, once it was asked for."""
    from svgguard.endpoint.exceptions import RAISED, of_exception

    if request.model is None and not found:
        try:
            listing = parsed(client.get("/models", **plain_get(request.headers, PATIENCE)))
        except (*RAISED, AttributeError) as error:
            return Arrival(target, request, None).finished(unnamed(error, target))
        if failure := only_model(listing, found):
            return Arrival(target, request, None).finished(failure)
    request = with_model(request, target, found)
    reading = Arrival(target, request, watch)
    try:
        response = client.chat.completions.create(**_arguments(request))
        if not request.stream:
            return reading.answered(response)
        with response:
            _read(response, reading)
    except RAISED as error:
        reading.failed(of_exception(error, request, target, begun=reading.begun))
    return reading.streamed()


async def _asend(
    client: AsyncOpenAI, target: Target, request: Request, watch: Watch | None, found: list[str]
) -> Outcome:
    from svgguard.endpoint.exceptions import RAISED, of_exception

    if request.model is None and not found:
        try:
            listing = parsed(await client.get("/models", **plain_get(request.headers, PATIENCE)))
        except (*RAISED, AttributeError) as error:
            return Arrival(target, request, None).finished(unnamed(error, target))
        if failure := only_model(listing, found):
            return Arrival(target, request, None).finished(failure)
    request = with_model(request, target, found)
    reading = Arrival(target, request, watch)
    try:
        response = await client.chat.completions.create(**_arguments(request))
        if not request.stream:
            return reading.answered(response)
        async with response:
            await _aread(response, reading)
    except RAISED as error:
        reading.failed(of_exception(error, request, target, begun=reading.begun))
    return reading.streamed()


def _read(response: Any, reading: Arrival) -> None:
    """Read a stream: the bytes of the SDK's own, for its reader gives up where the standard goes on."""
    import openai

    if not isinstance(response, openai.Stream):
        all(map(reading.take, response))
        return
    timer = Timer(LINGER_SECONDS, current().ring)
    timer.daemon = True
    try:
        for piece in response.response.iter_bytes():
            if not reading.read(piece):
                return
            if reading.lingers and not timer.is_alive():
                timer.start()
    finally:
        timer.cancel()
    reading.read_rest()


async def _aread(response: Any, reading: Arrival) -> None:
    """As `_read`. What is left half read must be closed here: the interpreter would do so when the loop is gone."""
    import openai

    if not isinstance(response, openai.AsyncStream):
        async for chunk in response:
            if not reading.take(chunk):
                return
        return
    try:
        async with asyncio.timeout(None) as limit, aclosing(response.response.aiter_bytes()) as pieces:
            async for piece in pieces:
                if not reading.read(piece):
                    return
                if reading.lingers and limit.when() is None:
                    limit.reschedule(asyncio.get_running_loop().time() + LINGER_SECONDS)
    except TimeoutError:
        if not reading.lingers:
            raise
        return
    reading.read_rest()


def _connection() -> Any:
    from svgguard.endpoint import connection

    return connection


def _call(target: Target, request: Request) -> Outcome:
    assert target.callback is not None  # noqa: S101 -- for the type checker: chosen by the sender
    reading = Arrival(target, request, None)
    try:
        value = target.callback([dict(message) for message in request.messages])
    except Exception as error:  # noqa: BLE001 -- a foreign function may raise anything, and must not cost an earlier result
        return reading.finished(_raised(error, target))
    return reading.finished(of_value(value, request, target))


async def _acall(target: Target, request: Request) -> Outcome:
    assert target.callback is not None  # noqa: S101 -- for the type checker: chosen by the sender
    reading = Arrival(target, request, None)
    try:
        value = await target.callback([dict(message) for message in request.messages])
    except Exception as error:  # noqa: BLE001 -- a foreign function may raise anything, and must not cost an earlier result
        return reading.finished(_raised(error, target))
    return reading.finished(of_value(value, request, target))


async def _call_in_thread(target: Target, request: Request) -> Outcome:
    return await asyncio.to_thread(_call, target, request)


def _raised(error: Exception, target: Target) -> Outcome:
    message = hidden(f"the caller's function raised {type(error).__name__}: {error}", target.secrets)
    return Outcome(fault=endpoint_fault(EndpointFault.CLIENT_FAILED, message), cause=error)


def _arguments(request: Request) -> dict[str, Any]:
    """The arguments of the SDK's ``create``: it passes `extra_body` on unread, so nothing in it needs its approval."""
    body = {name: value for name, value in request.parameters.items() if name != "stream"}
    arguments: dict[str, Any] = {
        "model": request.model,
        "messages": list(request.messages),
        "stream": request.stream,
        "extra_body": body,
        "extra_headers": dict(request.headers),
    }
    if request.timeout is not None:
        import openai

        connect = min(request.timeout, CONNECT_SECONDS)
        arguments["timeout"] = openai.Timeout(request.timeout, connect=connect)
    return arguments


def _is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004


def _is_async_sdk(client: Any) -> bool:
    import openai

    return isinstance(client, openai.AsyncOpenAI) or inspect.iscoroutinefunction(client.chat.completions.create)
