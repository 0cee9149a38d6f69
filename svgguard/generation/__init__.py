"""`generate` and `agenerate`: ask a model for a picture, mend what it answers, ask again where only the model can.

The order of steps is decided in `attempts`; the two drivers here only carry it out, the one blocking, the other on an
event loop with CPU work and the log in threads.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

from svgguard.endpoint import (
    Message,
    Request,
    Target,
    acceptable,
    async_sender,
    parameters,
    sender,
    target,
)
from svgguard.generation.attempts import Ask, Judge, Plan, Record, Wait, conversation
from svgguard.guard import repair
from svgguard.log import Log, open_log
from svgguard.questions import first_question as question
from svgguard.result import Result
from svgguard.types import Policy

MAX_TOKENS = 8192
"""Room for a rich drawing; a limit is always sent, since some servers have none and others stop at 512."""

TIMEOUT = 600.0
"""Seconds one request may take."""


class Options(TypedDict, total=False):
    """The keyword arguments of `generate` and `agenerate`."""

    model: str | None
    """The model's name as the endpoint knows it; else ``SVGGUARD_MODEL``."""
    base_url: str | None
    """The endpoint's address, usually ending in ``/v1``; else ``SVGGUARD_BASE_URL``, then ``OPENAI_BASE_URL``."""
    api_key: str | None
    """Its key; else ``SVGGUARD_API_KEY``, then the preset's variable. Servers on this machine need none."""
    endpoint: str | None
    """The name of a preset (vllm, sglang, llama.cpp, ollama, lmstudio, transformers, mlx-lm, docker, gemini,
    openrouter); else ``SVGGUARD_ENDPOINT``, then the one whose address `base_url` is."""
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
    """Whether the answer is asked for piece by piece (default); what had come before a cut is then not lost."""
    max_tokens: int | None
    """The most tokens of one answer, 8192 by default; None for the server's own limit."""
    temperature: float | None
    top_p: float | None
    seed: int | None
    extra: Mapping[str, Any] | None
    """Further parameters by their names on the wire; they win over svgguard's own."""
    policy: Policy | None
    """What the engine looks for and applies."""
    attempts: int
    """The most answers asked for, 2 by default."""
    reask: bool
    """Whether to ask again, with the faults listed, when an answer has faults that only the model can mend."""
    retries: int
    """The most repetitions of a question that the endpoint failed to answer, 2 by default."""
    log: Log | str | Path | Literal[False] | None
    """Where attempts are recorded, as for `svgguard.log.open_log`; None for the user's log, False for nowhere."""


def generate(prompt: str = "", **options: Unpack[Options]) -> Result:
    """Ask a model to draw `prompt`, mend its answer, and give the best result; `Options` lists the arguments.

    Never raises for what a model wrote: see ``Result.status``, ``Result.faults`` and ``Result.attempts``. Raises
    `EndpointError` when no answer could be had at all or it is not said whom to ask, and TypeError or ValueError for
    arguments that make no sense.
    """
    whom, plan, log, policy = _prepare(prompt, **options)
    with sender(whom) as send:
        machine = conversation(plan)
        sent: Any = None
        while True:
            try:
                action = machine.send(sent)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what conversation returns
            sent = None
            match action:
                case Ask(request):
                    sent = send(request)
                case Wait(seconds):
                    time.sleep(seconds)
                case Judge(reply):
                    sent = repair(reply, policy=policy)
                case Record(row):
                    log.record(row)


async def agenerate(prompt: str = "", **options: Unpack[Options]) -> Result:
    """As `generate`, without blocking the event loop; `client` may also be an ``AsyncOpenAI`` or an async function."""
    whom, plan, log, policy = _prepare(prompt, **options)
    async with async_sender(whom) as send:
        machine = conversation(plan)
        sent: Any = None
        while True:
            try:
                action = machine.send(sent)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # what conversation returns
            sent = None
            match action:
                case Ask(request):
                    sent = await send(request)
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Judge(reply):
                    sent = await asyncio.to_thread(repair, reply, policy=policy)
                case Record(row):
                    await asyncio.to_thread(log.record, row)


def _prepare(
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
    extra: Mapping[str, Any] | None = None,
    policy: Policy | None = None,
    attempts: int = 2,
    reask: bool = True,
    retries: int = 2,
    log: Log | str | Path | Literal[False] | None = None,
) -> tuple[Target, Plan, Log, Policy]:
    """Whom to ask, what to do, where to record it, and under which policy."""
    if not prompt.strip() and not messages:
        raise ValueError("there is nothing to draw: give a prompt or messages=")
    if attempts < 1 or retries < 0:
        raise ValueError("attempts must be at least 1 and retries at least 0")
    whom = target(client=client, model=model, base_url=base_url, api_key=api_key, endpoint=endpoint, headers=headers)
    asked, wording = (tuple(messages), "") if messages else question(prompt, system)
    chosen = {"max_tokens": max_tokens, "temperature": temperature, "top_p": top_p, "seed": seed}
    # A caller's own function takes messages alone: nothing is recorded as sent that was not.
    sent = {} if whom.callback else parameters(whom.preset, stream=stream, extra=extra or {}, chosen=chosen)
    timeout = TIMEOUT if timeout is None and client is None else timeout
    request = Request(asked, sent, whom.model, headers=headers or {}, timeout=timeout)
    plan = Plan(
        call=str(uuid.uuid4()),
        address=whom.address,
        prompt=prompt,
        wording=wording,
        request=acceptable(whom.address, request),
        attempts=attempts if reask else 1,
        retries=retries,
    )
    return whom, plan, _log(log), policy or Policy()


def _log(where: Log | str | Path | Literal[False] | None) -> Log:
    if isinstance(where, Log):
        return where
    return open_log("off" if where is False else where)
