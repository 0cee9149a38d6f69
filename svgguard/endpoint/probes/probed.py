"""`Probed`: the endpoint under examination, asked one short question at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from svgguard.endpoint import About, Message, Outcome, Remedy, Request, Send, StopSignal, Target, acceptable, parameters
from svgguard.endpoint.failures import hidden
from svgguard.extraction.reply import Reply

TOKENS = 48
"""What one answer may take: room to see whether a thought is begun, and little else."""

MOST_PIECES = 4 * TOKENS
"""A stream of more pieces has no limit, and is ended."""

MOST_CHARACTERS = 60 * TOKENS
"""As `MOST_PIECES`, for a server that sends large ones."""

LONGEST = 60
"""Characters of a server's words that are shown."""


@dataclass(frozen=True, slots=True)
class Enough:
    """Why a stream was ended: it went on beyond the tokens asked for."""

    reason: str = "enough"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question; parameters that the server refused were left out, as `generate` does."""

    request: Request
    """As it was sent in the end."""
    outcome: Outcome
    pieces: int
    """Of text or thought that a stream came in."""
    first: float | None
    """Seconds until the first of them."""

    @property
    def reply(self) -> Reply:
        """What was answered; empty when nothing was."""
        return self.outcome.reply or Reply()

    @property
    def endless(self) -> bool:
        """True if more came than was asked for."""
        return isinstance(self.outcome.stop, Enough) or (self.completion_tokens or 0) > MOST_PIECES

    @property
    def completion_tokens(self) -> int | None:
        """The tokens of the answer, where the server counts them."""
        return self.reply.usage.completion if self.reply.usage else None

    @property
    def prompt_tokens(self) -> int | None:
        """The tokens of the question, where the server counts them."""
        return self.reply.usage.prompt if self.reply.usage else None


@dataclass(frozen=True, slots=True)
class Probed:
    """The endpoint, and what is known of it so far."""

    whom: Target
    send: Send
    about: About
    model: str
    headers: Mapping[str, str]
    seconds: float
    """What one request may take."""
    answers: dict[str, Asked] = field(default_factory=dict)
    """What was asked already, by the probe that asked it."""

    def ask(
        self,
        probe: str,
        messages: Sequence[Message],
        *,
        stream: bool | None = None,
        thinking: bool = False,
        extra: Mapping[str, Any] | None = None,
    ) -> Asked:
        """Ask once, and again without each parameter that is refused.

        An endpoint that keeps to no limit is asked for streams alone, since these can be ended.
        """
        preset, chosen = self.whom.preset, {"max_tokens": TOKENS}
        streamed = not self.limited if stream is None else stream
        sent = parameters(preset, stream=streamed, extra=extra or {}, chosen=chosen, thinking=thinking)
        request = Request(tuple(messages), sent, self.model, headers=self.headers, timeout=self.seconds)
        request = acceptable(self.whom.address, request)
        while True:
            watch = _Clock()
            outcome = self.send(request, watch)
            slimmer = request.without(outcome.refused)
            if outcome.remedy is not Remedy.DROP or slimmer.dropped == request.dropped:
                break
            request = slimmer
        asked = Asked(request, outcome, watch.pieces, watch.first)
        self.answers[probe] = asked
        return asked

    @property
    def limited(self) -> bool:
        """True if the endpoint kept to the limit of tokens so far."""
        return not any(asked.endless for asked in self.answers.values())

    def shown(self, text: str) -> str:
        """A text of the server's as it may be shown: short, on one line, and with no secret in it."""
        words = " ".join(hidden(text, self.whom.secrets).split())
        return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


class _Clock:
    """A watch that counts, and ends what has no end."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._characters = 0
        self.pieces = 0
        self.first: float | None = None

    def __call__(self, new: Reply) -> StopSignal | None:
        if new.text or new.reasoning:
            self.pieces += 1
            self.first = self.first or perf_counter() - self._start
            self._characters += len(new.text) + len(new.reasoning)
        return Enough() if self.pieces > MOST_PIECES or self._characters > MOST_CHARACTERS else None
