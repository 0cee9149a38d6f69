"""Events: what is going on in a call of `generate`, while it goes on."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from svgguard.generation.stream import Progress, drawn_so_far
from svgguard.guard import repair
from svgguard.result import Attempt, Result

if TYPE_CHECKING:
    from svgguard.rendering import Raster

PREVIEW_SECONDS = 0.2
"""Previews asked for sooner than this after the last are given the last one."""


class Sketch:
    """The text of one answer as it arrives, and its picture so far; safe to be asked from several threads."""

    def __init__(self, text: str = "") -> None:
        self._pieces = [text]
        self._lock = threading.Lock()
        self._drawn: tuple[float, int, Raster | None] | None = None

    def add(self, text: str) -> None:
        """Take in what a chunk brought."""
        self._pieces.append(text)

    @property
    def text(self) -> str:
        """All that has come."""
        return "".join(self._pieces)

    def draw(self, size: int) -> Raster | None:
        """The picture so far, at most one new one every `PREVIEW_SECONDS`; None while there is nothing to draw."""
        from svgguard.rendering import RenderError, render_svg

        with self._lock:
            now = time.monotonic()
            if self._drawn is not None and (now - self._drawn[0] < PREVIEW_SECONDS and self._drawn[1] == size):
                return self._drawn[2]
            begun = drawn_so_far(self.text)
            svg = None if begun is None else repair(begun).svg
            try:
                raster = None if svg is None else render_svg(svg, size=size)
            except RenderError:
                raster = None
            self._drawn = (time.monotonic(), size, raster)
            return raster


@dataclass(frozen=True, slots=True)
class Asking:
    """A request is being sent."""

    attempt: int
    """1-based, counted over every request of the call."""
    step: str
    """Which step: ``list``, ``ask``, ``continue``, ``parts``, ``patch``, ``reask`` or ``resample``."""
    why: str
    """What is wrong with the best answer so far; empty for the first question."""


@dataclass(frozen=True, slots=True)
class Receiving:
    """The answer is arriving."""

    attempt: int
    step: str
    progress: Progress
    _sketch: Sketch = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """All that has come of the answer."""
        return self._sketch.text

    def preview(self, size: int = 256) -> Raster | None:
        """The picture so far, closed and drawn; None while there is nothing to draw. Takes milliseconds of work."""
        return self._sketch.draw(size)

    async def apreview(self, size: int = 256) -> Raster | None:
        """As `preview`, in a thread."""
        return await asyncio.to_thread(self._sketch.draw, size)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The endpoint failed and is left alone before it is asked again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer has been judged."""

    attempt: Attempt
    best: Result
    """The best so far."""


@dataclass(frozen=True, slots=True)
class Done:
    """The call has ended; the last event."""

    result: Result


Event: TypeAlias = Asking | Receiving | Waiting | Answered | Done
