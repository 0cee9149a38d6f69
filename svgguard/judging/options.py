"""The keyword arguments of `judge` and `calibrate`, and what they come to."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from svgguard.ask import prompt_file
from svgguard.endpoint import Request, Target, parameters, target
from svgguard.generation import Budget
from svgguard.judging.store import Store
from svgguard.log import Log, Row, open_log

SIZE = 512
"""Longest side of the picture that is shown, in pixels."""

VOTES = 3

MAX_TOKENS, MAX_TOKENS_THINKING = 256, 4096
"""Room for a word and for what some models cannot help saying around it."""

TIMEOUT = 120.0
"""Seconds one request may take."""

BUDGET = Budget(attempts=1000)

_LOGARITHMS = {"logprobs": True, "top_logprobs": 5}
"""Asked of every endpoint; one that refuses them is asked without."""


class JudgeOptions(TypedDict, total=False):
    """The keyword arguments that `judge` and `calibrate` share."""

    model: str | None
    """As for `svgguard.generate`, and so are the next six."""
    base_url: str | None
    api_key: str | None
    endpoint: str | None
    client: Any
    """Called from several threads at once, unless `concurrency` is 1."""
    headers: Mapping[str, str] | None
    timeout: float | None
    """Seconds one request may take, 120 by default."""
    votes: int
    """The most answers to one question, 3 by default and always odd; fewer where they decide it already."""
    size: int
    """Longest side of the picture that is shown, 512 by default; pixels."""
    thinking: bool
    """True if the model is to think before it answers; off by default."""
    temperature: float | None
    max_tokens: int | None
    extra: Mapping[str, Any] | None
    """Further parameters by their names on the wire."""
    concurrency: int
    """How many questions are put at once, 4 by default."""
    budget: Budget | None
    """The most that all questions together may take; 1000 answers by default."""
    retries: int
    """The most repetitions of a question that the endpoint failed to answer, 2 by default."""
    calibrations: str | Path | None
    """The folder of calibrations; else ``SVGGUARD_JUDGES``, else the user's own."""
    log: Log | str | Path | Literal[False] | None
    """Where every question is recorded, as for `svgguard.generate`."""


@dataclass(frozen=True, slots=True)
class JudgeCall:
    """All that is needed to ask."""

    whom: Target
    request: Request
    """What every question is made of, messages excepted."""
    call: str
    votes: int
    size: int
    concurrency: int
    budget: Budget
    retries: int
    names: Mapping[str, str]
    """How the parameters that a budget may cut down are called on the wire."""
    record: Callable[[Row], None]
    log: Log
    store: Store

    @property
    def key(self) -> str:
        """SHA-256 of the way of asking: wording, parameters, votes and size."""
        file = prompt_file("judge")
        way = {
            "text": file.text,
            "phrases": dict(file.phrases),
            "parameters": dict(self.request.parameters),
            "votes": self.votes,
            "size": self.size,
        }
        return hashlib.sha256(json.dumps(way, sort_keys=True, default=str).encode()).hexdigest()


def prepared(
    *,
    model: str | None = None,
    base_url: str | None = None,
    api_key: str | None = None,
    endpoint: str | None = None,
    client: Any = None,
    headers: Mapping[str, str] | None = None,
    timeout: float | None = TIMEOUT,
    votes: int = VOTES,
    size: int = SIZE,
    thinking: bool = False,
    temperature: float | None = None,
    max_tokens: int | None = None,
    extra: Mapping[str, Any] | None = None,
    concurrency: int = 4,
    budget: Budget | None = None,
    retries: int = 2,
    calibrations: str | Path | None = None,
    log: Log | str | Path | Literal[False] | None = None,
) -> JudgeCall:
    """Whom to ask and how; raises ValueError for numbers that make no sense, and as `svgguard.endpoint.target` does."""
    if votes < 1 or votes % 2 == 0:
        raise ValueError(f"votes must be an odd number, so that they cannot be even: not {votes}")
    if concurrency < 1 or retries < 0:
        raise ValueError("concurrency must be at least 1, and retries at least 0")
    whom = target(client=client, model=model, base_url=base_url, api_key=api_key, endpoint=endpoint, headers=headers)
    room = max_tokens or (MAX_TOKENS_THINKING if thinking else MAX_TOKENS)
    sent: dict[str, Any] = {}
    if whom.callback is None:
        chosen = {"max_tokens": room, "temperature": temperature}
        asked = {**_LOGARITHMS, **(extra or {})}
        sent = parameters(whom.preset, stream=False, extra=asked, chosen=chosen, thinking=thinking)
    opened = log if isinstance(log, Log) else open_log("off" if log is False else log)

    def record(row: Row) -> None:
        opened.record(row.masked(whom.secrets))

    return JudgeCall(
        whom=whom,
        request=Request((), sent, whom.model, headers=headers or {}, timeout=timeout),
        call=str(uuid.uuid4()),
        votes=votes,
        size=size,
        concurrency=concurrency,
        budget=budget or BUDGET,
        retries=retries,
        names={} if whom.callback else {"max_tokens": "max_tokens", **whom.preset.sampling},
        record=record,
        log=opened,
        store=Store(calibrations),
    )
