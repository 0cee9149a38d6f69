"""`Judgement`: what a judge said of one picture, question by question, and what it amounts to beside its own errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from svgguard.judging.atoms import QuestionKind
from svgguard.judging.statistics import advantage, corrected, effective
from svgguard.log.intervals import Counts, Estimate, wilson


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question, and what the judge answered."""

    question: str
    part: str
    kind: QuestionKind
    other: str = ""
    """The part that it should be joined to."""
    answer: bool | None = None
    """None when the votes decide nothing, or the question was not answered at all."""
    yes: int = 0
    no: int = 0
    unclear: int = 0
    """Votes of each kind."""
    probability: float | None = None
    """Of yes, by log-probabilities, where the endpoint gives them; else None."""
    because: str = ""
    """The part whose absence answered it, so that it was not asked."""
    problem: str = ""
    """Why votes are lacking: what the endpoint failed with, or the budget."""

    @property
    def asked(self) -> bool:
        """True if the endpoint gave at least one vote."""
        return bool(self.yes + self.no + self.unclear)

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        return asdict(self) | {"kind": str(self.kind)}


@dataclass(frozen=True, slots=True)
class Trials:
    """What a judge said of one drawing in its calibration."""

    drawing: str
    deleted: int = 0
    """Times it was shown without a part, and how often the judge noticed."""
    noticed: int = 0
    kept: int = 0
    """Times that it was asked about a part in the drawing as it is, and how often it said that the part is missing."""
    alarms: int = 0


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well one judge, asked in one way, notices that a part is missing: measured on drawings that lack a known one.

    The trials are parts deleted from good drawings, and the same parts in the drawings as they are.
    """

    model: str
    key: str
    """SHA-256 of all that a question is made of but the picture: wording, parameters, votes, size."""
    wording: str
    """Name and version of the prompt file."""
    votes: int
    trials: tuple[Trials, ...]
    seed: int
    address: str = ""
    time: str = ""
    """UTC, ISO 8601."""
    requests: int = 0

    @property
    def noticing(self) -> Counts:
        """How often a missing part was noticed, of how often, as independent counts."""
        return effective([(one.noticed, one.deleted) for one in self.trials])

    @property
    def alarming(self) -> Counts:
        """How often a part that is there was said to be missing, of how often, as independent counts."""
        return effective([(one.alarms, one.kept) for one in self.trials])

    @property
    def recall(self) -> Estimate | None:
        """Of the missing parts, the share that is noticed."""
        return wilson(*self.noticing)

    @property
    def false_alarms(self) -> Estimate | None:
        """Of the parts that are there, the share that is said to be missing."""
        return wilson(*self.alarming)

    @property
    def telling(self) -> bool:
        """True if the judge is known to do better than one that guesses."""
        recall, false_alarms = self.recall, self.false_alarms
        return recall is not None and false_alarms is not None and advantage(recall, false_alarms).low > 0

    @property
    def errors(self) -> str:
        """Recall and false alarms in words, with their intervals."""
        return f"recall {self.recall or 'unknown'}, false alarms {self.false_alarms or 'unknown'}"

    @property
    def basis(self) -> str:
        """What these figures rest on, in words."""
        deleted, kept = sum(one.deleted for one in self.trials), sum(one.kept for one in self.trials)
        told = "" if self.telling else "; not shown to do better than guessing"
        drawings = f"{len(self.trials)} drawing{'s' if len(self.trials) != 1 else ''}"
        when = f"{self.wording}, {self.time[:10]}"
        return f"{deleted} + {kept} trials on {drawings}, {when}, drawings of svgguard's own{told}"

    def __str__(self) -> str:
        return f"{self.errors}, {self.basis}"

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """The inverse of `to_dict`; raises TypeError or KeyError for anything else."""
        return cls(**{**values, "trials": tuple(Trials(**one) for one in values["trials"])})


@dataclass(frozen=True, slots=True)
class OmissionRate:
    """How many of the parts that were asked for are missing, as the judge says, and as it must be read."""

    pictures: tuple[tuple[int, int], ...]
    """For each picture how many parts are missing, of how many that the judge answered for, clearly or not."""
    calibration: Calibration | None
    """None when this judge has not been calibrated for this way of asking."""

    @property
    def missing(self) -> int:
        """Parts that the judge says are missing, over all pictures."""
        return sum(missing for missing, _ in self.pictures)

    @property
    def total(self) -> int:
        """Parts that it answered for."""
        return sum(total for _, total in self.pictures)

    @property
    def observed(self) -> Estimate | None:
        """The share of missing parts as the judge says, errors and all; None of no part."""
        return wilson(*effective(self.pictures))

    @property
    def corrected(self) -> Estimate | None:
        """The share corrected for the errors of the judge; None when that cannot be done, see `caveat`."""
        if (known := self.calibration) is None:
            return None
        return corrected(effective(self.pictures), known.noticing, known.alarming)

    @property
    def caveat(self) -> str:
        """Why there is no corrected share; empty when there is one."""
        if not self.total:
            return "no part was judged"
        if self.calibration is None:
            return "the judge is not calibrated"
        return "" if self.calibration.telling else "the judge is not shown to do better than guessing"

    def __str__(self) -> str:
        said = f"{self.missing} of {self.total} parts missing, as the judge says: {self.observed or 'unknown'}"
        known = f"; its {self.calibration.errors}" if self.calibration else ""
        return f"{said}{known}; corrected for its errors: {self.corrected or f'unknown, for {self.caveat}'}"

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON, the estimates worked out."""
        known = self.calibration
        return {
            "missing": self.missing,
            "total": self.total,
            "observed": _plain(self.observed),
            "corrected": _plain(self.corrected),
            "caveat": self.caveat,
            "recall": _plain(known.recall if known else None),
            "false_alarms": _plain(known.false_alarms if known else None),
        }


