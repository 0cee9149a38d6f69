"""What the streaming guard says: that a request may end, and why; and how far the answer has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_CHARACTERS_PER_TOKEN = 3.0
"""Of SVG and English prose, roughly; only where the pieces received are not tokens."""
_LONGEST_TOKEN = 8.0
"""Characters per piece, on average, up to which pieces are taken for tokens."""


class StopReason(StrEnum):
    """Why a request is ended before the server ends it."""

    FINISHED = "finished"
    """The SVG is complete and nothing more of use follows."""
    LOOP = "loop"
    """The same again and again."""
    ENDLESS = "endless"
    """A plan that goes on and on without an SVG."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The verdict that ends a request."""

    reason: StopReason
    start: int
    """Offset where the loop's first period begins, where the SVG has ended, or 0 for an endless plan.

    A row of growing numbers is a drawing up to where it went too far: there it stops, with no period.
    """
    message: str
    period: str = ""
    """What a loop repeats; the first period stands at `start`."""
    where: str = "text"
    """What `start` is an offset into: ``text``, or ``reasoning``."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer has come."""

    characters: int = 0
    """Of the text."""
    reasoning_characters: int = 0
    pieces: int = 0
    """How many pieces were received that held anything; most servers send one token in each."""
    svg_begun: bool = False
    """True if an SVG stands open or complete in the text, outside any thought."""
    elements: int = 0
    """Elements of that SVG that are closed."""
    complete: bool = False
    """True if its outermost end tag has come."""

    @property
    def estimated_tokens(self) -> int:
        """Tokens received, estimated: the pieces when they are as short as tokens are, else by their characters."""
        total = self.characters + self.reasoning_characters
        if self.pieces and total / self.pieces <= _LONGEST_TOKEN:
            return self.pieces
        return round(total / _CHARACTERS_PER_TOKEN)


def estimated_saving(progress: Progress, token_limit: int) -> int:
    """How many tokens a stop saved at most, an estimate: those of the limit that were not received.

    A loop or an endless plan would have used them all; after a finished SVG the model might have ended by itself.
    """
    return max(0, token_limit - progress.estimated_tokens)
