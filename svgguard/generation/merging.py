"""How the answer to a step becomes a picture: joined to what was there, spliced into it, or taken as it is. No I/O.

Each way says what text the engine is to judge and, once it has, what the result of the call is: always with edits
that lead from the raw text to the document, so that it can be explained and replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from svgguard.ask import Question, Step, continued, corrected
from svgguard.endpoint import joined
from svgguard.extraction.reply import Reply
from svgguard.generation.fragments import spliced
from svgguard.result import Result
from svgguard.rules import rule_named
from svgguard.rules.reply.r016_loop import find_loop
from svgguard.text import edits
from svgguard.types import Edit, Fault, Safety, Status


@dataclass(frozen=True, slots=True)
class Merged:
    """What of an answer to judge, and what becomes of the result."""

    reply: Reply
    settle: Callable[[Result], Result]


def merge(question: Question, reply: Reply, so_far: Result | None) -> Merged:
    """How to take `reply`, the answer to `question` about the result `so_far`.

    An answer that is not what was asked for is taken as a whole one, and judged as such.
    """
    if question.step is Step.CONTINUE:
        rest = continued(question.base, reply.text)
        if rest is not None and (text := joined(question.base, rest)) is not None:
            return Merged(replace(reply, text=text, reasoning=""), _as_it_is)
    if question.step is Step.PATCH and so_far is not None and (edit := corrected(question, reply.text)):
        whole = Reply(edits.apply(question.base, [edit]))
        return Merged(whole, lambda result: spliced(so_far, (edit,), result, _BY_MODEL))
    return Merged(reply, _as_it_is)


def loop_start(reply: Reply, stop: object) -> int | None:
    """Where to cut a loop off the text of `reply`; None when it does not end in one.

    `stop` is what the watch returned that ended the stream. A loop of whole elements is cut after its first period,
    which may have been meant; any other where it begins.
    """
    if reply.stopped == "loop" and getattr(stop, "where", "") == "text":
        start, period = int(getattr(stop, "start", 0)), len(getattr(stop, "period", ""))
    elif (found := find_loop(reply.text)) is not None:
        start, period = found
    else:
        return None
    end = reply.text.find(">", start + max(period - 1, 0), start + 2 * period)
    return start if end < 0 else end + 1


def without_loop(whole: Result, at: int, judged: Result) -> Result:
    """The result of cutting a loop off at `at`: `judged` is what the engine made of the text before it."""
    size = len(whole.source)
    known = next((fault for fault in whole.faults if fault.name == "loop"), _loop(whole.source, at))
    cut = replace(known, applied=True, repair="the loop is cut off")
    return replace(
        judged,
        source=whole.source,
        status=Status.REPAIRED if judged.status is Status.CLEAN else judged.status,
        faults=(*judged.faults, cut),
        passes=((Edit(at, size, ""),), *judged.passes) if judged.svg is not None else (),
    )


_BY_MODEL = "the model corrected the element"


def _as_it_is(result: Result) -> Result:
    return result


def _loop(source: str, at: int) -> Fault:
    rule = rule_named("loop")
    line = source.count("\n", 0, at) + 1
    column = at - source.rfind("\n", 0, at)
    message = "the answer repeats itself from here on"
    return Fault(rule.code, rule.name, rule.severity, rule.blame, Safety.UNSAFE, at, len(source), line, column, message)
