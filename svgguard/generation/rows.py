"""What is kept of a step: an `Attempt` in the result for each request, and a row in the log for every step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from svgguard.ask import Question, Step, digest
from svgguard.endpoint import Outcome, Request
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation.plan import Plan
from svgguard.generation.stream import Progress, StopReason, estimated_saving
from svgguard.log import Row
from svgguard.log.grades import left_grade
from svgguard.parts.inventory import Presence, Sighting
from svgguard.result import Attempt, Result
from svgguard.types import Fault


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands in its call."""

    before: Result | None = None
    """The best result before it."""
    best: Result | None = None
    """The best result with it."""
    opening: bool = False
    """True if no other was sent for this picture before."""


def attempt_of(number: int, question: Question, request: Request, outcome: Outcome, result: Result | None) -> Attempt:
    """The attempt that one request was; `result` is None when it brought no answer."""
    reply = outcome.reply or Reply()
    usage = reply.usage or Usage()
    faults = () if result is None else result.faults
    endpoint = outcome.notes if outcome.fault is None else (outcome.fault, *outcome.notes)
    return Attempt(
        number=number,
        request=dict(request.parameters),
        reply=reply.text,
        status=None if result is None else result.status,
        faults=(*faults, *endpoint),
        finish_reason=reply.finish_reason,
        seconds=outcome.seconds,
        step=str(question.step),
        why=question.why,
        messages=request.messages,
        stopped=reply.stopped,
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        estimated_tokens=_estimated(outcome),
    )


def row_of(
    plan: Plan,
    question: Question,
    request: Request,
    outcome: Outcome,
    attempt: Attempt,
    result: Result | None,
    standing: Standing,
) -> Row:
    """The row of a request; `result` is what its answer came to, None when there was none."""
    reply = outcome.reply or Reply()
    return Row(
        call=plan.call,
        attempt=attempt.number,
        time="" if outcome.sent is None else outcome.sent.isoformat(timespec="milliseconds"),
        model=request.model or outcome.model,
        served_model=reply.model,
        endpoint=plan.address,
        prompt=plan.prompt,
        prompt_hash=digest(request.messages),
        prompt_version=question.wording,
        parameters=dict(request.parameters),
        finish_reason=reply.finish_reason,
        prompt_tokens=attempt.prompt_tokens,
        completion_tokens=attempt.completion_tokens,
        reply=None if outcome.reply is None else reply.text,
        reasoning=reply.reasoning or None,
        status=None if attempt.status is None else str(attempt.status),
        faults=attempt.faults,
        seconds=attempt.seconds,
        step=attempt.step,
        why=attempt.why,
        stopped=attempt.stopped,
        cost=plan.budget.cost(reply.usage or Usage()),
        saved_tokens=_saved(plan, request, reply),
        key=plan.key,
        parts=parts_counted(result),
        before=None if standing.before is None else left_grade(standing.before.status, standing.before.faults),
        handed=None if standing.best is None else left_grade(standing.best.status, standing.best.faults),
        opening=standing.opening,
        svg=None if result is None else result.svg,
        passes=edits_of(result, reply.text),
    )


def local_row(request_row: Row, step: Step, repaired: tuple[Fault, ...], result: Result) -> Row:
    """The row of a step that asked nothing, taken with the answer of `request_row`, and what it repaired."""
    return replace(
        request_row,
        step=str(step),
        why=", ".join(dict.fromkeys(fault.code for fault in repaired)),
        faults=repaired,
        status=str(result.status),
        reply=None,
        reasoning=None,
        prompt_tokens=None,
        completion_tokens=None,
        seconds=None,
        cost=None,
        saved_tokens=None,
        parts=parts_counted(result),
        svg=None,
        passes=None,
    )


def parts_counted(result: Result | None) -> dict[str, int] | None:
    """How many of the parts asked for are there, missing, drawn as one with others, and not to be told of."""
    if result is None or not result.parts:
        return None
    return dict(Counter(map(_word, result.parts)))


def edits_of(result: Result | None, reply: str) -> list[list[tuple[int, int, str]]] | None:
    """The edits that made the document of this reply; None where it was made of more than that."""
    if result is None or result.svg is None or result.source != reply:
        return None
    return [[(edit.start, edit.end, edit.replacement) for edit in edits] for edits in result.passes]


def _word(part: Sighting) -> str:
    if part.presence is Presence.MERGED:
        return "merged"
    return "unknown" if part.open else "there" if part.there else "missing"


def _estimated(outcome: Outcome) -> int | None:
    """The tokens of an answer that was ended from this side, where the server did not count them."""
    reply = outcome.reply
    if reply is None or not reply.stopped or (reply.usage is not None and reply.usage.completion is not None):
        return None
    return Progress(len(reply.text), len(reply.reasoning), outcome.chunks).estimated_tokens


def _saved(plan: Plan, request: Request, reply: Reply) -> int | None:
    """The tokens that the rest of an answer would have taken that by itself would not have ended."""
    limit = request.parameters.get(plan.names.get("max_tokens", ""))
    if reply.stopped not in (StopReason.LOOP, StopReason.ENDLESS) or not isinstance(limit, int):
        return None
    return estimated_saving(Progress(len(reply.text), len(reply.reasoning)), limit)
