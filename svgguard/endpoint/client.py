"""Sends a `Request` to a `Target` and reads the `Outcome`: the only module of the package that talks to anyone.

The sync and the async half are the same few lines; the reading of whatever comes back is shared, in `answers` and
`exceptions`. The SDK's own retries are off, for every request must be counted, and its ``.stream()`` helper is not
used, for it crashes on chunks that real servers send.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Any

from svgguard.endpoint.accumulator import Accumulator
from svgguard.endpoint.answers import of_response, of_stream, of_value, plain
from svgguard.endpoint.failures import hidden
from svgguard.endpoint.faults import endpoint_fault
from svgguard.endpoint.outcome import Outcome
from svgguard.endpoint.presets import is_loopback
from svgguard.endpoint.request import Request, remember
from svgguard.endpoint.target import Target

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI, OpenAI

CONNECT_SECONDS = 10.0
"""How long a server may take to accept a connection."""


@contextmanager
def sender(target: Target) -> Iterator[Callable[[Request], Outcome]]:
    """A function that sends requests to `target`; a connection opened for it is closed in the end.

    Raises TypeError for a client that can only be awaited.
    """
    if target.callback is not None:
        if _is_async(target.callback):
            raise TypeError("client= is an async function; use agenerate")
        yield lambda request: _call(target, request)
    elif target.sdk is not None:
        if _is_async_sdk(target.sdk):
            raise TypeError("client= is an AsyncOpenAI object; use agenerate")
        client = _unretried(target.sdk)
        yield lambda request: _send(client, target, request)
    else:
        with _openai(target) as client:
            yield lambda request: _send(client, target, request)


@asynccontextmanager
async def async_sender(target: Target) -> AsyncIterator[Callable[[Request], Awaitable[Outcome]]]:
    """As `sender`, for an event loop; a client that would block is called in a thread."""
    if target.callback is not None:
        call = _acall if _is_async(target.callback) else _call_in_thread
        yield lambda request: call(target, request)
    elif target.sdk is not None:
        client = _unretried(target.sdk)
        if _is_async_sdk(client):
            yield lambda request: _asend(client, target, request)
        else:
            yield lambda request: asyncio.to_thread(_send, client, target, request)
    else:
        # Importing the SDK and reading the certificates takes half a second.
        async with await asyncio.to_thread(_async_openai, target) as client:
            yield lambda request: _asend(client, target, request)


def _send(client: OpenAI, target: Target, request: Request) -> Outcome:
    from svgguard.endpoint.exceptions import RAISED, of_exception

    start, tally, failure = perf_counter(), Accumulator(), None
    try:
        response = client.chat.completions.create(**_arguments(request))
        if not request.stream:
            return _finished(of_response(plain(response), request, target.secrets), start, target, request)
        with response:
            for chunk in response:
                tally.add(plain(chunk))
                if (failure := _overdue(request, start)) or tally.error:
                    break
    except RAISED as error:
        failure = of_exception(error, request, begun=tally.chunks > 0, secrets=target.secrets)
    return _finished(of_stream(tally, request, failure, target.secrets), start, target, request)


async def _asend(client: AsyncOpenAI, target: Target, request: Request) -> Outcome:
    from svgguard.endpoint.exceptions import RAISED, of_exception

    start, tally, failure = perf_counter(), Accumulator(), None
    try:
        response = await client.chat.completions.create(**_arguments(request))
        if not request.stream:
            return _finished(of_response(plain(response), request, target.secrets), start, target, request)
        async with response:
            async for chunk in response:
                tally.add(plain(chunk))
                if (failure := _overdue(request, start)) or tally.error:
                    break
    except RAISED as error:
        failure = of_exception(error, request, begun=tally.chunks > 0, secrets=target.secrets)
    return _finished(of_stream(tally, request, failure, target.secrets), start, target, request)


def _call(target: Target, request: Request) -> Outcome:
    assert target.callback is not None  # noqa: S101 -- for the type checker: chosen by the sender
    start = perf_counter()
    try:
        value = target.callback([dict(message) for message in request.messages])
    except Exception as error:  # noqa: BLE001 -- a foreign function may raise anything, and must not cost an earlier result
        return _finished(_raised(error, target), start, target, request)
    return _finished(of_value(value, request), start, target, request)


async def _acall(target: Target, request: Request) -> Outcome:
    assert target.callback is not None  # noqa: S101 -- for the type checker: chosen by the sender
    start = perf_counter()
    try:
        value = await target.callback([dict(message) for message in request.messages])
    except Exception as error:  # noqa: BLE001 -- a foreign function may raise anything, and must not cost an earlier result
        return _finished(_raised(error, target), start, target, request)
    return _finished(of_value(value, request), start, target, request)


async def _call_in_thread(target: Target, request: Request) -> Outcome:
    return await asyncio.to_thread(_call, target, request)


def _raised(error: Exception, target: Target) -> Outcome:
    message = hidden(f"the caller's function raised {type(error).__name__}: {error}", target.secrets)
    return Outcome(fault=endpoint_fault("client-failed", message), cause=error)


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


def _overdue(request: Request, start: float) -> Outcome | None:
    if request.timeout is None or perf_counter() - start <= request.timeout:
        return None
    return Outcome(fault=endpoint_fault("timeout", f"still streaming after {request.timeout:g} s"))


def _finished(outcome: Outcome, start: float, target: Target, request: Request) -> Outcome:
    if outcome.fault is None:
        remember(target.address, request)
    seconds = perf_counter() - start
    return replace(outcome, seconds=seconds, sent=datetime.now(UTC) - timedelta(seconds=seconds))


def _openai(target: Target) -> OpenAI:
    import openai

    from svgguard.endpoint.exceptions import stay_on_server

    def check(request: httpx2.Request) -> None:
        stay_on_server(request.url, target)

    http = openai.DefaultHttpxClient(trust_env=not is_loopback(target.url), event_hooks={"request": [check]})
    return openai.OpenAI(base_url=target.url, api_key=target.api_key, max_retries=0, http_client=http)


def _async_openai(target: Target) -> AsyncOpenAI:
    import openai

    from svgguard.endpoint.exceptions import stay_on_server

    async def check(request: httpx2.Request) -> None:
        stay_on_server(request.url, target)

    http = openai.DefaultAsyncHttpxClient(trust_env=not is_loopback(target.url), event_hooks={"request": [check]})
    return openai.AsyncOpenAI(base_url=target.url, api_key=target.api_key, max_retries=0, http_client=http)


def _unretried(client: Any) -> Any:
    return client.with_options(max_retries=0) if hasattr(client, "with_options") else client


def _is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(getattr(function, "__call__", None))  # noqa: B004


def _is_async_sdk(client: Any) -> bool:
    import openai

    return isinstance(client, openai.AsyncOpenAI) or inspect.iscoroutinefunction(client.chat.completions.create)
