"""The keyword arguments of `generate` and its kin, and the plan they make."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypedDict

from svgguard.ask import Step, first_question
from svgguard.endpoint import Message, Request, Target, acceptable, parameters, target
from svgguard.endpoint.presets import Continuation
from svgguard.endpoint.request import MAX_TOKENS
from svgguard.generation.budget import Budget
from svgguard.generation.events import Event
from svgguard.generation.ladder import LADDER
from svgguard.generation.plan import Plan
from svgguard.guard import Wanted, wanted_parts
from svgguard.log import Log, Row, open_log
from svgguard.types import Policy

ASK = "ask"
"""In place of parts: the model is asked to list them."""

LIST_TOKENS, LIST_TOKENS_THINKING = 1024, 8192
"""Room for a list of parts."""

TIMEOUT = 600.0
"""Seconds one request may take."""

SKIPPABLE = (Step.REPAIR, Step.CUT_LOOP, *LADDER)
"""The steps that can be left out."""


class Options(TypedDict, total=False):
    """The keyword arguments of `generate`, `agenerate`, `astream` and `agenerate_many`."""

    model: str | None
    """The model's name as the endpoint knows it; else ``SVGGUARD_MODEL``, else the one that the endpoint has."""
    base_url: str | None
    """The endpoint's address, usually ending in ``/v1``; else ``SVGGUARD_BASE_URL``, then ``OPENAI_BASE_URL``."""
    api_key: str | None
    """Its key; else ``SVGGUARD_API_KEY``, then the preset's variable. Servers on this machine need none."""
    endpoint: str | None
    """The name of a preset (vllm, sglang, llama.cpp, ollama, lmstudio, transformers, mlx-lm, docker, gemini,
    openrouter…); else ``SVGGUARD_ENDPOINT``, then the one whose address `base_url` is."""
    client: Any
    """In place of an address: an ``openai.OpenAI`` or ``AsyncOpenAI`` object, or a function from messages to text."""
    messages: Sequence[Message] | None
    """The conversation to send in place of svgguard's own; `prompt` then only names the picture, in the log and in
    re-asks."""
    system: str | None
    """A system message in place of svgguard's; empty for none."""
    headers: Mapping[str, str] | None
    """Further HTTP headers."""
    timeout: float | None
    """Seconds one request may take; None for 600, or for the limits of the caller's own `client`."""
    stream: bool
    """Whether the answer is asked for piece by piece (default); what had come before a cut is then not lost, and a
    loop is ended where it begins."""
    max_tokens: int | None
    """The most tokens of one answer, 8192 by default; None for the server's own limit."""
    temperature: float | None
    top_p: float | None
    seed: int | None
    thinking: bool
    """Whether the model is to think before it draws; off by default, for thoughts use up the tokens of the drawing."""
    extra: Mapping[str, Any] | None
    """Further parameters by their names on the wire; they win over svgguard's own."""
    policy: Policy | None
    """What the engine looks for and applies."""
    parts: Wanted | Literal["ask"] | None
    """What the picture must show ("beak", "two wheels"), as for `svgguard.check`; missing parts are asked for. With
    ``"ask"`` the model is first asked to list them, and told its list with the question for the picture; that costs
    tokens and time of the budget, and none of its attempts."""
    drawing: str | Path | None
    """The name of a drawing that svgguard ships, or a TOML file like theirs, whose parts are then looked for; its
    prompt is the one that is asked, unless another is given."""
    budget: Budget | None
    """The most that one picture may take; 3 answers by default."""
    attempts: int | None
    """The most answers asked for, in place of the budget's."""
    reask: bool
    """Whether to ask at all again when an answer is not good enough."""
    skip: Collection[str]
    """Steps that are not taken: repair, cut-loop, continue, parts, patch, reask, resample."""
    retries: int
    """The most repetitions of a question that the endpoint failed to answer, 2 by default."""
    cancel: threading.Event | Callable[[], bool] | None
    """Set, or true, once the call is to end: with the best result so far, or a `CancelledError` when there is none."""
    on_progress: Callable[[Event], object] | None
    """Called with every event, from the thread that reads the answer."""
    progress_seconds: float
    """The least time between two events while an answer arrives, 0.1 by default."""
    log: Log | str | Path | Literal[False] | None
    """Where attempts are recorded: a path, an SQLAlchemy URL or a `svgguard.log.Log`; None for ``SVGGUARD_LOG``, and
    without that for nowhere, as is False."""


