"""`Judgement`: what a judge said of one picture, question by question, and what it amounts to beside its own errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from svgguard.judging.atoms import Kind
from svgguard.judging.statistics import Estimate, advantage, corrected, wilson


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question, and what the judge answered."""

    question: str
    part: str
    kind: Kind
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
        """Whether the endpoint gave at least one vote."""
        return bool(self.yes + self.no + self.unclear)

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON."""
        return asdict(self) | {"kind": str(self.kind)}


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
    deleted: int
    """Trials without the part, and in how many of them the judge said so."""
    noticed: int
    kept: int
    """Trials with the part, and in how many of them the judge said that it is missing."""
    alarms: int
    drawings: int
    """How many drawings the parts are of."""
    seed: int
    address: str = ""
    time: str = ""
    """UTC, ISO 8601."""
    requests: int = 0

    @property
    def recall(self) -> Estimate | None:
        """Of the missing parts, the share that is noticed."""
        return wilson(self.noticed, self.deleted)

    @property
    def false_alarms(self) -> Estimate | None:
        """Of the parts that are there, the share that is said to be missing."""
        return wilson(self.alarms, self.kept)

    @property
    def telling(self) -> bool:
        """Whether the judge is known to do better than one that guesses."""
        recall, false_alarms = self.recall, self.false_alarms
        return recall is not None and false_alarms is not None and advantage(recall, false_alarms).low > 0

    def __str__(self) -> str:
        words = f"recall {self.recall or 'unknown'}, false alarms {self.false_alarms or 'unknown'}"
        told = "" if self.telling else "; not shown to do better than guessing"
        return f"{words}, {self.deleted} + {self.kept} trials on {self.drawings} drawings{told}"

    def to_dict(self) -> dict[str, Any]:
        """A plain mapping for JSON; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """The inverse of `to_dict`; raises TypeError for what is none."""
        return cls(**values)


@dataclass(frozen=True, slots=True)
class OmissionRate:
    """How many of the parts that were asked for are missing, as the judge says, and as it must be read."""

    missing: int
    total: int
    """Parts that the judge was asked about and that it answered for, clearly or not."""
    calibration: Calibration | None
    """None when this judge has not been calibrated for this way of asking."""

    @property
    def observed(self) -> Estimate | None:
        """The share of missing parts as the judge says, errors and all; None of no part."""
        return wilson(self.missing, self.total)

    @property
    def corrected(self) -> Estimate | None:
        """The share corrected for the errors of the judge; None when that cannot be done, see `caveat`."""
        if (known := self.calibration) is None:
            return None
        return corrected(self.missing, self.total, known.noticed, known.deleted, known.alarms, known.kept)

    @property
    def caveat(self) -> str:
        """Why there is no corrected share; empty when there is one."""
        if not self.total:
            return "no part was judged"
        if self.calibration is None:
            return "the judge is not calibrated"
        return "" if self.calibration.telling else "the judge is not shown to do better than guessing"

    def __str__(self) -> str:
        said = f"{self.missing} of {self.total} parts are missing, as the judge says: {self.observed or 'unknown'}"
        return f"{said}; corrected for its errors: {self.corrected or f'unknown, for {self.caveat}'}"

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
        """Whether each part is there; None where the judge did not say."""
        return {v.part: v.answer for v in self.verdicts if v.kind is Kind.EXISTS}

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not there, in order."""
        return tuple(name for name, there in self.parts.items() if there is False)

    @property
    def few(self) -> tuple[str, ...]:
        """The parts that are there, and fewer than were asked for."""
        return tuple(v.part for v in self.verdicts if v.kind is Kind.COUNT and v.answer is False and not v.because)

    @property
    def loose(self) -> tuple[tuple[str, str], ...]:
        """The pairs of parts that are there and do not touch."""
        joints = (v for v in self.verdicts if v.kind is Kind.JOINED)
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
    verdicts = [v for one in given for v in one.verdicts if v.kind is Kind.EXISTS and (v.asked or v.because)]
    known = next((one.calibration for one in given if one.calibration), None)
    return OmissionRate(sum(v.answer is False for v in verdicts), len(verdicts), known)


def _plain(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else asdict(estimate)
