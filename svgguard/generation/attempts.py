"""The attempt logic of `generate`, as a state machine without I/O.

`conversation` is a generator: it yields what is to be done next (`Ask` this request, `Wait` so long, `Check` this
reply, `Insert` this fragment, `Look` whether this paints anything, see what is to be asked where a part is `Missing`,
`Record` this row), is sent what came of it, and returns the `Result`. The drivers only carry it out. What is asked
before the picture stands in `listing`, what after an answer in `steps`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from svgguard.ask import Question, Step
from svgguard.endpoint import EndpointError, Outcome, Remedy, Request, follow_up
from svgguard.extraction.reply import Reply
from svgguard.generation.blame import CANCELLED, blamed, with_copies
from svgguard.generation.budget import BudgetError, Spent, affordable
from svgguard.generation.fragments import Insertion, askable
from svgguard.generation.listing import listed, listing, unlisted, with_parts
from svgguard.generation.merging import loop_start, merge, without_loop
from svgguard.generation.plan import Plan
from svgguard.generation.ranking import Ranked, Seen
from svgguard.generation.rows import Standing, attempt_of, local_row, row_of
from svgguard.generation.steps import Situation, next_step
from svgguard.guard import Checked
from svgguard.guard.drawn import with_drawing_fault
from svgguard.log import Row
from svgguard.parts.inventory import PartList
from svgguard.parts.specification import Specification
from svgguard.result import Attempt, Result
from svgguard.types import Blame, Fault, SvgguardError


class CancelledError(SvgguardError):
    """The caller took the call back before anything had come."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Send this request; the answer is an `Outcome`."""

    request: Request
    question: Question
    attempt: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Let so many seconds pass."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Check:
    """Run the engine over this reply, repairing or not; the answer is a `Checked`."""

    reply: Reply
    parts: Specification | None
    repairs: bool = True


@dataclass(frozen=True, slots=True)
class Insert:
    """Write the part that this reply draws into a result; the answer is an `Insertion`, or None when it draws none."""

    question: Question
    reply: Reply
    so_far: Checked
    parts: Specification


@dataclass(frozen=True, slots=True)
class Missing:
    """Find the question for a part that is missing from this result; the answer is a `Question`, or None."""

    so_far: Checked
    parts: Specification
    passed: frozenset[str]
    """Parts that are not to be asked for: the answer for them could not be kept."""


@dataclass(frozen=True, slots=True)
class Look:
    """Draw this document, in so many seconds at most, and see whether it shows anything; the answer is `Seen`."""

    so_far: Checked
    seconds: float


@dataclass(frozen=True, slots=True)
class Record:
    """Log this row."""

    row: Row


@dataclass(frozen=True, slots=True)
class Tell:
    """Say how the answer of an attempt was judged, and the best so far."""

    attempt: Attempt
    best: Result


Action: TypeAlias = Ask | Wait | Check | Insert | Missing | Look | Record | Tell
Steps: TypeAlias = Generator[Action, Any, Any]


def conversation(
    plan: Plan, clock: Callable[[], float], cancelled: Callable[[], bool] = lambda: False
) -> Generator[Action, Any, Result]:
    """Ask until the result is good enough or nothing more may be tried; the best result so far, never the last.

    `clock` gives seconds, `cancelled` whether the caller wants no more. Raises `EndpointError` when no answer could be
    had at all, `CancelledError` when the caller cancelled before, and `BudgetError` for a budget that pays for none.
    """
    return _Conversation(plan, clock, cancelled).run()


