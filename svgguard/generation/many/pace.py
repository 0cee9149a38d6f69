"""`Pace`: how fast requests may follow each other, in requests and in tokens per minute, shared by any number of calls.

A sliding window: what was sent in the last minute counts. Tokens are not known before they have come, so a request is
let go on an estimate, which what it really took replaces.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from svgguard.endpoint import AsyncSend, Outcome, Request, Watch
from svgguard.generation.budget import Budget, Spent, estimated

WINDOW = 60.0
"""Seconds."""

FIRST_ANSWER = 2_000
"""Tokens an answer is taken to have before any is known; later it is the mean of those that were."""


@dataclass(slots=True)
class _Sent:
    """One request of the last minute."""

    at: float
    tokens: int


class Pace:
    """Lets requests go when the limits allow; in the order in which they asked."""

    def __init__(
        self,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        if any(limit is not None and limit <= 0 for limit in (requests_per_minute, tokens_per_minute)):
            raise ValueError("a rate must be more than 0 per minute")
        self._requests = requests_per_minute
        self._tokens = tokens_per_minute
        self._clock = clock
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._sent: deque[_Sent] = deque()
        self._answers = 0
        self._answered = 0

    def slowed(self, send: AsyncSend) -> AsyncSend:
        """`send`, kept to this pace."""
        if self._requests is None and self._tokens is None:
            return send

        async def paced(request: Request, watch: Watch | None = None) -> Outcome:
            place = await self._let_go(request)
            outcome = await send(request, watch)
            self._settle(place, request, outcome)
            return outcome

        return paced

    async def _let_go(self, request: Request) -> _Sent:
        """Wait until `request` may be sent."""
        mean = self._answered // self._answers if self._answers else FIRST_ANSWER
        needed = estimated(request.messages) + mean
        async with self._turn:
            while (pause := self._pause(needed)) > 0:
                await self._sleep(pause)
            place = _Sent(self._clock(), needed)
            self._sent.append(place)
        return place

    def _pause(self, needed: int) -> float:
        """Seconds until the next request of so many tokens may be tried; a single one is always let go."""
        now = self._clock()
        while self._sent and self._sent[0].at <= now - WINDOW:
            self._sent.popleft()
        too_many = self._requests is not None and len(self._sent) + 1 > max(self._requests, 1)
        tokens = sum(one.tokens for one in self._sent) + needed
        too_much = self._tokens is not None and bool(self._sent) and tokens > self._tokens
        # Rates below one a minute widen the window instead.
        spread = WINDOW / self._requests - WINDOW if self._requests is not None and self._requests < 1 else 0.0
        return self._sent[0].at + WINDOW + spread - now if too_many or too_much else 0.0

    def _settle(self, place: _Sent, request: Request, outcome: Outcome) -> None:
        """Put what a request really took in place of its estimate."""
        place.tokens = Spent().plus(Budget(), request, outcome.reply, answered=True).tokens
        if outcome.reply is not None:
            self._answers += 1
            self._answered += max(place.tokens - estimated(request.messages), 0)