@dataclass(frozen=True, slots=True)
class Call:
    """All that the drivers need."""

    whom: Target
    plan: Plan
    log: Log
    record: Callable[[Row], None]
    policy: Policy
    cancelled: Callable[[], bool]
    on_progress: Callable[[Event], object] | None
    progress_seconds: float

    def asking(self, prompt: str, system: str | None) -> Call:
        """The same call for another picture."""
        messages, wording = first_question(prompt, system)
        request = self.plan.request.asking(messages)
        plan = replace(self.plan, call=str(uuid.uuid4()), prompt=prompt, wording=wording, request=request)
        return replace(self, plan=plan)


def prepared(
    prompt: str,
    *,
    model: str | None = None,
    base_url: str | None = None,
    api_key: str | None = None,
    endpoint: str | None = None,
    client: Any = None,
    messages: Sequence[Message] | None = None,
    system: str | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float | None = None,
    stream: bool = True,
    max_tokens: int | None = MAX_TOKENS,
    temperature: float | None = None,
    top_p: float | None = None,
    seed: int | None = None,
    thinking: bool = False,
    extra: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
    parts: Wanted | Literal["ask"] | None = None,
    drawing: str | Path | None = None,
    budget: Budget | None = None,
    attempts: int | None = None,
    reask: bool = True,
    skip: Collection[str] = (),
    retries: int = 2,
    cancel: threading.Event | Callable[[], bool] | None = None,
    on_progress: Callable[[Event], object] | None = None,
    progress_seconds: float = 0.1,
    log: Log | str | Path | Literal[False] | None = None,
) -> Call:
    """Whom to ask, what to do, where to record it, and under which policy; raises for arguments that make no sense."""
    asks = isinstance(parts, str) and parts == ASK
    if asks and (drawing is not None or not prompt.strip()):
        raise ValueError('parts="ask" needs a prompt to list the parts of, and no drawing=, which brings its own')
    wanted = None if asks else wanted_parts(parts, drawing)
    if not prompt.strip() and wanted is not None:
        prompt = wanted.prompt
    if not prompt.strip() and not messages:
        raise ValueError("there is nothing to draw: give a prompt, a drawing= or messages=")
    if retries < 0:
        raise ValueError("retries must be at least 0")
    whom = target(client=client, model=model, base_url=base_url, api_key=api_key, endpoint=endpoint, headers=headers)
    asked, wording = (tuple(messages), "") if messages else first_question(prompt, system)
    chosen = {"max_tokens": max_tokens, "temperature": temperature, "top_p": top_p, "seed": seed}
    # A caller's own function takes messages alone: nothing is recorded as sent that was not.
    sent: dict[str, Any] = {}
    if whom.callback is None:
        sent = parameters(whom.preset, stream=stream, extra=extra or {}, chosen=chosen, thinking=thinking)
    timeout = TIMEOUT if timeout is None and client is None else timeout
    request = Request(asked, sent, whom.model, headers=headers or {}, timeout=timeout)
    plan = Plan(
        call=str(uuid.uuid4()),
        address=whom.address,
        prompt=prompt,
        wording=wording,
        request=acceptable(whom.address, request),
        budget=_budget(budget or Budget(), attempts if reask else 1),
        retries=retries,
        skip=frozenset(map(_step, skip)),
        prefill=_prefill(whom.preset.continuation, thinking),
        names={} if whom.callback else {**_NAMES, **whom.preset.sampling},
        parts=wanted,
        listing=(LIST_TOKENS_THINKING if thinking else LIST_TOKENS) if asks else None,
    )
    opened = _log(log)
    ends = _asked(cancel)

    def record(row: Row) -> None:
        opened.record(row.masked(whom.secrets))

    return Call(whom, plan, opened, record, policy or Policy(), ends, on_progress, progress_seconds)


_NAMES = {"temperature": "temperature", "max_tokens": "max_tokens"}
"""Parameters that every endpoint takes by these names."""


def _prefill(continuation: Continuation | None, thinking: bool) -> Mapping[str, Any] | None:
    """The parameters with which the endpoint goes on with an answer that was cut off; None where it cannot."""
    if continuation is None or (thinking and not continuation.thinking):
        return None
    return continuation.parameters


def _budget(budget: Budget, attempts: int | None) -> Budget:
    return budget if attempts is None else replace(budget, attempts=attempts)


def _step(name: str) -> Step:
    if name not in SKIPPABLE:
        raise ValueError(f"no step is called {name!r}; those that can be left out are {', '.join(SKIPPABLE)}")
    return Step(name)


def _asked(cancel: threading.Event | Callable[[], bool] | None) -> Callable[[], bool]:
    if cancel is None:
        return lambda: False
    return cancel.is_set if isinstance(cancel, threading.Event) else cancel


def _log(where: Log | str | Path | Literal[False] | None) -> Log:
    if isinstance(where, Log):
        return where
    return open_log("off" if where is False else where)
