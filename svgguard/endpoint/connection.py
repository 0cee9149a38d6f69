"""The connection: makes the SDK's client for a target, and puts guards around it and around a caller's own client.

No proxy setting captures this machine, and the SDK repeats nothing behind our back; what else is guarded stands in
`guards`. Imported only once an endpoint is called.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpx2
import openai

from svgguard.endpoint.guards import AsyncGuarded, Guarded
from svgguard.endpoint.presets import is_loopback
from svgguard.endpoint.target import Target

PLAIN = {"Accept-Encoding": "identity"}
"""Nothing is to be compressed: a few bytes could stand for more than memory holds."""

ONCE = httpx2.Limits(max_connections=1000, max_keepalive_connections=0)
"""A connection serves one request: a server that ends one after a failed stream would seem to fail the next as well.
Making another costs little beside an answer."""


@contextmanager
def connected(target: Target) -> Iterator[openai.OpenAI]:
    """A blocking SDK client for `target`; what was opened for it is closed in the end, a caller's own client is not."""
    own = getattr(target.sdk, "_client", None)
    if target.sdk is not None and not isinstance(own, httpx2.Client):
        # Something that only looks like the SDK: its connection is not one of ours.
        yield _unretried(target.sdk)
    elif own is not None and _is_used(own, target):
        with openai.DefaultHttpxClient(transport=Guarded(own, target), **_ways(own)) as http:
            yield _client(openai.OpenAI, target, http)
    else:
        with (
            openai.DefaultHttpxClient(**_straight(target)) as own,
            openai.DefaultHttpxClient(transport=Guarded(own, target), headers=PLAIN) as http,
        ):
            yield _client(openai.OpenAI, target, http)


@asynccontextmanager
async def async_connected(target: Target) -> AsyncIterator[openai.AsyncOpenAI]:
    """As `connected`, for an event loop."""
    own = getattr(target.sdk, "_client", None)
    if target.sdk is not None and not isinstance(own, httpx2.AsyncClient):
        yield _unretried(target.sdk)
    elif own is not None and _is_used(own, target):
        async with openai.DefaultAsyncHttpxClient(transport=AsyncGuarded(own, target), **_ways(own)) as http:
            yield _client(openai.AsyncOpenAI, target, http)
    else:
        async with (
            openai.DefaultAsyncHttpxClient(**_straight(target)) as own,
            openai.DefaultAsyncHttpxClient(transport=AsyncGuarded(own, target), headers=PLAIN) as http,
        ):
            yield _client(openai.AsyncOpenAI, target, http)


def _client(kind: Any, target: Target, http: Any) -> Any:
    if target.sdk is not None:
        return target.sdk.with_options(max_retries=0, http_client=http)
    return kind(base_url=target.url, api_key=target.api_key, max_retries=0, http_client=http)


def _is_used(own: Any, target: Target) -> bool:
    """True if a caller's HTTP client carries the requests; one that the SDK made would ask a proxy for this machine."""
    return not (type(own).__name__.endswith("HttpxClientWrapper") and is_loopback(target.address))


def _straight(target: Target) -> dict[str, Any]:
    """The arguments of an HTTP client of ours: straight to this machine, else as the environment says."""
    return {"trust_env": not is_loopback(target.address), "auth": target.basic, "limits": ONCE}


def _ways(own: Any) -> dict[str, Any]:
    """The ways of a caller's HTTP client that ours must have as well."""
    return {
        "headers": {**own.headers, **PLAIN},
        "cookies": own.cookies,
        "params": own.params,
        "follow_redirects": own.follow_redirects,
    }


def _unretried(client: Any) -> Any:
    return client.with_options(max_retries=0) if hasattr(client, "with_options") else client
