"""The keyword arguments of `generate` and its kin, and the plan they make."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

from svgguard.ask import Step, first_question
from svgguard.endpoint import Message, Request, Target, acceptable, parameters, recognised, target
from svgguard.endpoint.presets import Continuation
from svgguard.endpoint.request import MAX_TOKENS, sampling
from svgguard.generation.budget import Budget
from svgguard.generation.events import Event
from svgguard.generation.plan import Plan
from svgguard.generation.steps import STEPS
from svgguard.guard import Wanted, wanted_parts
from svgguard.log import Log, Row, Run, open_log
from svgguard.log.naming import grammar_of
from svgguard.types import Policy, Sanitise

Given = ParamSpec("Given")
Made = TypeVar("Made")

ASK = "ask"
"""In place of parts: the model is asked to list them."""

LIST_TOKENS, LIST_TOKENS_THINKING = 1024, 8192
"""Room for a list of parts."""

TIMEOUT = 600.0
"""Seconds one request may take."""

SKIPPABLE = (Step.REPAIR, Step.CUT_LOOP, *STEPS)
"""The steps that can be left out."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The keyword arguments that `generate`, `agenerate`, `astream` and `agenerate_many` share."""

    model: str | None = None
    """The model's name as the endpoint knows it; else ``SVGGUARD_MODEL``, else the one that the endpoint has."""
    base_url: str | None = None
    """The endpoint's address, usually ending in ``/v1``; else ``SVGGUARD_BASE_URL``, then ``OPENAI_BASE_URL``."""
    api_key: str | None = None
    """Its key; else ``SVGGUARD_API_KEY``, then the preset's variable. Servers on this machine need none."""
    endpoint: str | None = None
    """The name of a preset (vllm, sglang, llama.cpp, ollama, lmstudio, transformers, mlx-lm, docker, gemini,
    openrouter…); else ``SVGGUARD_ENDPOINT``, then the one whose address `base_url` is."""
    client: Any = None
    """In place of an address: an ``openai.OpenAI`` or ``AsyncOpenAI`` object, or a function from messages to text."""
    messages: Sequence[Message] | None = None
    """The conversation to send in place of svgguard's own; `prompt` then only names the picture, in the log and in
    re-asks."""
    system: str | None = None
    """A system message in place of svgguard's; empty for none."""
    headers: Mapping[str, str] | None = None
    """Further HTTP headers."""
    probe: bool = True
    """Find out which server stands at an address that no preset knows, and whether its ``/v1`` is missing: two requests
    without a token at most, one second at most, once for each address in a process."""
    timeout: float | None = None
    """Seconds one request may take; None for 600, or for the limits of the caller's own `client`."""
    stream: bool = True
    """Ask for the answer piece by piece (default); what had come before a cut is then not lost, and a
    loop is ended where it begins."""
    max_tokens: int | None = MAX_TOKENS
    """The most tokens of one answer, 8192 by default; None for the server's own limit."""
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    thinking: bool = False
    """Let the model think before it draws; off by default, for thoughts use up the tokens of the drawing."""
    extra: Mapping[str, Any] | None = None
    """Further parameters by their names on the wire; they win over svgguard's own."""
    policy: Policy | None = None
    """What the engine looks for and applies."""
    sanitise: Sanitise | str = Sanitise.WEB
    """What the document may keep where `policy` does not say: ``web``, the default, ``strict``, or all, ``trusted``."""
    links: bool = False
    """True if ``web`` leaves links to https and mailto addresses."""
    parts: Wanted | Literal["ask"] | None = None
    """What the picture must show ("beak", "two wheels"), as for `svgguard.check`; missing parts are asked for. With
    ``"ask"`` the model is first asked to list them, and told its list with the question for the picture; that costs
    tokens and time of the budget, and none of its attempts."""
    drawing: str | Path | None = None
    """The name of a drawing that svgguard ships, or a TOML file like theirs, whose parts are then looked for; its
    prompt is the one that is asked, unless another is given."""
    budget: Budget | None = None
    """The most that one picture may take; 3 answers by default."""
    attempts: int | None = None
    """The most answers asked for, in place of the budget's."""
    reask: bool = True
    """Ask again when an answer is not good enough."""
    skip: Collection[str] = ()
    """Steps that are not taken: repair, cut-loop, continue, parts, patch, reask, resample."""
    retries: int = 2
    """The most repetitions of a question that the endpoint failed to answer, 2 by default."""
    cancel: threading.Event | Callable[[], bool] | None = None
    """Set, or true, once the call is to end: with the best result so far, or a `CancelledError` when there is none."""
    on_progress: Callable[[Event], object] | None = None
    """Called with every event, from the thread that reads the answer."""
    progress_seconds: float = 0.1
    """The least time between two events while an answer arrives, 0.1 by default."""
    run: Run | str | None = None
    """The run of the log that the attempts belong to, or its name; None for attempts that belong to no experiment."""
    log: Log | str | Path | Literal[False] | None = None
    """Where attempts are recorded: a path, an SQLAlchemy URL or a `svgguard.log.Log`; None for ``SVGGUARD_LOG``, and
    without that for nowhere, as is False."""


