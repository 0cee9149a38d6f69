"""`StreamGuard`: watches one answer while it arrives and says when the request may end."""

from __future__ import annotations

from dataclasses import dataclass

from svgguard.extraction.candidates import END_OF_TURN
from svgguard.generation.stream.loops import LoopDetector
from svgguard.generation.stream.scanner import Scanner
from svgguard.generation.stream.stop import Progress, Stop, StopReason

LONGEST_TOKEN = 32
"""Characters of a token of a chat template."""

_STRIDE = 64
"""Characters that the scanner reads at once where nothing is urgent."""
_ENDS_OF_TEXT = ("<eos>", "</s>", "<|endoftext|>")
"""Tokens that end a text, and no turn in it."""


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
        self._loops = LoopDetector()
        self._reasoning_loops = LoopDetector("reasoning")
        self._scanner = Scanner()
        self._unscanned: list[str] = []
        self._canvas: float | None = None
        self._last = ""
        """The end of the text, in which a token of the chat template may have begun."""
        self._text_size = self._reasoning_size = self._pieces = 0
        self._stop: Stop | None = None

    def feed(self, text: str = "", reasoning: str = "") -> Stop | None:
        """Take what a chunk brought; returns why the request may end, from then on always the same."""
        if self._stop is None and (text or reasoning):
            self._pieces += 1
            self._stop = (self._read_reasoning(reasoning) if reasoning else None) or self._read_text(text)
        return self._stop

    @property
    def progress(self) -> Progress:
        """How far the answer has come."""
        scanner = self._scanner
        return Progress(
            characters=self._text_size,
            reasoning_characters=self._reasoning_size,
            pieces=self._pieces,
            svg_begun=scanner.begun,
            elements=scanner.elements,
            complete=scanner.complete,
        )

    @property
    def svg_start(self) -> int | None:
        """Offset in the text of the SVG that stands open or complete: what is before it is of no use to a preview."""
        return self._scanner.start if self._scanner.begun else None

    def _read_reasoning(self, piece: str) -> Stop | None:
        for part in _cut(piece, self._reasoning_size):
            self._reasoning_size += len(part)
            if stop := self._reasoning_loops.feed(part, None):
                return stop
            if self._reasoning_size % _STRIDE == 0 and (stop := self._endless()):
                return stop
        return None

    def _read_text(self, piece: str) -> Stop | None:
        scanner = self._scanner
        for part in _cut(piece, self._text_size):
            before = self._text_size
            self._text_size += len(part)
            unread = part
            ending = END_OF_TURN.search(self._last + part)
            if ending is not None and self._text_size > len(part) + len(self._last):
                at = ending.start() - len(self._last)
                scanner.feed("".join((*self._unscanned, part[: max(0, at)])))
                self._unscanned.clear()
                unread = part[max(0, at) :]
                # Behind the end of a text within a drawing the drawing goes on; behind a turn's another speaks.
                slips = scanner.begun and not scanner.complete and ending[0] in _ENDS_OF_TEXT
                if not scanner.thinking and not slips:
                    return Stop(StopReason.FINISHED, before + at, f"the model has spoken: {ending[0]}")
            self._last = (self._last + part)[-LONGEST_TOKEN:]
            ends_stride = self._text_size % _STRIDE == 0
            self._unscanned.append(unread)
            # What the scanner decides, it decides at the end of a tag or a fence, or after a finished SVG.
            if ends_stride or ">" in part or "`" in part or scanner.complete:
                scanner.feed("".join(self._unscanned))
                self._unscanned.clear()
            finished = scanner.finished_at
            if stop := self._loops.feed(part if finished is None else part[: finished - before], self._canvas):
                return stop
            if finished is not None:
                return Stop(StopReason.FINISHED, scanner.end, "the SVG is complete")
            if ends_stride:
                self._canvas, self._loops.thinks = scanner.canvas, scanner.thinking
                if stop := self._endless():
                    return stop
        return None

    def _endless(self) -> Stop | None:
        if self._scanner.drawing:
            return None
        thought = self._scanner.thought
        for count, limit, what in (
            (self._text_size - thought, self._limits.text, "text"),
            (self._reasoning_size + thought, self._limits.thought, "thought"),
        ):
            if count > limit:
                return Stop(StopReason.ENDLESS, 0, f"{count} characters of {what} and no SVG")
        return None


def _cut(piece: str, at: int) -> list[str]:
    """The piece that begins at offset `at`, cut wherever a stride ends, so that every stream is looked at alike."""
    room = _STRIDE - at % _STRIDE
    if len(piece) <= room:
        return [piece] if piece else []
    return [piece[:room], *(piece[start : start + _STRIDE] for start in range(room, len(piece), _STRIDE))]