@dataclass(frozen=True)
class Judgement:
    """What a judge said of one picture."""

    model: str
    """As it was asked for; the one that the server has, where none was named."""
    address: str
    key: str
    """What its calibration is known by, see `Calibration.key`."""
    verdicts: tuple[Verdict, ...]
    """In the order of the parts; those about joints last."""
    calibration: Calibration | None = None
    requests: int = 0
    call: str = ""
    """The UUID that its rows in the log share."""
    png: bytes = field(default=b"", repr=False)
    """The picture that was shown."""

    @property
    def parts(self) -> dict[str, bool | None]:
        """True if each part is there; None where the judge did not say."""
        return {v.part: v.answer for v in self.verdicts if v.kind is QuestionKind.EXISTS}

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not there, in order."""
        return tuple(name for name, there in self.parts.items() if there is False)

    @property
    def few(self) -> tuple[str, ...]:
        """The parts that are there, and fewer than were asked for."""
        return tuple(
            v.part for v in self.verdicts if v.kind is QuestionKind.COUNT and v.answer is False and not v.because
        )

    @property
    def loose(self) -> tuple[tuple[str, str], ...]:
        """The pairs of parts that are there and do not touch."""
        joints = (v for v in self.verdicts if v.kind is QuestionKind.JOINED)
        return tuple((v.part, v.other) for v in joints if v.answer is False and not v.because)

    @property
    def unclear(self) -> tuple[str, ...]:
        """The parts of which the judge did not say whether they are there."""
        return tuple(name for name, there in self.parts.items() if there is None)

    @cached_property
    def omissions(self) -> OmissionRate:
        """The share of missing parts, corrected for what is known of the judge."""
        return omission_rate((self,))

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON, without the picture."""
        return {
            "model": self.model,
            "address": self.address,
            "key": self.key,
            "call": self.call,
            "requests": self.requests,
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "missing": list(self.missing),
            "few": list(self.few),
            "loose": [list(pair) for pair in self.loose],
            "unclear": list(self.unclear),
            "omissions": self.omissions.to_dict(),
            "calibration": self.calibration.to_dict() if self.calibration else None,
        }

    def __repr__(self) -> str:
        said = f"{len(self.missing)} of {len(self.parts)} parts missing"
        return f"<Judgement by {self.model}: {said}{', ' + ', '.join(self.missing) if self.missing else ''}>"


def omission_rate(judgements: Iterable[Judgement]) -> OmissionRate:
    """The share of missing parts over many pictures; raises ValueError when they are not of one judge asked one way."""
    given: Sequence[Judgement] = tuple(judgements)
    if len({(one.model, one.key) for one in given}) > 1:
        raise ValueError("these judgements are of several judges or ways of asking, whose errors differ")
    known = next((one.calibration for one in given if one.calibration), None)
    return OmissionRate(tuple(map(_counted, given)), known)


def _counted(judgement: Judgement) -> tuple[int, int]:
    answered = [v for v in judgement.verdicts if v.kind is QuestionKind.EXISTS and (v.asked or v.because)]
    return sum(v.answer is False for v in answered), len(answered)


def _plain(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else asdict(estimate)
