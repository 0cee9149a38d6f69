"""`Outcome`: what became of one request, and `follow_up`: what to do about one that brought no answer. No I/O here."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import inf

from svgguard.endpoint.request import Request
from svgguard.extraction.reply import Reply
from svgguard.types import Fault

BACKOFF = 0.5
"""Seconds before the first repetition; doubled for each further one."""
LONGEST_BACKOFF = 8.0
JITTER = 0.25
"""The share of a pause that chance may take off."""
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
    SWITCH = "switch"
    """Another request, `Outcome.instead`: with thinking switched, or without a prefill. There may be a reply as well,
    which then is judged first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request: a reply, a fault, or both when a reply was cut short."""

    reply: Reply | None = None
    fault: Fault | None = None
    remedy: Remedy = Remedy.NONE
    refused: frozenset[str] = frozenset()
    """Parameters to leave out, for `Remedy.DROP`."""
    instead: Request | None = None
    """The request to make, for `Remedy.SWITCH`."""
    model: str | None = None
    """The name of the model as it was sent, found out or given."""
    retry_after: float | None = None
    """Seconds the server asked to be left alone."""
    sent: datetime | None = None
    """When the request was sent."""
    seconds: float = 0.0
    cause: Exception | None = None
    """The caller's own exception, when the caller's function raised it."""
    notes: tuple[Fault, ...] = ()
    """What else is worth knowing of the endpoint's doing, and cost nothing."""
    chunks: int = 0
    """How many pieces a stream came in."""
    stop: object = None
    """What the watch returned, when it ended the stream; see ``Reply.stopped``."""


def follow_up(
    request: Request, outcome: Outcome, tries: int, retries: int, *, left: float = inf
) -> tuple[Request, float] | None:
    """The next request and the seconds to wait before it, or None to give up.

    `tries` counts the repetitions already made for this question, `retries` is how many are allowed, `left` the
    seconds until the caller's deadline. Parameters are dropped beyond that count, for each can be dropped only once.
    """
    if outcome.remedy is Remedy.DROP:
        slimmer = request.without(outcome.refused)
        return None if slimmer.dropped == request.dropped else (slimmer, 0.0)
    patient = LOADING_TRIES if retries else 0
    allowed = {Remedy.AGAIN: retries, Remedy.PATIENCE: patient, Remedy.SWITCH: retries}.get(outcome.remedy, 0)
    if tries >= allowed:
        return None
    if outcome.instead is not None:
        return outcome.instead, 0.0
    pause = _backoff(tries) if outcome.retry_after is None else outcome.retry_after
    return None if pause > min(LONGEST_WAIT, left) else (request, pause)


def _backoff(tries: int) -> float:
    """Growing pauses, each cut short by chance, so that many callers do not come back all at once."""
    share = 1 - JITTER * random.random()  # noqa: S311 -- no secret
    return share * min(BACKOFF * 2.0**tries, LONGEST_BACKOFF)
