"""How the answer to a step becomes a picture: joined to what was there, spliced into it, or taken as it is. No I/O.

Each reading says what text the engine is to judge and, once it has, what the result of the call is: always with edits
that lead from the raw text to the document, so that it can be explained and replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from svgguard import edits
from svgguard.endpoint import joined
from svgguard.extraction import extract
from svgguard.questions import Question, Step, corrected
from svgguard.reply import Reply
from svgguard.result import Result
from svgguard.rules import rule_named
from svgguard.rules.r016_loop import find_loop
from svgguard.types import Edit, Fault, Safety, Status


@dataclass(frozen=True, slots=True)
class Reading:
    """What of an answer to judge, and what its verdict means."""

    reply: Reply
    settle: Callable[[Result], Result]


def read(question: Question, reply: Reply, so_far: Result | None) -> Reading:
    """How to take `reply`, the answer to `question` about the result `so_far`.

    An answer that is not what was asked for is taken as a whole one, and judged as such.
    """
    if question.step is Step.CONTINUE and (text := joined(question.base, reply.text)) is not None:
        return Reading(replace(reply, text=text, reasoning=""), _as_it_is)
    if question.step is Step.PATCH and so_far is not None and (edit := corrected(question, reply.text)):
        whole = Reply(edits.apply(question.base, [edit]))
        return Reading(whole, lambda result: spliced(so_far, question, edit, result))
    return Reading(reply, _as_it_is)


def spliced(so_far: Result, question: Question, edit: Edit, judged: Result) -> Result:
    """The result of writing a corrected element into `so_far`: `judged` is what the engine made of the text then."""
    passes = so_far.passes if so_far.svg is not None else extract(so_far.source).passes
    maps = [edits.OffsetMap(step) for step in (*passes, (edit,))]
    left = [_moved(fault, maps, so_far.source) for fault in judged.faults]
    still = {(fault.code, fault.start) for fault in left}
    gone = (
        fault if fault.applied else replace(fault, applied=True, repair=_BY_MODEL)
        for fault in so_far.faults
        if (fault.code, fault.start) not in still
    )
    return replace(
        judged,
        source=so_far.source,
        status=Status.REPAIRED if judged.status is Status.CLEAN else judged.status,
        faults=tuple(sorted((*gone, *left), key=lambda fault: (fault.start, fault.end, fault.code))),
        passes=(*passes, (edit,), *judged.passes) if judged.svg is not None else (),
        alternates=so_far.alternates,
        encoding=so_far.encoding,
        parts=tuple(
            replace(seen, start=edits.to_raw(seen.start, maps), end=edits.to_raw(seen.end, maps))
            for seen in judged.parts
        ),
    )


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
    known = [fault for fault in whole.faults if fault.name == "loop"] or [_loop(whole.source, at)]
    cut = tuple(replace(fault, applied=True, repair="the loop is cut off") for fault in known)
    return replace(
        judged,
        source=whole.source,
        status=Status.REPAIRED if judged.status is Status.CLEAN else judged.status,
        faults=(*judged.faults, *cut),
        passes=((Edit(at, size, ""),), *judged.passes) if judged.svg is not None else (),
    )


_BY_MODEL = "the model corrected the element"


def _as_it_is(result: Result) -> Result:
    return result


def _moved(fault: Fault, maps: list[edits.OffsetMap], source: str) -> Fault:
    """A fault of the spliced text, placed in the raw one."""
    start = edits.to_raw(fault.start, maps)
    line = source.count("\n", 0, start) + 1
    column = start - (source.rfind("\n", 0, start) + 1) + 1
    return replace(fault, start=start, end=max(start, edits.to_raw(fault.end, maps)), line=line, column=column)


def _loop(source: str, at: int) -> Fault:
    rule = rule_named("loop")
    line = source.count("\n", 0, at) + 1
    column = at - source.rfind("\n", 0, at)
    message = "the answer repeats itself from here on"
    return Fault(rule.code, rule.name, rule.severity, rule.blame, Safety.UNSAFE, at, len(source), line, column, message)
