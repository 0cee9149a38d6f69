"""Reads the exceptions of the SDK and of the HTTP library beneath it. Imported only once an endpoint is called."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx2
import openai

from svgguard.endpoint.failures import hidden, of_error, retry_after
from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.guards import AnswerTooLarge, RedirectRefused
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target

RAISED = (
    openai.OpenAIError,
    httpx2.HTTPError,
    httpx2.StreamError,
    httpx2.InvalidURL,
    RedirectRefused,
    AnswerTooLarge,
    ValueError,
    RecursionError,
    OSError,
)
"""Whatever a misbehaving server makes the SDK raise: a RecursionError is JSON that is nested without end, a ValueError
a body that is not JSON or not UTF-8, or a request of which that is true."""


def of_exception(error: Exception, request: Request, target: Target, *, begun: bool) -> Outcome:
    """What an exception of `RAISED` means; `begun` when part of a stream had arrived before it."""

    def failed(name: EndpointFault, message: str, remedy: Remedy = Remedy.NONE) -> Outcome:
        return Outcome(fault=endpoint_fault(name, hidden(message, target.secrets)), remedy=remedy)

    source = error.__cause__ if isinstance(error, openai.APIConnectionError) and error.__cause__ else error
    if isinstance(error, openai.APIStatusError):
        body = error.body or error.response.text
        outcome = of_error(body, request, target, status=error.status_code)
        return replace(outcome, retry_after=retry_after(error.response.headers))
    if isinstance(source, RedirectRefused):
        return failed(EndpointFault.REDIRECT_REFUSED, str(source))
    if isinstance(source, AnswerTooLarge):
        return failed(EndpointFault.ANSWER_TOO_LARGE, str(source))
    if isinstance(source, httpx2.ConnectTimeout):
        said = f"{target.address} takes no connection in time; is the server running, and base_url= right?"
        return failed(EndpointFault.CONNECTION_FAILED, said, Remedy.AGAIN)
    if isinstance(error, openai.APITimeoutError) or isinstance(source, httpx2.TimeoutException):
        return failed(EndpointFault.TIMEOUT, "no whole answer in time; a longer timeout= may help")
    broken = isinstance(error, (json.JSONDecodeError, UnicodeDecodeError, RecursionError))
    if isinstance(source, (httpx2.LocalProtocolError, ValueError)) and not broken:
        # The words of the HTTP library show the header, and perhaps the key in it.
        why = "a header holds what HTTP cannot carry" if isinstance(source, httpx2.LocalProtocolError) else source
        return failed(EndpointFault.NOT_CONFIGURED, f"the request cannot be sent: {why}")
    if isinstance(error, openai.APIConnectionError) or isinstance(source, (httpx2.HTTPError, OSError)):
        why = f"{type(source).__name__}: {source or 'no reason given'}"
        if begun:
            return failed(EndpointFault.STREAM_CUT, why, Remedy.AGAIN)
        said = f"nothing answers at {target.address} ({why}); is the server running, and base_url= right?"
        return failed(EndpointFault.CONNECTION_FAILED, said, Remedy.AGAIN)
    if isinstance(error, openai.APIError):
        return of_error(error.body or error.message, request, target, name=EndpointFault.STREAM_ERROR)
    if broken:
        name = EndpointFault.STREAM_ERROR if begun or request.stream else EndpointFault.NOT_JSON
        return failed(name, f"what came is not JSON: {error}", Remedy.AGAIN if begun else Remedy.NONE)
    return failed(EndpointFault.CLIENT_FAILED, f"{type(error).__name__}: {error}")
