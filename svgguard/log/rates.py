"""Failure rates, counted by the database: first pass, after repair and after re-asking are never mixed.

What a failure is stands in `grades`, how sure a share is in `intervals`. An attempt of a rate is a call of `generate`:
one first answer, one result handed out. Both denominators are given, attempts and answers, and nothing is dropped from
either; what a server, a limit or svgguard broke stands in counts of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from svgguard.log.entry import PARTS
from svgguard.log.grades import Grade
from svgguard.log.intervals import Counts, Difference, Estimate, clustered, paired
from svgguard.log.row import CANCELLED, PICTURELESS
from svgguard.log.selection import ALL, Selection
from svgguard.log.store import Log, user_log
from svgguard.types import Blame, Policy

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

Key = tuple[str, ...]
"""The values of the columns that rates are asked by."""

_OF_ATTEMPTS = {
    "model": "model",
    "endpoint": "endpoint",
    "grammar": "grammar",
    "thinking": "thinking",
    "quantisation": "quantisation",
    "wording": "prompt_version",
    "prompt": "prompt",
}
_OF_RUNS = ("run", "tag", "variant", "version", "policy")
CODE, FAMILY = "code", "family"
DIMENSIONS = (*_OF_ATTEMPTS, *_OF_RUNS, CODE, FAMILY)
"""What rates may be asked by."""

STAGES = ("first_pass", "after_repair", "after_reasking")
"""The three rates, in the order of the flow."""

_GRADES = {"unusable": Grade.UNUSABLE, "wrong": Grade.WRONG, "doubtful": Grade.DOUBTFUL}


@dataclass(frozen=True, slots=True)
class Failures:
    """How many answers were how bad at one stage, each counted once, by the worst of its faults."""

    unusable: int
    wrong: int
    doubtful: int
    share: Estimate | None
    """Of the answers, how many failed: were unusable or wrong. None when there was none."""

    @property
    def failures(self) -> int:
        """Answers that were unusable or wrong."""
        return self.unusable + self.wrong


@dataclass(frozen=True, slots=True)
class Omissions:
    """Of the parts asked for, how many the first answers leave out, as far as that could be told."""

    missing: int
    """Parts that are not to be seen."""
    told: int
    """Parts of which it could be told whether they are there: the denominator."""
    unknown: int
    """Parts of which it could not: in no share."""
    merged: int
    """Parts that may be drawn as one with others: in no share either."""
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of one group of attempts."""

    group: Mapping[str, str]
    """What its attempts have in common, by what the rates were asked by; empty where that was not named."""
    prompts: int
    """How many different ones: what was sampled."""
    attempts: int
    """Calls made, answered or not."""
    answers: int
    """Calls that were answered."""
    first_pass: Failures
    """The first answer of each call, before any repair."""
    after_repair: Failures
    """The same answer, repaired."""
    after_reasking: Failures
    """What each call handed out."""
    requests: int
    """Requests sent, repetitions and re-asks included."""
    unanswered: int
    """Requests that brought no answer."""
    apart: Mapping[str, int]
    """Answers with a fault of another than the model, by whom it blames."""
    omissions: Omissions
    """Parts left out of the first answer of each call."""
    codes: Mapping[str, int]
    """How many answers or failed requests each code was found in."""
    prompt_tokens: int
    completion_tokens: int
    wasted_tokens: int
    """Of answers of which no picture came."""
    seconds: float
    """Spent waiting for answers."""
    cost: float | None
    """By the caller's prices; None when no request has one."""
    versions: tuple[str, ...]
    """Of svgguard, that looked at these answers."""
    policies: int
    """How many different ones they were looked at under."""
    failed: Mapping[str, Mapping[str, Counts]] = field(repr=False)
    """By stage and prompt, (failures, answers): what two groups are compared by."""


@dataclass(frozen=True, slots=True)
class CodeRate:
    """How often a code, or a family of codes, is found in first answers and held against the model."""

    group: Mapping[str, str]
    prompts: int
    answers: int
    found: int
    """First answers that it was found in."""
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class PairedRates:
    """Two groups at one stage, by the prompts that both answered."""

    first: Mapping[str, str]
    second: Mapping[str, str]
    stage: str
    difference: Difference


