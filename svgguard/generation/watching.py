"""`Watcher`: sees one answer arrive, tells of its progress, and says when the request may end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from svgguard.ask import Step
from svgguard.endpoint import StopSignal
from svgguard.extraction.reply import Reply
from svgguard.generation.attempts import Ask
from svgguard.generation.blame import CANCELLED
from svgguard.generation.events import Event, Receiving, Sketch
from svgguard.generation.stream import StreamGuard


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The verdict that ends a request because the caller wants no more."""

    reason: str = CANCELLED


class Watcher:
    """The watch of one request."""

    def __init__(
        self, ask: Ask, tell: Callable[[Event], object] | None, every: float, cancelled: Callable[[], bool]
    ) -> None:
        self._ask = ask
        self._tell = tell
        self._every = every
        self._cancelled = cancelled
        self._guard = StreamGuard()
        # The guard must know that it is in the midst of an SVG, and a preview must show what was there before.
        before = ask.question.base if ask.question.step is Step.CONTINUE else ""
        self._guard.feed(before)
        self._sketch = Sketch(before)
        self._own = Sketch()
        self._reasoning = Sketch()
        self._next = 0.0
        self.started = time.monotonic()

    def __call__(self, new: Reply) -> StopSignal | None:
        """Take in what is new; anything but None ends the request."""
        for sketch in (self._sketch, self._own):
            sketch.add(new.text)
        self._reasoning.add(new.reasoning)
        stop: StopSignal | None = self._guard.feed(new.text, new.reasoning)
        if self._cancelled():
            stop = Cancelled()
        if self._tell is not None and (stop is not None or time.monotonic() >= self._next):
            self._tell(Receiving(self._ask.attempt, str(self._ask.question.step), self._guard.progress, self._sketch))
            self._next = time.monotonic() + self._every
        return stop

    @property
    def so_far(self) -> Reply:
        """What had come when the caller broke the request off."""
        return Reply(self._own.text, self._reasoning.text, complete=False, stopped=CANCELLED)
