"""`Budget`: how much a picture may take, in answers, tokens, seconds and money; and what of it is spent. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from svgguard.endpoint import Message, Request
from svgguard.extraction.reply import Reply, Usage
from svgguard.types import SvgguardError

CHARACTERS_PER_TOKEN = 2
"""For what no server has counted. Tokenisers take digits one by one, so SVG has few characters to the token; a count
that errs on the high side never overspends."""

LEAST_ANSWER = 256
"""Tokens below which no answer is asked for: no drawing fits in."""

MILLION = 1_000_000


class BudgetError(SvgguardError, ValueError):
    """A budget that makes no sense, or that does not pay for one answer."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that one picture may take; None is no limit."""

    attempts: int = 3
    """Answers asked for; one that the endpoint failed to give counts none."""
    tokens: int | None = None
    """Of every question and answer together."""
    seconds: float | None = None
    """From the first request to the result, pauses included."""
    money: float | None = None
    """In the currency of the prices."""
    prompt_price: float | None = None
    """Per million tokens of a question."""
    completion_price: float | None = None
    """Per million tokens of an answer."""

    def __post_init__(self) -> None:
        limits = (self.tokens, self.seconds, self.money)
        if self.attempts < 1 or any(limit is not None and limit <= 0 for limit in limits):
            raise BudgetError("a budget allows at least 1 attempt, and more than 0 of anything else")
        if self.money is not None and not self.priced:
            raise BudgetError("a budget of money needs prompt_price and completion_price, per million tokens")

    @property
    def priced(self) -> bool:
        """True when it is known what a request costs."""
        return self.prompt_price is not None and self.completion_price is not None

    def cost(self, usage: Usage) -> float | None:
        """What a request cost; None when the prices are not known, or the server did not count."""
        if not self.priced or usage.prompt is None or usage.completion is None:
            return None
        return self.price(usage.prompt, usage.completion)

    def price(self, prompt: int, completion: int) -> float:
        """What so many tokens cost; nothing where the prices are not known."""
        return (prompt * (self.prompt_price or 0.0) + completion * (self.completion_price or 0.0)) / MILLION


@dataclass(frozen=True, slots=True)
class Spent:
    """What of a budget is spent. Where a server did not count, tokens are estimated from the length of the texts."""

    attempts: int = 0
    tokens: int = 0
    money: float = 0.0

    def plus(self, budget: Budget, request: Request, reply: Reply | None, *, answered: bool) -> Spent:
        """After one more request; one that brought no text at all cost nothing."""
        usage = (reply.usage if reply else None) or Usage()
        prompt = usage.prompt if usage.prompt is not None else estimated(request.messages) if reply else 0
        text = f"{reply.text}{reply.reasoning}" if reply else ""
        completion = usage.completion if usage.completion is not None else -(-len(text) // CHARACTERS_PER_TOKEN)
        return replace(
            self,
            attempts=self.attempts + answered,
            tokens=self.tokens + prompt + completion,
            money=self.money + budget.price(prompt, completion),
        )


def affordable(
    request: Request, budget: Budget, spent: Spent, elapsed: float, names: Mapping[str, str]
) -> Request | None:
    """`request` cut down to what is left of the budget; None when no further answer can be paid for.

    `elapsed` is in seconds since the first request; `names` are the names on the wire of parameters that are ours.
    """
    seconds = inf if budget.seconds is None else budget.seconds - elapsed
    tokens = _tokens_left(request.messages, budget, spent)
    if spent.attempts >= budget.attempts or seconds <= 0 or tokens < LEAST_ANSWER:
        return None
    if seconds < (inf if request.timeout is None else request.timeout):
        request = replace(request, timeout=seconds)
    name = names.get("max_tokens")
    if name is None or tokens == inf or name in request.dropped:
        return request
    given = request.parameters.get(name)
    most = min(int(tokens), given) if isinstance(given, int) else int(tokens)
    return replace(request, parameters={**request.parameters, name: most})


def estimated(messages: Sequence[Message]) -> int:
    """About how many tokens `messages` are, rather too many than too few; pictures in them are not counted."""
    return -(-sum(map(_length, messages)) // CHARACTERS_PER_TOKEN)


def _tokens_left(messages: Sequence[Message], budget: Budget, spent: Spent) -> float:
    """The most tokens that the answer to `messages` may have."""
    question = estimated(messages)
    left = inf if budget.tokens is None else budget.tokens - spent.tokens - question
    if budget.money is not None:
        paid = budget.money - spent.money - budget.price(question, 0)
        answer = inf if not budget.completion_price else paid * MILLION / budget.completion_price
        left = min(left, answer if paid > 0 else 0)
    return left


def _length(message: Message) -> int:
    content: Any = message.get("content")
    if isinstance(content, str):
        return len(content)
    parts = content if isinstance(content, list) else ()
    return sum(len(part["text"]) for part in parts if isinstance(part, Mapping) and isinstance(part.get("text"), str))