def stats(log: Log | str | Path | None = None, by: Sequence[str] = ("model",), where: Selection = ALL) -> list[Rates]:
    """The figures of `log` (as for `user_log`) by any of `DIMENSIONS` but codes, in order of their values.

    Raises `LogError` when the log cannot be read, and ValueError for what rates are not asked by.
    """
    if unknown := [name for name in by if name not in (*_OF_ATTEMPTS, *_OF_RUNS)]:
        raise ValueError(f"no rates by {unknown[0]!r}; by {', '.join((*_OF_ATTEMPTS, *_OF_RUNS))}")
    with _opened(log).reading() as connection:
        if connection is None:
            return []
        query = _Query(connection, tuple(by), where)
        cells, codes, apart = query.cells(), query.codes(), query.apart()
        return [
            _rates(dict(zip(by, key, strict=True)), cells[key], codes[key], apart[key], query.runs)
            for key in sorted(cells)
        ]


def code_rates(log: Log | str | Path | None, by: Sequence[str], where: Selection = ALL) -> list[CodeRate]:
    """As `stats`, with ``code`` or ``family`` among `by`: the share of first answers with each, most frequent first."""
    kind = next((name for name in by if name in (CODE, FAMILY)), None)
    others = tuple(name for name in by if name not in (CODE, FAMILY))
    if kind is None or len(others) != len(by) - 1:
        raise ValueError("rates of codes are asked by code or by family")
    with _opened(log).reading() as connection:
        if connection is None:
            return []
        query = _Query(connection, others, where)
        answered = {key: _answers(rows) for key, rows in query.cells().items()}
        found = [
            _code_rate({**dict(zip(others, key, strict=True)), kind: code}, counts, answered[key])
            for (key, code), counts in query.first_codes(family=kind == FAMILY).items()
        ]
    return sorted(found, key=lambda rate: ([rate.group[name] for name in others], -rate.found, rate.group[kind]))


def compared(rates: Sequence[Rates]) -> list[PairedRates]:
    """Every two of `rates` at the first pass and at what was handed out, where they share prompts enough."""
    found = []
    for first, second in combinations(rates, 2):
        for stage in ("first_pass", "after_reasking"):
            difference = paired(first.failed[stage], second.failed[stage])
            if difference is not None:
                found.append(PairedRates(first.group, second.group, stage, difference))
    return found


def _opened(log: Log | str | Path | None) -> Log:
    return log if isinstance(log, Log) else user_log(log)


