"""From inputs to what is to be said of them: the work that one process does, and all that comes back from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from svgguard.cli.checking.examine import Task
from svgguard.cli.checking.outcome import FileOutcome
from svgguard.cli.inputs import Input
from svgguard.cli.report.form import ReportStyle, load
from svgguard.cli.report.lines import guesses
from svgguard.cli.report.summary import Tally, doubts


class CheckJob(NamedTuple):
    """An input and what to do with it."""

    task: Task
    given: Input


class Message(NamedTuple):
    """A line for standard error."""

    text: str
    error: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be said of one input; no result comes back, which would cost more than to find it."""

    pieces: tuple[tuple[str, ...], ...] = ()
    """For each form of report."""
    messages: tuple[Message, ...] = ()
    tally: Tally = field(default_factory=Tally)
    document: bytes | None = None
    """What standard input became."""


@dataclass(frozen=True, slots=True)
class Teller:
    """How to say it; plain data, because worker processes are given it."""

    forms: tuple[tuple[str, ReportStyle], ...]
    doubting: bool = True
    """Say of how many parts nothing tells whether they are there."""

    def tell(self, job: CheckJob) -> Told:
        """Examine an input, and put what came of it into words."""
        outcomes = job.task.examine(job.given)
        forms = [load(name, style) for name, style in self.forms]
        tally = Tally()
        tally.add_file(outcomes)
        return Told(
            tuple(tuple(piece for one in outcomes for piece in form.pieces(one)) for form in forms),
            tuple(message for one in outcomes for message in self._messages(one, any(f.for_people for f in forms))),
            tally,
            outcomes[-1].document if job.given.data is not None and not job.given.inside else None,
        )

    def tell_all(self, jobs: Sequence[CheckJob]) -> list[Told]:
        """The same for several; what was found is kept, where it is to be."""
        told = [self.tell(job) for job in jobs]
        self.keep(jobs)
        return told

    def keep(self, jobs: Sequence[CheckJob]) -> None:
        """Write to the cache what was found in these."""
        if folder := next((job.task.cache for job in jobs if job.task.cache is not None), None):
            from svgguard.cli.checking import cache

            cache.opened(folder).flush()

    def failed(self, job: CheckJob, why: str) -> Told:
        """What is said of an input that could not be examined."""
        outcome = FileOutcome(job.given.path, file=job.given.file, line=job.given.line, error=why)
        tally = Tally()
        tally.add_file([outcome])
        pieces = tuple(tuple(load(name, style).pieces(outcome)) for name, style in self.forms)
        return Told(pieces, tuple(self._messages(outcome, False)), tally)

    def _messages(self, outcome: FileOutcome, for_people: bool) -> list[Message]:
        said = []
        if outcome.error:
            said.append(Message(f"{outcome.path}: {outcome.error}", error=True))
        if outcome.note:
            said.append(Message(f"{outcome.path}: {outcome.note}"))
        if outcome.result is not None:
            if for_people:
                said += map(Message, guesses(outcome.path, outcome.result))
            if self.doubting and (line := doubts(outcome.path, outcome.result)):
                said.append(Message(line))
        return said