@dataclass(frozen=True)
class PictureOptions(Options):
    """The arguments of `generate`, `agenerate` and `astream`."""

    prompt: str = ""
    """What to draw; may be left out where ``messages`` or ``drawing`` say it."""


def takes(options: Callable[Given, Options]) -> Callable[[Callable[..., Made]], Callable[Given, Made]]:
    """The decorator that gives a function the arguments of `options`, for type checkers and in ``help``."""

    def declared(function: Callable[..., Made]) -> Callable[Given, Made]:
        made = signature(function).return_annotation
        function.__signature__ = signature(options).replace(return_annotation=made)  # type: ignore[attr-defined]  # of any function
        return function

    return declared


@dataclass(frozen=True, slots=True)
class Call:
    """All that the drivers need."""

    whom: Target
    plan: Plan
    log: Log
    run: Run
    record: Callable[[Row], None]
    policy: Policy
    cancelled: Callable[[], bool]
    on_progress: Callable[[Event], object] | None
    progress_seconds: float
    cancellable: bool = False
    """True if the caller has said how to take the call back."""

    def asking(self, prompt: str, system: str | None) -> Call:
        """The same call for another picture."""
        messages, wording = first_question(prompt, system)
        request = self.plan.request.asking(messages)
        plan = replace(self.plan, call=str(uuid.uuid4()), prompt=prompt, wording=wording, request=request)
        return replace(self, plan=plan)


def prepared(prompt: str, given: Options) -> Call:
    """Whom to ask, what to do, where to record it, and under which policy; raises for arguments that make no sense.

    Asks the endpoint what it is, where that is not known (``probe``), and may block for as long.
    """
    asks = isinstance(given.parts, str) and given.parts == ASK
    if asks and (given.drawing is not None or not prompt.strip()):
        raise ValueError('parts="ask" needs a prompt to list the parts of, and no drawing=, which brings its own')
    wanted = None if asks else wanted_parts(given.parts, given.drawing)
    if not prompt.strip() and wanted is not None:
        prompt = wanted.prompt
    if not prompt.strip() and not given.messages:
        raise ValueError("there is nothing to draw: give a prompt, a drawing= or messages=")
    if given.retries < 0:
        raise ValueError("retries must be at least 0")
    whom = target(
        client=given.client,
        model=given.model,
        base_url=given.base_url,
        api_key=given.api_key,
        endpoint=given.endpoint,
        headers=given.headers,
    )
    if given.probe and not given.endpoint:
        whom = recognised(whom, given.headers)
    asked, wording = (tuple(given.messages), "") if given.messages else first_question(prompt, given.system)
    plan = Plan(
        call=str(uuid.uuid4()),
        address=whom.address,
        prompt=prompt,
        wording=wording,
        request=acceptable(whom.address, _request(asked, given, whom)),
        budget=_budget(given.budget or Budget(), given.attempts if given.reask else 1),
        retries=given.retries,
        skip=frozenset(map(_step, given.skip)),
        prefill=_prefill(whom.preset.continuation, given.thinking),
        names={} if whom.callback else {**_NAMES, **whom.preset.sampling},
        parts=wanted,
        listing=(LIST_TOKENS_THINKING if given.thinking else LIST_TOKENS) if asks else None,
    )
    log, policy = _log(given.log), _policy(given)
    run = replace(given.run if isinstance(given.run, Run) else Run(given.run or ""), policy=policy.to_dict())

    def record(row: Row) -> None:
        known = replace(row, run=run, thinking=given.thinking, grammar=grammar_of(row.parameters))
        log.record(known.masked(whom.secrets))

    return Call(
        whom=whom,
        plan=plan,
        log=log,
        run=run,
        record=record,
        policy=policy,
        cancelled=_asked(given.cancel),
        on_progress=given.on_progress,
        progress_seconds=given.progress_seconds,
        cancellable=given.cancel is not None,
    )


def _policy(given: Options) -> Policy:
    policy = given.policy or Policy()
    links = policy.links or given.links
    return replace(policy, sanitise=policy.sanitise or given.sanitise, links=links)


def _request(messages: tuple[Message, ...], given: Options, whom: Target) -> Request:
    """The first question as it is sent. A caller's own function takes messages alone: nothing else is recorded."""
    sent: dict[str, Any] = {}
    if whom.callback is None:
        chosen = {name: getattr(given, name) for name in ("max_tokens", "temperature", "top_p", "seed")}
        extra, thinking = given.extra or {}, given.thinking
        usual = sampling(whom.model)
        sent = parameters(whom.preset, stream=given.stream, extra=extra, chosen=chosen, thinking=thinking, usual=usual)
    timeout = TIMEOUT if given.timeout is None and given.client is None else given.timeout
    return Request(messages, sent, whom.model, headers=given.headers or {}, timeout=timeout)


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