class _Query:
    """What is asked of the database; the same attempts for every figure."""

    def __init__(self, connection: Connection, by: Key, where: Selection) -> None:
        from sqlalchemy import select

        from svgguard.log.schema import runs, texts

        self._connection = connection
        self._by = by
        self._where = where
        self.runs = {row["id"]: dict(row) for row in connection.execute(select(runs)).mappings()}
        self._texts = dict(connection.execute(select(texts.c.hash, texts.c.text)).all()) if "prompt" in by else {}
        self._columns = tuple(_OF_ATTEMPTS[name] for name in by if name in _OF_ATTEMPTS and name != "prompt")

    def cells(self) -> dict[Key, list[Mapping[str, Any]]]:
        """By group, a row for each prompt and run.

        What calls handed out is counted without looking at whole calls: each attempt adds what would be handed out
        with it and takes away what would have been before, so that of each call the end remains.
        """
        from sqlalchemy import func

        from svgguard.log.schema import attempts

        c = attempts.c
        first = c.before_grade.is_(None) & c.status.is_not(None)
        graded = {
            stage: {name: _count(first & (column == int(worth))) for name, worth in _GRADES.items()}
            for stage, column in zip(STAGES, (c.found_grade, c.left_grade), strict=False)
        }
        graded[STAGES[-1]] = {
            name: _count(c.handed_grade == int(worth)) - _count(c.before_grade == int(worth))
            for name, worth in _GRADES.items()
        }
        wasted = func.sum(c.completion_tokens).filter(c.left_grade == int(Grade.UNUSABLE))
        query = self._of_requests(
            *self._keys(),
            _count(c.opening).label("attempts"),
            _count(first).label("answers"),
            *(count.label(f"{stage}_{name}") for stage, counts in graded.items() for name, count in counts.items()),
            func.count().label("requests"),
            _count(c.status.is_(None)).label("unanswered"),
            *(func.sum(c[name]).label(name) for name in ("prompt_tokens", "completion_tokens", "seconds", "cost")),
            wasted.label("wasted_tokens"),
            *(func.sum(c[f"parts_{what}"]).filter(first).label(what) for what in PARTS),
        )
        return self._grouped(query.group_by(*self._keys()))

    def codes(self) -> dict[Key, list[Mapping[str, Any]]]:
        """By group, a row for each run and code."""
        from sqlalchemy import func

        from svgguard.log.schema import attempts, faults

        keys = (*self._keys(prompt=False), faults.c.code)
        query = self._of_requests(*keys, func.count().label("count")).join(faults, faults.c.attempt == attempts.c.id)
        return self._grouped(query.where(~faults.c.repeated).group_by(*keys))

    def apart(self) -> dict[Key, list[Mapping[str, Any]]]:
        """By group, a row for each run and blame of another than the model."""
        from sqlalchemy import func

        from svgguard.log.schema import attempts, faults

        keys = (*self._keys(prompt=False), faults.c.blame)
        counted = func.count(attempts.c.id.distinct()).label("count")
        query = self._of_requests(*keys, counted).join(faults, faults.c.attempt == attempts.c.id)
        others = query.where(faults.c.blame != str(Blame.MODEL), attempts.c.status.is_not(None))
        return self._grouped(others.group_by(*keys))

    def first_codes(self, *, family: bool) -> dict[tuple[Key, str], dict[str, int]]:
        """By group and code, in how many first answers to each prompt it was found and held against the model."""
        from sqlalchemy import func

        from svgguard.log.schema import attempts, faults

        code = func.substr(faults.c.code, 1, 1) if family else faults.c.code
        keys = (*self._keys(), code.label("code"))
        counted = func.count(attempts.c.id.distinct()).label("count")
        query = self._of_requests(*keys, counted).join(faults, faults.c.attempt == attempts.c.id)
        query = query.where(faults.c.blame == str(Blame.MODEL), attempts.c.before_grade.is_(None))
        query = query.where(attempts.c.status.is_not(None)).group_by(*keys)
        found: dict[tuple[Key, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for key, rows in self._grouped(query).items():
            for row in rows:
                found[key, row["code"]][row["prompt"]] += row["count"]
        return found

    def _of_requests(self, *columns: ColumnElement[Any]) -> Select[Any]:
        from sqlalchemy import select

        from svgguard.log.schema import attempts, runs, texts

        source: Any = attempts
        if self._where.runs:
            source = source.join(runs, runs.c.id == attempts.c.run)
        if self._where.prompt is not None:
            source = source.join(texts, texts.c.hash == attempts.c.prompt)
        return self._where.applied(select(*columns).select_from(source).where(*_pictures(attempts)))

    def _keys(self, *, prompt: bool = True) -> tuple[ColumnElement[Any], ...]:
        from svgguard.log.schema import attempts

        names = ("run", *(("prompt",) if prompt or "prompt" in self._by else ()), *self._columns)
        return tuple(attempts.c[name] for name in names)

    def _grouped(self, query: Select[Any]) -> dict[Key, list[Mapping[str, Any]]]:
        found: dict[Key, list[Mapping[str, Any]]] = defaultdict(list)
        for row in map(dict, self._connection.execute(query).mappings()):
            found[tuple(self._value(row, name) for name in self._by)].append(row)
        return found

    def _value(self, row: Mapping[str, Any], name: str) -> str:
        run = self.runs[row["run"]]
        match name:
            case "run":
                return str(run["name"])
            case "policy":
                return _named(run["policy"])
            case "variant":
                return ", ".join(f"{what}={how}" for what, how in run["settings"].get("variant", {}).items())
            case "tag" | "version":
                return str(run[name])
        value = row[_OF_ATTEMPTS[name]]
        if name == "prompt":
            return self._texts.get(value) or f"(not kept: {value[:12]})"
        return "" if value is None else {0: "off", 1: "on"}[value] if name == "thinking" else str(value)


def _pictures(table: Any) -> tuple[ColumnElement[bool], ...]:
    """What asks for no picture cannot fail to bring one, and a request that was taken back is nobody's failure."""
    return table.c.step.not_in(PICTURELESS), table.c.stopped != CANCELLED


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    from sqlalchemy import func

    return func.count().filter(condition)


def _named(policy: Mapping[str, Any]) -> str:
    """A policy by what of it is not as usual; empty for the usual one, and where it was not recorded."""
    usual = Policy().to_dict()
    said = {name: value for name, value in policy.items() if value != usual.get(name)}
    return ", ".join(f"{name}={value}" for name, value in sorted(said.items()))


def _rates(
    group: Mapping[str, str],
    cells: Sequence[Mapping[str, Any]],
    codes: Iterable[Mapping[str, Any]],
    apart: Iterable[Mapping[str, Any]],
    runs: Mapping[str, Mapping[str, Any]],
) -> Rates:
    def total(name: str) -> Any:
        return sum(cell[name] or 0 for cell in cells)

    failed = {stage: _failed(cells, stage) for stage in STAGES}
    seen = [runs[number] for number in {cell["run"] for cell in cells}]
    return Rates(
        group=group,
        prompts=len({cell["prompt"] for cell in cells}),
        attempts=total("attempts"),
        answers=total("answers"),
        **{stage: _stage(cells, stage, failed[stage]) for stage in STAGES},
        requests=total("requests"),
        unanswered=total("unanswered"),
        apart=_counted(apart, "blame"),
        omissions=_omissions(cells),
        codes=_counted(codes, "code"),
        prompt_tokens=int(total("prompt_tokens")),
        completion_tokens=int(total("completion_tokens")),
        wasted_tokens=int(total("wasted_tokens")),
        seconds=float(total("seconds")),
        cost=float(total("cost")) if any(cell["cost"] is not None for cell in cells) else None,
        versions=tuple(sorted({run["version"] for run in seen})),
        policies=len({_named(run["policy"]) for run in seen}),
        failed=failed,
    )


def _stage(cells: Sequence[Mapping[str, Any]], stage: str, failed: Mapping[str, Counts]) -> Failures:
    unusable, wrong, doubtful = (sum(cell[f"{stage}_{name}"] for cell in cells) for name in _GRADES)
    return Failures(unusable, wrong, doubtful, clustered(list(failed.values())))


def _failed(cells: Iterable[Mapping[str, Any]], stage: str) -> dict[str, Counts]:
    """By prompt, how many answers failed at a stage, of how many."""
    found: dict[str, Counts] = {}
    for cell in cells:
        failures, answers = found.get(cell["prompt"], (0, 0))
        more = cell[f"{stage}_unusable"] + cell[f"{stage}_wrong"]
        found[cell["prompt"]] = (failures + more, answers + cell["answers"])
    return found


def _answers(cells: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for cell in cells:
        found[cell["prompt"]] += cell["answers"]
    return found


def _counted(rows: Iterable[Mapping[str, Any]], name: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[name]] += row["count"]
    return dict(sorted(found.items()))


def _omissions(rows: Sequence[Mapping[str, Any]]) -> Omissions:
    total = {what: int(sum(row[what] or 0 for row in rows)) for what in PARTS}
    by_prompt: dict[str, Counts] = {}
    for row in rows:
        missing, told = by_prompt.get(row["prompt"], (0, 0))
        by_prompt[row["prompt"]] = (missing + (row["missing"] or 0), told + (row["missing"] or 0) + (row["there"] or 0))
    told = total["missing"] + total["there"]
    return Omissions(total["missing"], told, total["unknown"], total["merged"], clustered(list(by_prompt.values())))


def _code_rate(group: Mapping[str, str], found: Mapping[str, int], answered: Mapping[str, int]) -> CodeRate:
    clusters = [(found.get(prompt, 0), answers) for prompt, answers in answered.items()]
    prompts = sum(answers > 0 for answers in answered.values())
    return CodeRate(group, prompts, sum(answered.values()), sum(found.values()), clustered(clusters))
