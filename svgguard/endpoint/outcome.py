"""`Outcome`: what became of one request, and `follow_up`: what to do about one that brought no answer. No I/O here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from svgguard.endpoint.request import Request
from svgguard.reply import Reply
from svgguard.types import Fault

BACKOFF = 0.5
"""Seconds before the first repetition; doubled for each further one."""
LONGEST_BACKOFF = 8.0
LONGEST_WAIT = 120.0
"""A server that asks for a longer pause than this (seconds) is not waited for."""
LOADING_TRIES = 12
"""Repetitions while a server says it is loading: about a minute and a quarter of backoff."""


class Remedy(StrEnum):
    """What may help after a failure."""

    NONE = "none"
    AGAIN = "again"
    """The same request, after a pause."""
    PATIENCE = "patience"
    """The same request, for longer: the server is starting."""
    DROP = "drop"
    """The request without the parameters that were refused."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: a reply, a fault, or both when a reply was cut short."""

    reply: Reply | None = None
    fault: Fault | None = None
    remedy: Remedy = Remedy.NONE
    refused: frozenset[str] = frozenset()
    """Parameters to leave out, for `Remedy.DROP`."""
    retry_after: float | None = None
    """Seconds the server asked to be left alone."""
    sent: datetime | None = None
    """When the request was sent."""
    seconds: float = 0.0
    cause: Exception | None = None
    """The caller's own exception, when the caller's function raised it."""
    stop: object = None
    """What the watch returned, when it ended the stream; see ``Reply.stopped``."""


def follow_up(request: Request, outcome: Outcome, tries: int, retries: int) -> tuple[Request, float] | None:
    """The next request and the seconds to wait before it, or None to give up.

    `tries` counts the repetitions already made for this question, `retries` is how many are allowed. Parameters are
    dropped beyond that count, for each can be dropped only once.
    """
    if outcome.remedy is Remedy.DROP:
        slimmer = request.without(outcome.refused)
        return None if slimmer.dropped == request.dropped else (slimmer, 0.0)
    allowed = {Remedy.AGAIN: retries, Remedy.PATIENCE: LOADING_TRIES if retries else 0}.get(outcome.remedy, 0)
    if tries >= allowed or (outcome.retry_after or 0) > LONGEST_WAIT:
        return None
    if outcome.retry_after is not None:
        return request, outcome.retry_after
    return request, min(BACKOFF * 2**tries, LONGEST_BACKOFF)
