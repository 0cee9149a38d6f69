"""`StreamGuard`: watches one answer while it arrives and says when the request may end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from svgguard.streaming.loops import BLOCK, LoopDetector
from svgguard.streaming.scanner import Scanner
from svgguard.streaming.stop import Progress, Stop, StopReason


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """For how many characters a model may go on without beginning an SVG; real plans run to some thousands."""

    text: int = 40_000
    """Of the answer, thoughts not counted."""
    thought: int = 240_000
    """Of reasoning, whether the server told it from the answer or not."""


class StreamGuard:
    """Watches one answer; amortised constant time per character.

    The verdict depends on the text alone, not on how it was cut, and comes with the piece in which it became certain.
    """

    def __init__(self, limits: PlanLimits | None = None) -> None:
        self._limits = limits or PlanLimits()
        self._text = _Blocks()
        self._reasoning = _Blocks()
        self._loops = LoopDetector()
        self._reasoning_loops = LoopDetector("reasoning")
        self._scanner = Scanner()
        self._pieces = 0
        self._stop: Stop | None = None

    def feed(self, text: str = "", reasoning: str = "") -> Stop | None:
        """Take what a chunk brought; returns why the request may end, from then on always the same."""
        if self._stop is None and (text or reasoning):
            self._pieces += 1
            if reasoning and self._reasoning.add(reasoning):
                self._stop = self._read_reasoning()
            if text and (self._text.add(text) or self._scanner.complete or ">" in text or "`" in text):
                self._stop = self._stop or self._read_text()
        return self._stop

    @property
    def progress(self) -> Progress:
        """How far the answer has come."""
        scanner = self._scanner
        return Progress(
            characters=self._text.size,
            reasoning_characters=self._reasoning.size,
            pieces=self._pieces,
            svg_begun=scanner.begun,
            elements=scanner.elements,
            complete=scanner.complete,
        )

    @property
    def svg_start(self) -> int | None:
        """Offset in the text of the SVG that stands open or complete: what is before it is of no use to a preview."""
        return self._scanner.start if self._scanner.begun else None

    def _read_text(self) -> Stop | None:
        scanner = self._scanner
        for part, block in self._text.take():
            scanner.feed(part)
            if scanner.finished:
                return Stop(StopReason.FINISHED, scanner.end, "the SVG is complete")
            if block and (stop := self._loops.feed(block, scanner.canvas) or self._endless()):
                return stop
        return None

    def _read_reasoning(self) -> Stop | None:
        for _, block in self._reasoning.take():
            if block and (stop := self._reasoning_loops.feed(block) or self._endless()):
                return stop
        return None

    def _endless(self) -> Stop | None:
        if self._scanner.drawing:
            return None
        thought = self._scanner.thought
        for count, limit, what in (
            (self._text.taken - thought, self._limits.text, "text"),
            (self._reasoning.taken + thought, self._limits.thought, "thought"),
        ):
            if count > limit:
                return Stop(StopReason.ENDLESS, 0, f"{count} characters of {what} and no SVG")
        return None


class _Blocks:
    """Pieces of any size regrouped into blocks that end at the same places however the stream was cut."""

    def __init__(self) -> None:
        self.size = 0
        """Characters received."""
        self.taken = 0
        """Characters given out."""
        self._waiting: list[str] = []
        self._begun = ""

    def add(self, piece: str) -> bool:
        """Take a piece; returns whether it ends a block."""
        self._waiting.append(piece)
        self.size += len(piece)
        return self.size // BLOCK > self.taken // BLOCK

    def take(self) -> Iterator[tuple[str, str]]:
        """Give out what waits, part by part, each with the block that it completes, or nothing."""
        text = "".join(self._waiting)
        self._waiting.clear()
        at = 0
        while at < len(text):
            part = text[at : at + BLOCK - len(self._begun)]
            at += len(part)
            self.taken += len(part)
            block = self._begun + part
            self._begun = "" if len(block) == BLOCK else block
            yield part, "" if self._begun else block
