"""Reads the exceptions of the SDK and of the HTTP library beneath it. Imported only once an endpoint is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import httpx2
import openai

from svgguard.endpoint.failures import hidden, of_error, retry_after
from svgguard.endpoint.faults import endpoint_fault
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.presets import public_url
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target


class RedirectRefused(Exception):  # noqa: N818 -- a refusal, not an error of ours
    """A server tried to send the request, and the key with it, to another one."""


RAISED = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    RedirectRefused,
    ValueError,
    OSError,
)
"""Whatever a misbehaving server makes the SDK raise; a ValueError is a body that is not JSON, or not UTF-8."""


def stay_on_server(asked: httpx2.URL, target: Target) -> None:
    """Raise `RedirectRefused` for a request that would leave the server meant; moving up to https on its host may."""
    meant = httpx2.URL(target.url)
    same = (asked.scheme, asked.host, asked.port) == (meant.scheme, meant.host, meant.port)
    upgraded = asked.host == meant.host and (meant.scheme, asked.scheme) == ("http", "https")
    if not same and not upgraded:
        raise RedirectRefused(f"{target.address} redirects to {public_url(str(asked))}")


def of_exception(error: Exception, request: Request, *, begun: bool, secrets: Collection[str] = ()) -> Outcome:
    """What an exception of `RAISED` means; `begun` when part of a stream had arrived before it."""

    def failed(name: str, message: str, remedy: Remedy = Remedy.NONE) -> Outcome:
        return Outcome(fault=endpoint_fault(name, hidden(message, secrets)), remedy=remedy)

    source = error.__cause__ or error
    if isinstance(error, openai.APIStatusError):
        body = error.body or error.response.text
        outcome = of_error(body, request, status=error.status_code, secrets=secrets)
        return replace(outcome, retry_after=retry_after(error.response.headers))
    if isinstance(source, RedirectRefused):
        return failed("redirect-refused", str(source))
    if isinstance(source, httpx2.ConnectTimeout):
        return failed("connection-failed", "no connection in time", Remedy.AGAIN)
    if isinstance(error, openai.APITimeoutError) or isinstance(source, httpx2.TimeoutException):
        return failed("timeout", "the server fell silent; a longer timeout= may help")
    if isinstance(error, openai.APIConnectionError) or isinstance(source, (httpx2.HTTPError, OSError)):
        name = "stream-cut" if begun else "connection-failed"
        return failed(name, f"{type(source).__name__}: {source or 'no reason given'}", Remedy.AGAIN)
    if isinstance(error, openai.APIError):
        return of_error(error.body or error.message, request, name="stream-error", secrets=secrets)
    if isinstance(error, ValueError):
        name = "stream-error" if begun or request.stream else "not-json"
        return failed(name, f"what came is not JSON: {error}", Remedy.AGAIN if begun else Remedy.NONE)
    return failed("client-failed", f"{type(error).__name__}: {error}")
