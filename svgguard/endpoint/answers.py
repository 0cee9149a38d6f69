"""Turns what the SDK or a caller's function returned into an `Outcome`. No I/O here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from svgguard.endpoint.accumulator import Accumulator, error_in
from svgguard.endpoint.failures import hidden, of_error
from svgguard.endpoint.faults import endpoint_fault
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target
from svgguard.extraction.reply import Reply, with_whole_characters

_EVENT = re.compile(r"\s*data:")


def plain(thing: Any) -> Any:
    """An SDK object as parsed JSON; anything else as it is."""
    # The SDK does not validate what a server sends, so its own serialiser would warn of every surprise.
    return thing.to_dict(warnings=False) if hasattr(thing, "to_dict") else thing


def of_response(response: object, request: Request, target: Target) -> Outcome:
    """The outcome of a request answered in one piece."""
    if isinstance(response, str) and _EVENT.match(response):
        return of_stream(_tally(response), request, target, None)
    if not isinstance(response, Mapping):
        start = " ".join(str(response).split())[:80]
        hint = "is the base URL right? It usually ends in /v1"
        return Outcome(
            fault=endpoint_fault("not-json", hidden(f"no chat completion but {start!r}; {hint}", target.secrets))
        )
    reply = Reply.from_response(response)
    if error := error_in(response):
        failure = of_error(error, request, target, name="error-in-200")
        return replace(failure, reply=replace(reply, complete=False)) if has_text(reply) else failure
    choices = response.get("choices")
    if not isinstance(choices, list) or not any(isinstance(choice, Mapping) for choice in choices):
        return Outcome(fault=endpoint_fault("no-choices", "the answer holds no choices"), remedy=Remedy.AGAIN)
    return Outcome(reply)


def of_stream(tally: Accumulator, request: Request, target: Target, failure: Outcome | None) -> Outcome:
    """The outcome of a stream that has ended; `failure` when it did not end by itself."""
    reply = tally.reply
    if failure is None and tally.error is not None:
        failure = of_error(tally.error, request, target, name="stream-error")
    if failure is None and tally.chunks == 0:
        message = "the server sent no stream although one was asked for; asked again without streaming"
        fault = endpoint_fault("stream-ignored", message)
        return Outcome(fault=fault, remedy=Remedy.DROP, refused=frozenset({"stream"}))
    if failure is None and not reply.complete:
        failure = Outcome(
            fault=endpoint_fault("stream-cut", "the stream ended without a finish reason"), remedy=Remedy.AGAIN
        )
    if failure is None:
        return Outcome(reply)
    return replace(failure, reply=replace(reply, complete=False)) if has_text(reply) else failure


def _tally(body: str) -> Accumulator:
    """The events of a stream that came although none was asked for; lines that are not JSON are left out."""
    tally = Accumulator()
    for line in body.splitlines():
        if event := _EVENT.match(line):
            with suppress(ValueError):
                tally.add(json.loads(line[event.end() :]))
    return tally


def of_value(value: object, request: Request, target: Target) -> Outcome:
    """The outcome of a caller's own function: text, a `Reply`, or a chat completion."""
    if isinstance(value, str):
        return Outcome(Reply(with_whole_characters(value)))
    if isinstance(value, Reply):
        return Outcome(value)
    return of_response(plain(value), request, target)


def has_text(reply: Reply) -> bool:
    """Whether a reply that was cut short holds anything worth reading."""
    return bool(reply.text.strip() or reply.reasoning.strip())
