"""`Ranked`: one answer of a call, and what makes one better than another, so that the best is kept and not the last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from svgguard.ask import Question, Step, worth_asking
from svgguard.endpoint import Outcome
from svgguard.generation.blame import is_root_unclosed
from svgguard.guard import Checked
from svgguard.result import Result
from svgguard.types import Blame, Fault, Severity

if TYPE_CHECKING:
    from svgguard.rendering import RenderError

BLANK_SIZE = 256
"""Pixels of the longest side of the picture that is looked at to see whether anything is painted."""
_LEAST_SECONDS = 0.5
"""That an answer is looked at for, also when the time is over: it is here, and is to be handed out."""


class Quality(NamedTuple):
    """What makes one result better than another, the most important first; greater is better."""

    drawn: bool
    """There is a document and it paints something: an empty picture has few faults, and is no result."""
    document: bool
    parts: int
    """Minus the number of parts that were asked for and are known not to be seen."""
    whole: bool
    """Nothing is known to have been cut off."""
    fatal: int
    """Minus the number of faults left, of each severity."""
    error: int
    warning: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """One answer, checked, to be compared with others."""

    checked: Checked
    outcome: Outcome
    """What the endpoint gave."""
    number: int
    """Of the attempt, 1-based."""
    step: Step
    blank: bool = False
    """There is a document, and it paints nothing."""
    missing: Question | None = None
    """What to ask for the most important part that is missing, where one is."""
    objection: str | None = None
    """Of a drawing with a part written in: why it must not be kept, since the part is not there or harms others, or the
    empty string where it is better than what was there, however the faults add up. None for any other answer."""

    @property
    def result(self) -> Result:
        """What became of it."""
        return self.checked.result

    @property
    def cut(self) -> bool:
        """True when the picture broke off, closed by a repair or not."""
        return any(fault.name == "truncated" or self._lost_its_end(fault) for fault in self.result.faults)

    def _lost_its_end(self, fault: Fault) -> bool:
        """True when only the end of the root is missing, and by the way the answer came more is missing than that."""
        reply = self.outcome.reply
        ended = reply is None or (reply.complete and not reply.hit_token_limit)
        return not ended and is_root_unclosed(fault, self.result.source)

    @property
    def looped(self) -> bool:
        """True when the answer ran into a loop."""
        return any(fault.name == "loop" for fault in self.result.faults)

    @property
    def quality(self) -> Quality:
        """What this result is worth."""
        left = [fault.severity for fault in self.result.remaining]
        counts = (-left.count(severity) for severity in (Severity.FATAL, Severity.ERROR, Severity.WARNING))
        gone = sum(sighting.faulty and not sighting.there for sighting in self.result.parts)
        return Quality(self.result.ok and not self.blank, self.result.ok, -gone, not self.cut, *counts)

    def beats(self, other: Ranked) -> bool:
        """True when this one is better; a continued answer already when it is as good, for it holds more."""
        if self.objection is not None:
            return not self.objection
        if self.step is Step.CONTINUE and self.quality == other.quality:
            return len(self.result.source) > len(other.result.source)
        return self.quality > other.quality

    @property
    def enough(self) -> bool:
        """True when nothing is left that another answer is likely to do better."""
        return self.quality.drawn and self.quality.whole and not worth_asking(self.result)

    @property
    def broken_by_server(self) -> bool:
        """True when all that is wrong is the server's doing, so that there is nothing to tell the model."""
        broken = worth_asking(self.result)
        return self.outcome.fault is not None or (bool(broken) and all(f.blame is Blame.SERVER for f in broken))

    @property
    def complaint(self) -> str:
        """What is wrong with it, for the log: codes, or words where there is no code."""
        codes = [fault.code for fault in worth_asking(self.result)]
        words = [
            word for word, applies in (("cut short", self.cut), ("paints nothing", self.blank and not codes)) if applies
        ]
        return ", ".join(dict.fromkeys((*codes, *words)))


class Seen(NamedTuple):
    """What became of the attempt to look at a document."""

    blank: bool
    """It draws no pixel; one that no engine can draw may well draw some."""
    error: RenderError | None = None
    """Why it could not be drawn."""


def look(checked: Checked, seconds: float = math.inf) -> Seen:
    """Draw a document, where there is one, and see whether it shows anything; for `seconds` at most."""
    from svgguard.rendering import Form, RenderError, render

    if checked.document is None:
        return Seen(False)
    drawn = checked.examination.layers if checked.examination else None
    limit = None if seconds == math.inf else max(_LEAST_SECONDS, seconds)
    try:
        image = (
            drawn.faithful.picture
            if drawn
            else render(checked.document, size=BLANK_SIZE, form=Form.RGBA, seconds=limit).image
        )
    except RenderError as error:
        return Seen(False, error)
    return Seen(image.getchannel("A").getextrema() == (0, 0))