class _Conversation:
    """The state of one call."""

    def __init__(self, plan: Plan, clock: Callable[[], float], cancelled: Callable[[], bool]) -> None:
        self.plan = plan
        self.clock = clock
        self.cancelled = cancelled
        self.started = clock()
        self.spent = Spent()
        self.attempts: list[Attempt] = []
        self.best: Ranked | None = None
        self.tried: set[tuple[Step, int]] = set()
        self.samples = 0
        self.switches = 0
        self.refused: frozenset[str] = frozenset()
        self.cause: Exception | None = None
        self.listed: PartList | None = None
        self.passed: frozenset[str] = frozenset()

    def run(self) -> Generator[Action, Any, Result]:
        if self.plan.listing is not None:
            yield from self._list()
        question: Question | None = Question(Step.ASK, self.plan.request.messages, self.plan.wording)
        request: Request | None = self.plan.request
        while question is not None and request is not None:
            answer: tuple[Request, Outcome] | None = yield from self._exchange(question, request)
            if answer is None:
                break
            latest: Ranked = yield from self._take(question, *answer)
            yield from self._pass_over(question, latest)
            question, request = self._next(question, latest)
        if self.best is None:
            if self.cancelled():
                raise CancelledError("cancelled before there was an answer")
            faults = [fault for attempt in self.attempts for fault in attempt.faults]
            if not faults:
                raise BudgetError("the budget does not pay for one answer")
            raise EndpointError(*faults) from self.cause
        return replace(self._shown(self.best.result), attempts=tuple(self.attempts))

    def _list(self) -> Steps:
        """Have the parts listed by the model; whatever comes of it, the picture is asked for."""
        question, request = listing(self.plan)
        wanted: Specification | None = None
        asked: Request | None = request
        while asked is not None and wanted is None:
            answer: tuple[Request, Outcome] | None = yield from self._exchange(question, asked)
            if answer is None:
                faults = [fault for attempt in self.attempts for fault in attempt.faults]
                self.listed = self.listed or unlisted(faults[-1] if faults else "the budget does not pay for a list")
                break
            sent, outcome = answer
            assert outcome.reply is not None  # noqa: S101 -- for the type checker: there was an answer
            wanted, self.listed = listed(outcome.reply)
            self.attempts.append(attempt_of(self._number, question, sent, outcome, None))
            yield Record(row_of(self.plan, question, sent, outcome, self.attempts[-1], None, Standing()))
            # The endpoint may know of a request that does better: with thinking switched.
            asked = outcome.instead if self.switches < self.plan.retries else None
            self.switches += asked is not None and wanted is None
        if wanted is not None:
            self.plan = with_parts(self.plan, wanted)

    def _exchange(self, question: Question, request: Request) -> Steps:
        """Ask until there is an answer: the request that brought it and the outcome; None when none is to be had."""
        tries = 0
        while True:
            fitting = affordable(request, self.plan.budget, self.spent, self._elapsed(), self.plan.names)
            if fitting is None or self.cancelled():
                return None
            outcome: Outcome = yield Ask(fitting, question, self._number)
            outcome = self._on_deadline(outcome, fitting)
            answered = outcome.reply is not None and not _taken_back(outcome.reply)
            drawn = answered and question.step is not Step.LIST
            self.spent = self.spent.plus(self.plan.budget, fitting, outcome.reply, answered=drawn)
            self.cause = outcome.cause
            if answered:
                self.refused |= request.dropped
                return fitting, outcome
            self.attempts.append(attempt_of(self._number, question, fitting, outcome, None))
            standing = self._standing(self.best)
            yield Record(row_of(self.plan, question, fitting, outcome, self.attempts[-1], None, standing))
            if outcome.reply is not None:
                return None
            step = follow_up(request, outcome, tries, self.plan.retries, left=self._left())
            if step is None:
                return None
            request, pause = step
            tries += outcome.remedy is not Remedy.DROP
            yield Wait(pause)

    def _take(self, question: Question, request: Request, outcome: Outcome) -> Steps:
        """Check an answer, cut a loop off it, and keep it if it is the best so far."""
        assert outcome.reply is not None  # noqa: S101 -- for the type checker: only answers are taken
        if question.step is Step.PARTS and self.best is not None and self.plan.parts is not None:
            inserted: Insertion | None = yield Insert(question, outcome.reply, self.best.checked, self.plan.parts)
            if inserted is not None:
                return (yield from self._keep(question, request, outcome, inserted.checked, {}, inserted.objection))
            # Whatever else it is, even a whole drawing, it must not take the place of the picture that is there.
            other: Checked = yield Check(outcome.reply, self.plan.parts, Step.REPAIR not in self.plan.skip)
            other = replace(other, result=blamed(other.result, outcome))
            objection = f"it does not draw {question.part}"
            return (yield from self._keep(question, request, outcome, other, {}, objection))
        repairs = Step.REPAIR not in self.plan.skip
        merged = merge(question, outcome.reply, self.best.result if self.best else None)
        judged: Checked = yield Check(merged.reply, self.plan.parts, repairs)
        overdue = outcome.fault is not None and outcome.fault.blame is Blame.BUDGET
        known = blamed(judged.result, replace(outcome, reply=merged.reply), overdue=overdue)
        known = with_copies(known, self.plan.request.messages, self.plan.prompt)
        judged, local = replace(judged, result=merged.settle(known)), {Step.REPAIR: _repaired(known)}
        at = None if Step.CUT_LOOP in self.plan.skip else self._loop(merged.reply, outcome, judged.result)
        if at is not None:
            before: Checked = yield Check(Reply(merged.reply.text[:at]), self.plan.parts, repairs)
            if before.result.ok:
                judged = replace(before, result=without_loop(judged.result, at, before.result))
                loops = tuple(fault for fault in judged.result.faults if fault.name == "loop")
                local = {Step.CUT_LOOP: loops, Step.REPAIR: _repaired(before.result)}
        return (yield from self._keep(question, request, outcome, judged, local))

    def _keep(
        self,
        question: Question,
        request: Request,
        outcome: Outcome,
        checked: Checked,
        local: Mapping[Step, tuple[Fault, ...]],
        objection: str | None = None,
    ) -> Steps:
        """Record what became of an answer, steps that asked nothing included, and keep it if it is the best so far."""
        seen = (yield Look(checked, self._left())) if checked.result.ok else Seen(False)
        checked = replace(checked, result=with_drawing_fault(checked.result, seen.error))
        result = checked.result
        attempt = replace(attempt_of(self._number, question, request, outcome, result), objection=objection or "")
        self.attempts.append(attempt)
        latest, before = (
            Ranked(checked, outcome, attempt.number, question.step, seen.blank, objection=objection),
            self.best,
        )
        if self.best is None or latest.beats(self.best):
            self.best = latest
        row = row_of(self.plan, question, request, outcome, attempt, result, self._standing(before))
        yield Record(row)
        for step, repaired in local.items():
            if repaired:
                yield Record(local_row(row, step, repaired, result))
        yield Tell(attempt, self._shown(self.best.result))
        return latest

    def _pass_over(self, question: Question, latest: Ranked) -> Steps:
        """Find the part that is to be asked for next; one whose answer could not be kept is not, in this drawing."""
        assert self.best is not None  # noqa: S101 -- for the type checker: there was an answer
        if question.step is Step.PARTS:
            self.passed |= {question.part} if self.best is not latest else set()
        elif self.best is latest:
            self.passed = frozenset()
        missing: Question | None = None
        wanted = self.plan.parts
        if wanted is not None and askable(self.best.result.parts) and Step.PARTS not in self.plan.skip:
            missing = yield Missing(self.best.checked, wanted, self.passed)
        self.best = replace(self.best, missing=missing)

    def _standing(self, before: Ranked | None) -> Standing:
        """Where the last attempt stands, given what was the best before it."""
        opening = not self.plan.earlier and all(attempt.step == Step.LIST for attempt in self.attempts[:-1])
        earlier, now = (None if one is None else one.result for one in (before, self.best))
        return Standing(earlier, now, opening)

    def _shown(self, result: Result) -> Result:
        """A result that says whose list of parts it was judged by."""
        return result if self.listed is None else replace(result, wanted=self.listed)

    def _next(self, question: Question, latest: Ranked) -> tuple[Question | None, Request | None]:
        """What to ask after `latest`, the answer to `question`."""
        assert self.best is not None  # noqa: S101 -- for the type checker: there was an answer
        instead = latest.outcome.instead
        if instead is not None and not self.best.enough and self.switches < self.plan.retries:
            # The endpoint knows of a request that may do better: with thinking switched, or without a prefill.
            self.switches += 1
            return replace(question, why=latest.complaint), instead
        left = self.plan.budget.attempts - self.spent.attempts
        situation = Situation(self.plan, self.best, left, frozenset(self.tried), self.samples)
        following = next_step(situation)
        if following is None:
            return None, None
        self.tried.add((following.step, self.best.number))
        self.samples += following.step is Step.RESAMPLE
        request = replace(
            self.plan.request,
            messages=following.messages,
            parameters={**self.plan.request.parameters, **following.parameters},
        )
        return following, request.without(self.refused)

    def _loop(self, reply: Reply, outcome: Outcome, result: Result) -> int | None:
        """Where to cut a loop off `reply`; None when there is none, or the picture is whole in spite of it."""
        looped = reply.stopped == "loop" or any(fault.name == "loop" for fault in result.faults)
        return loop_start(reply, outcome.stop) if looped else None

    def _on_deadline(self, outcome: Outcome, request: Request) -> Outcome:
        """`outcome` with its timeout blamed on the budget, when it is the budget's deadline that passed."""
        fault, usual = outcome.fault, self.plan.request.timeout
        if fault is None or fault.name != "timeout" or request.timeout is None or request.timeout == usual:
            return outcome
        said = f"the time budget of {self.plan.budget.seconds or 0:g} s ended the answer"
        return replace(outcome, fault=replace(fault, blame=Blame.BUDGET, message=said))

    @property
    def _number(self) -> int:
        """Of the attempt that is being made."""
        return self.plan.earlier + len(self.attempts) + 1

    def _elapsed(self) -> float:
        return self.clock() - self.started

    def _left(self) -> float:
        seconds = self.plan.budget.seconds
        return float("inf") if seconds is None else seconds - self._elapsed()


def _repaired(result: Result) -> tuple[Fault, ...]:
    return tuple(fault for fault in result.faults if fault.applied)


def _taken_back(reply: Reply) -> bool:
    """True when the caller cancelled before anything of the answer had come."""
    return reply.stopped == CANCELLED and not (reply.text or reply.reasoning)
