"""One answer while it arrives: its chunks joined, its limits kept, a caller's watch asked after each. No I/O here.

The sync and the async half of `client` are drivers of this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Protocol, TypeAlias

from svgguard.endpoint.accumulator import Accumulator
from svgguard.endpoint.answers import of_response, of_stream, plain
from svgguard.endpoint.diagnosis import diagnosed
from svgguard.endpoint.events import EventReader
from svgguard.endpoint.faults import EndpointFault, endpoint_fault
from svgguard.endpoint.outcome import Outcome
from svgguard.endpoint.request import Request, remember
from svgguard.endpoint.target import Target
from svgguard.extraction.reply import Reply

FINISHED = "finished"
"""The reason of a watch that has seen the whole of what was wanted; what follows may still come."""


class StopSignal(Protocol):
    """Why a watch ended a stream; all that is read of it is its reason."""

    @property
    def reason(self) -> str:
        """A word for ``Reply.stopped``."""


Watch: TypeAlias = Callable[[Reply], StopSignal | None]
"""Called after every chunk with what is new in it (text, reasoning); anything but None ends the request at once."""


LINGER_SECONDS = 0.25
"""How long a stream may go on after its SVG is complete, for the server to say why it stopped and what it counted."""

LINGER_CHUNKS = 8
"""And for how many chunks."""


class Arrival:
    """The answer to one request, fed chunk by chunk."""

    def __init__(self, target: Target, request: Request, watch: Watch | None) -> None:
        self._target = target
        self._request = request
        self._watch = watch
        self._tally = Accumulator()
        self._events = EventReader()
        self._start = perf_counter()
        self._failure: Outcome | None = None
        self._stop: StopSignal | None = None
        self._raised: Exception | None = None
        self._finished, self._until = 0, 0.0
        """Chunks that had come when the answer was whole, 0 before; and until when its end is waited for."""
        self._wanted: Reply | None = None
        """The answer when it was whole."""

    @property
    def lingers(self) -> bool:
        """True while nothing more is wanted of the stream but its end."""
        return self._finished > 0

    @property
    def begun(self) -> bool:
        """True if part of a stream has arrived."""
        return self._tally.chunks > 0

    def read(self, piece: bytes) -> bool:
        """Take in some bytes of a stream of events; whether to read on."""
        for event in self._events.feed(piece):
            if event.ends or not self._heard(self._tally.read(event)):
                return False
        self._failure = self._exceeded()
        return self._failure is None

    def read_rest(self) -> None:
        """Take in what is left at the end of a stream of events."""
        if (rest := self._events.rest()) is not None:
            self._heard(self._tally.read_rest(rest))

    def take(self, chunk: object) -> bool:
        """Take in one chunk as an SDK gives it; whether to read on."""
        return self._heard(self._tally.add(plain(chunk)))

    def _heard(self, new: Reply) -> bool:
        """Let the limits and the watch see what is new; whether to read on."""
        self._failure = self._exceeded()
        if self._failure or self._tally.error:
            return False
        if self._finished:
            return self._tally.chunks < self._finished + LINGER_CHUNKS and perf_counter() < self._until
        if self._watch is not None:
            try:
                self._stop = self._watch(new)
            except Exception as error:  # noqa: BLE001 -- raised again once the connection is closed: it is no fault of the server
                self._raised = error
        if self._stop is not None and str(self._stop.reason) == FINISHED:
            self._finished, self._until = self._tally.chunks, perf_counter() + LINGER_SECONDS
            self._wanted = self._tally.reply
            return True
        return self._stop is None and self._raised is None

    def failed(self, failure: Outcome) -> None:
        """The stream ended in an exception, read as `failure`; it may be the caller's doing, which the watch knows."""
        self._failure = failure
        if self._watch is not None and self._stop is None and self._raised is None:
            self._stop = self._watch(Reply())

    def streamed(self) -> Outcome:
        """The outcome of the stream that has ended; raises what the watch raised."""
        if self._raised is not None:
            raise self._raised
        if self._stop is not None:
            reply = replace(self._tally.reply, stopped=str(self._stop.reason))
            if self._wanted is not None:
                # What followed is of no use; only what was said of the whole is.
                reply = replace(reply, text=self._wanted.text, reasoning=self._wanted.reasoning)
            if reply.stopped != FINISHED:
                # What was counted so far is not what was counted in the end.
                reply = replace(reply, usage=None, complete=False)
            elif reply.finish_reason is None:
                reply = replace(reply, complete=True)
            else:
                # It ended by itself.
                reply = replace(reply, stopped="")
            return self.finished(self._diagnosed(Outcome(reply, stop=self._stop)))
        return self.finished(self._diagnosed(of_stream(self._tally, self._request, self._target, self._failure)))

    def answered(self, response: object) -> Outcome:
        """The outcome of an answer in one piece, as the SDK gives it."""
        return self.finished(self._diagnosed(of_response(plain(response), self._request, self._target)))

    def finished(self, outcome: Outcome) -> Outcome:
        """`outcome` with its times; what the endpoint took and refused is remembered."""
        if outcome.fault is None:
            remember(self._target.address, self._request)
        seconds = perf_counter() - self._start
        return replace(
            outcome,
            model=self._request.model,
            seconds=seconds,
            sent=datetime.now(UTC) - timedelta(seconds=seconds),
            chunks=self._tally.chunks,
        )

    def _diagnosed(self, outcome: Outcome) -> Outcome:
        return diagnosed(outcome, self._request, self._target)

    def _exceeded(self) -> Outcome | None:
        """The failure of a stream that is over its time, or larger than any answer."""
        time, limits = self._request.timeout, self._target.limits
        if time is not None and perf_counter() - self._start > time:
            return Outcome(fault=endpoint_fault(EndpointFault.TIMEOUT, f"still streaming after {time:g} s"))
        for count, most, what in (
            (self._tally.characters, limits.characters, "characters"),
            (self._tally.chunks, limits.chunks, "chunks"),
        ):
            if count > most:
                return Outcome(fault=endpoint_fault(EndpointFault.ANSWER_TOO_LARGE, f"more than {most} {what}"))
        return None
