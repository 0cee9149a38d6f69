"""Turns what the SDK or a caller's function returned into an `Outcome`. No I/O here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from svgguard.endpoint.accumulator import Accumulator, error_in
from svgguard.endpoint.events import EventReader
from svgguard.endpoint.failures import hidden, of_error
from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.outcome import Outcome, Remedy
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target
from svgguard.extraction.reply import Reply, with_whole_characters
from svgguard.types import Fault

_EVENT = re.compile(r"\s*data:")
_SHOWN = 40
"""Characters of an unreadable event that are shown."""


def plain(thing: Any) -> Any:
    """An SDK object as parsed JSON; anything else as it is."""
    # The SDK does not validate what a server sends, so its own serialiser would warn of every surprise.
    return thing.to_dict(warnings=False) if hasattr(thing, "to_dict") else thing


def of_response(response: object, request: Request, target: Target) -> Outcome:
    """The outcome of a request answered in one piece."""
    if isinstance(response, str) and _EVENT.match(response):
        return of_stream(tallied([response.encode("utf-8", "surrogatepass")]), request, target, None)
    if not isinstance(response, Mapping):
        start = " ".join(str(response).split())[:80]
        hint = "is the base URL right? It usually ends in /v1"
        return Outcome(
            fault=endpoint_fault(
                EndpointFault.NOT_JSON, hidden(f"no chat completion but {start!r}; {hint}", target.secrets)
            )
        )
    reply = Reply.from_response(response)
    if error := error_in(response):
        failure = of_error(error, request, target, name=EndpointFault.ERROR_IN_200)
        return replace(failure, reply=replace(reply, complete=False)) if has_text(reply) else failure
    choices = response.get("choices")
    if not isinstance(choices, list) or not any(isinstance(choice, Mapping) for choice in choices):
        return Outcome(
            fault=endpoint_fault(EndpointFault.NO_CHOICES, "the answer holds no choices"), remedy=Remedy.AGAIN
        )
    return Outcome(reply)


def of_stream(tally: Accumulator, request: Request, target: Target, failure: Outcome | None) -> Outcome:
    """The outcome of a stream that has ended; `failure` when it did not end by itself."""
    reply = tally.reply
    if failure is None and tally.error is not None:
        failure = of_error(tally.error, request, target, name=EndpointFault.STREAM_ERROR)
    if failure is None and not (tally.chunks or tally.lost or tally.skipped):
        message = "the server sent no stream although one was asked for; asked again without streaming"
        fault = endpoint_fault(EndpointFault.STREAM_IGNORED, message)
        return Outcome(fault=fault, remedy=Remedy.DROP, refused=frozenset({"stream"}))
    lost = _unreadable(EndpointFault.STREAM_ERROR, tally.lost, "cannot be read, and what it held is missing", target)
    if failure is None and not reply.complete:
        cut = endpoint_fault(EndpointFault.STREAM_CUT, "the stream ended without a finish reason")
        failure = Outcome(fault=lost[0] if lost else cut, remedy=Remedy.AGAIN)
    notes = _unreadable(EndpointFault.UNREADABLE_EVENT, tally.skipped, "is no chunk, and was skipped", target)
    if failure is not None:
        failure = replace(failure, notes=notes)
        return replace(failure, reply=replace(reply, complete=False)) if has_text(reply) else failure
    if lost and not has_text(reply):
        return Outcome(fault=lost[0], remedy=Remedy.AGAIN, notes=notes)
    return Outcome(reply, lost[0] if lost else None, notes=notes)


def tallied(pieces: Iterable[bytes]) -> Accumulator:
    """What the events of a stream bring that is there already, in whatever pieces."""
    tally, reader = Accumulator(), EventReader()
    for piece in pieces:
        for event in reader.feed(piece):
            if event.ends or tally.error is not None:
                return tally
            tally.read(event)
    if (rest := reader.rest()) is not None:
        tally.read_rest(rest)
    return tally


def _unreadable(name: EndpointFault, events: list[str], what: str, target: Target) -> tuple[Fault, ...]:
    """The one fault, if any, that so many events are."""
    if not events:
        return ()
    first = " ".join(events[0].split())
    shown = first if len(first) <= _SHOWN else first[:_SHOWN] + "…"
    more = f", and {len(events) - 1} more" if len(events) > 1 else ""
    return (endpoint_fault(name, hidden(f"the event {shown!r} {what}{more}", target.secrets)),)


def of_value(value: object, request: Request, target: Target) -> Outcome:
    """The outcome of a caller's own function: text, a `Reply`, or a chat completion."""
    if isinstance(value, str):
        return Outcome(Reply(with_whole_characters(value)))
    if isinstance(value, Reply):
        return Outcome(value)
    return of_response(plain(value), request, target)


def has_text(reply: Reply) -> bool:
    """True if a reply that was cut short holds anything worth reading."""
    return bool(reply.text.strip() or reply.reasoning.strip())
