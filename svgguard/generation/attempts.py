"""The attempt logic of `generate`, as a state machine without I/O.

`conversation` is a generator: it yields what is to be done next (`Ask` this request, `Wait` so long, `Judge` this
reply, `Record` this row), is sent what came of it, and returns the `Result`. The sync and the async driver only carry
it out.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from svgguard.endpoint import EndpointError, Outcome, Remedy, Request, follow_up
from svgguard.log import Row
from svgguard.questions import correction, digest, prompt_file, worth_asking
from svgguard.reply import Reply, Usage
from svgguard.result import Attempt, Result
from svgguard.types import Blame, Severity, Status


@dataclass(frozen=True, slots=True)
class Ask:
    """Send this request; the answer is an `Outcome`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Judge:
    """Run the engine over this reply; the answer is a `Result`."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Record:
    """Log this row."""

    row: Row


Action: TypeAlias = Ask | Wait | Judge | Record


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
    attempts: int
    """The most answers to ask for."""
    retries: int
    """The most repetitions of one question that the endpoint failed to answer."""


def conversation(plan: Plan) -> Generator[Action, Any, Result]:
    """Ask until the result is good enough or nothing more may be tried; the best result so far, never the last.

    Raises `EndpointError` when no answer could be had at all.
    """
    request, wording = plan.request, plan.wording
    attempts: list[Attempt] = []
    best: tuple[Result, Outcome] | None = None
    answers = tries = 0
    while True:
        outcome: Outcome = yield Ask(request)
        result: Result | None = None if outcome.reply is None else (yield Judge(outcome.reply))
        attempts.append(_attempt(len(attempts) + 1, request, outcome, result))
        yield Record(_row(plan, request, wording, outcome, attempts[-1]))
        if result is None:
            step = follow_up(request, outcome, tries, plan.retries)
            if step is None:
                break
            request, pause = step
            tries += outcome.remedy is not Remedy.DROP
            yield Wait(pause)
            continue
        answers, tries = answers + 1, 0
        best = max(best or (result, outcome), (result, outcome), key=_quality)
        if answers >= plan.attempts or not _wants_more(best[0]):
            break
        request, wording = _next_question(plan, request, *best)
    if best is None:
        faults = [fault for attempt in attempts for fault in attempt.faults]
        raise EndpointError(*faults) from outcome.cause
    return replace(best[0], attempts=tuple(attempts))


def _quality(candidate: tuple[Result, Outcome]) -> tuple[bool, bool, int, int, int]:
    """Drawable before not, whole before cut short, then the fewest of the worst remaining faults."""
    result, outcome = candidate
    left = [fault.severity for fault in result.remaining]
    counts = [-left.count(severity) for severity in (Severity.FATAL, Severity.ERROR, Severity.WARNING)]
    return result.ok, outcome.fault is None, *counts  # type: ignore[return-value]  # mypy counts no starred items


def _wants_more(result: Result) -> bool:
    return result.status is Status.REJECTED or (result.status is Status.FAULTY and bool(worth_asking(result)))


def _next_question(plan: Plan, request: Request, best: Result, outcome: Outcome) -> tuple[Request, str]:
    """A correction for what the model can mend, the first question once more for what the server broke."""
    broken = worth_asking(best)
    if outcome.fault is not None or (broken and all(fault.blame is Blame.SERVER for fault in broken)):
        return request.asking(plan.request.messages), plan.wording
    messages = correction(plan.request.messages, plan.prompt, best)
    return request.asking(messages), f"{plan.wording} {prompt_file('reask').label}".strip()


def _attempt(number: int, request: Request, outcome: Outcome, result: Result | None) -> Attempt:
    faults = () if result is None else result.faults
    return Attempt(
        number=number,
        request=dict(request.parameters),
        reply="" if outcome.reply is None else outcome.reply.text,
        status=None if result is None else result.status,
        faults=faults if outcome.fault is None else (*faults, outcome.fault),
        finish_reason=None if outcome.reply is None else outcome.reply.finish_reason,
        seconds=outcome.seconds,
    )


def _row(plan: Plan, request: Request, wording: str, outcome: Outcome, attempt: Attempt) -> Row:
    reply = outcome.reply or Reply()
    usage = reply.usage or Usage()
    return Row(
        call=plan.call,
        attempt=attempt.number,
        time="" if outcome.sent is None else outcome.sent.isoformat(timespec="milliseconds"),
        model=request.model,
        served_model=reply.model,
        endpoint=plan.address,
        prompt=plan.prompt,
        prompt_hash=digest(request.messages),
        prompt_version=wording,
        parameters=dict(request.parameters),
        finish_reason=reply.finish_reason,
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        reply=None if outcome.reply is None else reply.text,
        reasoning=reply.reasoning or None,
        status=None if attempt.status is None else str(attempt.status),
        faults=attempt.faults,
        seconds=attempt.seconds,
    )
