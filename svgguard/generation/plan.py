"""`Plan`: what a call of `generate` is to do, decided before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from svgguard.ask import Step
from svgguard.endpoint import Request
from svgguard.generation.budget import Budget

if TYPE_CHECKING:
    from svgguard.parts.specification import Specification


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call of `generate` is to do."""

    call: str
    """A UUID that its rows in the log share."""
    address: str
    prompt: str
    wording: str
    """Which prompt files the first question is made from."""
    request: Request
    """The first question."""
    budget: Budget = field(default_factory=Budget)
    retries: int = 2
    """The most repetitions of one question that the endpoint failed to answer."""
    skip: frozenset[Step] = frozenset()
    """Steps that are not taken."""
    prefill: Mapping[str, Any] | None = None
    """The parameters with which the endpoint goes on with an answer that broke off; None where it cannot."""
    names: Mapping[str, str] = field(default_factory=dict)
    """How parameters that are ours (``max_tokens``, ``temperature``, ``seed``) are called on the wire, if taken."""
    parts: Specification | None = None
    """What the picture must show; None for nothing, or for what the model has yet to list."""
    listing: int | None = None
    """The most tokens of the list of parts that the model is asked for first; None where it is not."""
    key: str | None = None
    """What a batch knows this question by, in the log."""
    earlier: int = 0
    """Requests of this call that were made before and brought no answer: the attempts are counted on from there."""
