"""Failure rates per model, read from the log: first pass, after repair and after re-asking are never mixed.

Only faults blamed on the model, of severity warning or worse, count as its failures; what a server or a token limit
broke stands in columns of its own. Both denominators are given: attempts (every call made) and answers (every call that
was answered); nothing is dropped from either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from svgguard.log.row import LOCAL
from svgguard.log.store import Log, user_log
from svgguard.types import Blame, Severity, Status

COUNTED = frozenset({Severity.FATAL, Severity.ERROR, Severity.WARNING})
"""Severities that make an answer a failure."""


JUDGE = "judge"
"""The step of a question about a picture."""

PICTURELESS = frozenset({*LOCAL, JUDGE, "list"})
"""Steps whose rows hold no picture that was asked for: they count in no rate."""

CANCELLED = "cancelled"
"""How a request is marked as stopped that the caller took back."""


_READ = ("model", "call", "attempt", "status", "found", "remaining", "blame", "severity", "step", "stopped", "parts")


@dataclass(frozen=True, slots=True)
class Rate:
    """How many failed, of how many attempts and of how many answers."""

    failures: int
    attempts: int
    answers: int

    @property
    def per_attempt(self) -> float | None:
        """Share of all attempts, 0 to 1; None when there was none."""
        return self.failures / self.attempts if self.attempts else None

    @property
    def per_answer(self) -> float | None:
        """Share of the answered attempts, 0 to 1; None when there was none."""
        return self.failures / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Omissions:
    """Of the parts asked for, how many the first answers leave out, as far as that could be told."""

    missing: int
    """Parts that are not to be seen."""
    told: int
    """Parts of which it could be told whether they are there: the denominator."""
    unknown: int
    """Parts of which it could not, those merged with others included: in no share."""

    @property
    def share(self) -> float | None:
        """Share of the parts that could be told, 0 to 1; None when there was none."""
        return self.missing / self.told if self.told else None


@dataclass(frozen=True, slots=True)
class ModelStats:
    """The figures of one model. The attempts of a `Rate` are calls of `generate`: one first pass, one final result."""

    model: str
    first_pass: Rate
    """The first answer of each call, before any repair."""
    after_repair: Rate
    """The same answer, repaired."""
    after_reasking: Rate
    """The best answer of each call, repaired."""
    requests: int
    """Requests sent: one row of the log each, retries and re-asks included."""
    endpoint_failures: int
    """Requests that brought no answer."""
    server_blamed: int
    """Answers with a fault blamed on the server."""
    budget_blamed: int
    """Answers with a fault blamed on the token limit."""
    codes: Mapping[str, int]
    """How many answers or failed requests each code was found in, by code."""
    omissions: Omissions = Omissions(0, 0, 0)
    """Parts left out of the first answer of each call, before any re-asking."""


def stats(log: Log | str | Path | None = None) -> list[ModelStats]:
    """The figures of every model in `log` (as for `user_log`), in order of name."""
    log = log if isinstance(log, Log) else user_log(log)
    rows = log.rows(
        "model", "call", "attempt", "status", "found", "remaining", "blame", "severity", "step", "stopped", "parts"
    )
    # What asks for no picture cannot fail to bring one, and a request that the caller took back is nobody's failure.
    requests = (row for row in rows if row["step"] not in PICTURELESS and row["stopped"] != CANCELLED)
    by_model = sorted(requests, key=lambda row: (row["model"] or "", row["call"], row["attempt"]))
    return [_of_model(model, list(group)) for model, group in groupby(by_model, key=lambda row: row["model"] or "")]


def _of_model(model: str, rows: list[dict[str, Any]]) -> ModelStats:
    calls = [list(group) for _, group in groupby(rows, key=lambda row: row["call"])]
    answered = [answers for call in calls if (answers := [row for row in call if row["status"] is not None])]
    answers = [row for rows in answered for row in rows]

    def rate(failures: Iterable[bool]) -> Rate:
        return Rate(sum(failures), len(calls), len(answered))

    return ModelStats(
        model=model,
        first_pass=rate(_failed(call[0], call[0]["found"]) for call in answered),
        after_repair=rate(_failed(call[0], call[0]["remaining"]) for call in answered),
        after_reasking=rate(all(_failed(row, row["remaining"]) for row in call) for call in answered),
        requests=len(rows),
        endpoint_failures=len(rows) - len(answers),
        server_blamed=sum(_blames(row, Blame.SERVER) for row in answers),
        budget_blamed=sum(_blames(row, Blame.BUDGET) for row in answers),
        omissions=_omissions(call[0]["parts"] or {} for call in answered),
        codes=dict(sorted(Counter(code for row in rows for code in set(row["found"])).items())),
    )


def _omissions(counts: Iterable[Mapping[str, int]]) -> Omissions:
    """What became of the parts of several answers together."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return Omissions(total["missing"], total["missing"] + total["there"], total["unknown"])


def _failed(row: Mapping[str, Any], codes: Collection[str]) -> bool:
    """True if `codes` of this answer make it a failure of the model."""
    if any(row["blame"][code] == Blame.MODEL and row["severity"][code] in COUNTED for code in codes):
        return True
    excused = any(blame != Blame.MODEL for blame in row["blame"].values())
    return row["status"] == Status.REJECTED and not excused


def _blames(row: Mapping[str, Any], blame: Blame) -> bool:
    return blame in row["blame"].values()
