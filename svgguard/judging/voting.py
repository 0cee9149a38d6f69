"""`Voting`: puts questions about pictures to an endpoint, vote by vote, within the budget; every request is logged."""

from __future__ import annotations

import threading
import time
from base64 import b64encode
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from svgguard.ask import digest, prompt_file
from svgguard.endpoint import Message, Outcome, Remedy, Request, Send, acceptable, follow_up
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation.budget import Spent, affordable
from svgguard.judging.answers import probability, read_answer
from svgguard.judging.atoms import Atom
from svgguard.judging.judgement import Verdict
from svgguard.judging.options import JudgeCall
from svgguard.judging.order import in_order
from svgguard.log import JUDGE, Row
from svgguard.types import Fault

_SURE = 0.95
"""A probability of one answer from which on further votes are not worth asking for, log-probabilities having said what
they would be."""


@dataclass(slots=True)
class _Tally:
    """The votes on one question."""

    yes: int = 0
    no: int = 0
    unclear: int = 0
    chances: float = 0.0
    """Sum of the probabilities of yes."""
    measured: int = 0
    """Votes with log-probabilities."""
    problem: str = ""

    def add(self, answer: bool | None, chance: float | None) -> None:
        self.yes += answer is True
        self.no += answer is False
        self.unclear += answer is None
        if chance is not None and answer is not None:
            self.chances += chance
            self.measured += 1

    @property
    def chance(self) -> float | None:
        return self.chances / self.measured if self.measured else None

    def decided(self, votes: int) -> bool:
        """True if no further vote of so many could change the answer, or none is likely to."""
        if max(self.yes, self.no) > votes // 2:
            return True
        chance = self.chance
        return chance is not None and not self.unclear and max(chance, 1 - chance) >= _SURE

    @property
    def answer(self) -> bool | None:
        """What most clear votes say; where they are even, what the log-probabilities say."""
        if self.yes != self.no:
            return self.yes > self.no
        chance = self.chance
        return None if chance is None or chance == 0.5 else chance > 0.5


class Voting:
    """One endpoint under one way of asking; safe to be asked from several threads, which share its budget."""

    def __init__(self, call: JudgeCall, send: Send, pool: Executor) -> None:
        self.model = call.request.model
        """None until the server's one model has said its name."""
        self.requests = 0
        """Sent so far."""
        self.answers = 0
        """Requests that were answered."""
        self.faults: list[Fault] = []
        """What the endpoint failed with."""
        self.cause: Exception | None = None
        """The caller's own exception, when the caller's function raised one."""
        self._call = call
        self._send = send
        self._pool = pool
        self._started = time.monotonic()
        self._spent = Spent()
        self._running = 0
        self._lock = threading.Lock()
        self._file = prompt_file("judge")

    def answers_to(self, png: bytes, atoms: tuple[Atom, ...]) -> tuple[Verdict, ...]:
        """The verdicts on some questions about one picture, in their order."""
        url = f"data:image/png;base64,{b64encode(png).decode()}"
        return in_order(atoms, lambda atom: self._put(url, atom), self._pool)

    def _put(self, url: str, atom: Atom) -> Verdict:
        """Ask one question until the votes decide it, or nothing more may be spent."""
        picture = {"type": "image_url", "image_url": {"url": url}}
        text = {"type": "text", "text": self._file.fill(question=atom.text)}
        message: Message = {"role": "user", "content": [picture, text]}
        request = acceptable(self._call.whom.address, self._call.request).asking((message,))
        tally = _Tally()
        for _ in range(self._call.votes):
            reply = self._vote(request, atom, tally)
            if reply is None:
                break
            answer = read_answer(reply.text)
            tally.add(answer, probability(reply.raw))
            if tally.decided(self._call.votes):
                break
        return Verdict(
            atom.text,
            atom.part,
            atom.kind,
            atom.other,
            answer=tally.answer,
            yes=tally.yes,
            no=tally.no,
            unclear=tally.unclear,
            probability=tally.chance,
            problem=tally.problem,
        )

    def _vote(self, request: Request, atom: Atom, tally: _Tally) -> Reply | None:
        """One answer, the request repeated as far as that may help; None when there is none to be had."""
        tries = 0
        while True:
            fitting, number = self._begin(request)
            if fitting is None:
                tally.problem = "the budget is spent"
                return None
            outcome: Outcome | None = None
            try:
                outcome = self._send(fitting)
            finally:
                self._end(fitting, outcome)
            self._record(fitting, number, atom, outcome)
            reply = outcome.reply
            readable = reply is not None and read_answer(reply.text) is not None
            # An answer that was cut may say enough; for one that says nothing there may be a better request.
            if readable or (reply is not None and outcome.fault is None and outcome.instead is None):
                return reply
            tally.problem = outcome.fault.message if outcome.fault else ""
            step = follow_up(request, outcome, tries, self._call.retries, left=self._left())
            if step is None:
                return reply if outcome.fault is None else None
            tries += outcome.remedy is not Remedy.DROP
            request, pause = step
            time.sleep(pause)

    def _begin(self, request: Request) -> tuple[Request | None, int]:
        """The request as the budget allows it, counted as sent, and its number; None when the budget allows none."""
        with self._lock:
            spent = replace(self._spent, attempts=self._spent.attempts + self._running)
            elapsed = time.monotonic() - self._started
            fitting = affordable(request, self._call.budget, spent, elapsed, self._call.names)
            self._running += fitting is not None
            self.requests += fitting is not None
            return fitting, self.requests

    def _end(self, request: Request, outcome: Outcome | None) -> None:
        with self._lock:
            self._running -= 1
            if outcome is None:
                return
            answered = outcome.reply is not None
            self._spent = self._spent.plus(self._call.budget, request, outcome.reply, answered=answered)
            self.answers += answered
            self.cause = self.cause or outcome.cause
            self.model = self.model or outcome.model or (outcome.reply.model if outcome.reply else None)
            if outcome.fault is not None:
                self.faults.append(outcome.fault)

    def _left(self) -> float:
        seconds = self._call.budget.seconds
        return float("inf") if seconds is None else seconds - (time.monotonic() - self._started)

    def _record(self, request: Request, number: int, atom: Atom, outcome: Outcome) -> None:
        reply = outcome.reply or Reply()
        usage = reply.usage or Usage()
        answer: Any = None if outcome.reply is None else read_answer(reply.text)
        said = None if outcome.reply is None else {True: "yes", False: "no", None: "unclear"}[answer]
        self._call.record(
            Row(
                call=self._call.call,
                attempt=number,
                time="" if outcome.sent is None else outcome.sent.isoformat(timespec="milliseconds"),
                model=request.model or outcome.model,
                served_model=reply.model,
                endpoint=self._call.whom.address,
                prompt=atom.text,
                prompt_hash=digest(request.messages),
                prompt_version=self._file.label,
                parameters=dict(request.parameters),
                finish_reason=reply.finish_reason,
                prompt_tokens=usage.prompt,
                completion_tokens=usage.completion,
                reply=None if outcome.reply is None else reply.text,
                reasoning=reply.reasoning or None,
                status=said,
                faults=() if outcome.fault is None else (outcome.fault,),
                seconds=outcome.seconds,
                step=JUDGE,
                why=atom.part,
                cost=self._call.budget.cost(usage),
            )
        )
