"""`judge`: what becomes of the answer of a case today, and how that differs from what must become of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from svgguard.extraction.reply import Reply
from svgguard.guard import repair
from svgguard.result import Result
from svgguard.testing.corpus.case import Case, FaultPlace
from svgguard.types import Fault, Status

if TYPE_CHECKING:
    from svgguard.testing.corpus.pictures import Comparison


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of the answer of a case."""

    case: Case
    status: Status
    faults: tuple[Fault, ...]
    """The endpoint's first, then those of the answer, in order of place."""
    result: Result | None
    """None when the endpoint gave no answer."""
    look: Comparison | None = None
    """How the document looks beside the expected picture; None when there is nothing to compare."""

    @property
    def svg(self) -> str | None:
        """The document; None when there is none."""
        return None if self.result is None else self.result.svg

    @property
    def codes(self) -> tuple[str, ...]:
        """The distinct codes of the faults, in order."""
        return tuple(sorted({fault.code for fault in self.faults}))

    @property
    def places(self) -> tuple[FaultPlace, ...]:
        """Every fault, in order of place."""
        return tuple(sorted(map(FaultPlace.of, self.faults), key=lambda place: (place.line, place.column, place.code)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not to be seen, in order; those of which nothing is known do not count."""
        sightings = () if self.result is None else self.result.parts
        return tuple(s.part for s in sightings if not s.there and not s.open)

    @property
    def passed(self) -> bool:
        """True if all is as it must be."""
        return not any(True for _ in self.differences())

    def differences(self) -> Iterator[str]:
        """What is not as it must be, one phrase for each aspect."""
        if self.status is not self.case.status:
            yield f"status is {self.status}, not {self.case.status}"
        yield from self._differing_codes()
        if self.case.missing is not None and sorted(self.missing) != sorted(self.case.missing):
            yield f"missing: {', '.join(self.missing) or 'nothing'}, not {', '.join(self.case.missing) or 'nothing'}"
        if self.svg != self.case.svg:
            yield self._differing_document()
        if self.look is not None and (problem := self.look.problem(self.case.tolerance)):
            yield problem

    def _differing_codes(self) -> Iterator[str]:
        expected, found = set(self.case.codes), set(self.codes)
        if absent := sorted(expected - found):
            yield f"not found: {' '.join(absent)}"
        if extra := sorted(found - expected):
            yield f"unexpected: {' '.join(extra)}"
        if self.case.places is not None and expected == found:
            wanted, there = Counter(self.case.places), Counter(self.places)
            if gone := wanted - there:
                yield f"not found: {', '.join(map(str, gone.elements()))}"
            if more := there - wanted:
                yield f"unexpected: {', '.join(map(str, more.elements()))}"

    def _differing_document(self) -> str:
        if self.svg is None:
            return "no svg"
        return "an svg where none was expected" if self.case.svg is None else "svg differs"


def judge(case: Case, *, renderer: str | None = None) -> CaseOutcome:
    """Repair the answer of a case under its policy; `renderer` draws its picture in place of the one it names."""
    recording = case.recording
    result = None if recording.reply is None else _repaired(case, recording.reply)
    faults = recording.notes if recording.fault is None else (recording.fault, *recording.notes)
    look = None
    if case.picture is not None and result is not None and result.svg is not None:
        from svgguard.testing.corpus.pictures import compare

        by = case.renderer
        look = compare(case.picture.read_bytes(), result.svg, engine=renderer or by, drawn_by=by)
    return CaseOutcome(
        case=case,
        status=Status.REJECTED if result is None else result.status,
        faults=faults if result is None else (*faults, *result.faults),
        result=result,
        look=look,
    )


def _repaired(case: Case, reply: Reply) -> Result:
    if case.missing is None:
        return repair(reply, policy=case.policy)
    if case.parts:
        return repair(reply, policy=case.policy, parts=case.parts)
    return repair(reply, policy=case.policy, drawing=case.drawing)
