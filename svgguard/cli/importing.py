"""``svgguard import``: answers collected elsewhere become attempts of a run in the log."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.logged import log_option
from svgguard.cli.report.text import plural
from svgguard.cli.terminal import ProgressLine, note
from svgguard.cli.wanted import wanted, wanted_options

if TYPE_CHECKING:
    from svgguard.generation.collected import Collected
    from svgguard.log import Log, Row, Run

Record = Mapping[str, Any]
"""What is known of an answer, by field."""

FIELDS = (
    "answer",
    "model",
    "prompt",
    "endpoint",
    "finish_reason",
    "time",
    "prompt_tokens",
    "completion_tokens",
    "file",
)
"""What a field may mean; ``file`` is the path of the answer beside the file that names it."""

_TOGETHER = 256
"""Answers that are handed to the workers at a time."""

_LONGEST_FIELD = 100_000_000


def fields_option(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Pairs ``MEANING=NAME``, as a mapping over the usual names."""
    named = {meaning: meaning for meaning in FIELDS}
    for value in values:
        meaning, equals, name = value.partition("=")
        if not equals or meaning not in FIELDS or not name:
            raise click.BadParameter(f"{value!r} is not of the form MEANING=NAME; meanings are {', '.join(FIELDS)}.")
        named[meaning] = name
    return named


@click.command("import", short_help="Take answers collected elsewhere into the log.")
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--run", "name", metavar="NAME", help="What the run is called.  [default: the name of the first SOURCE]")
@click.option("-m", "--model", help="Who answered, where no field says so.")
@click.option("--prompt", help="What was asked, where no field says so.")
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSONL or CSV that says of each file of a folder who answered what: file, model, prompt.",
)
@click.option(
    "--field", "fields", multiple=True, callback=fields_option, metavar="MEANING=NAME", help="A field's name; repeat."
)
@wanted_options()
@click.option("-j", "--jobs", type=click.IntRange(1), help="Processes that judge answers.  [default: one per core]")
@log_option
def importing(
    sources: tuple[Path, ...],
    name: str | None,
    model: str | None,
    prompt: str | None,
    mapping: Path | None,
    fields: dict[str, str],
    drawing: str | None,
    names: tuple[str, ...],
    jobs: int | None,
    log: str | None,
) -> int:
    """Judge and repair the answers in SOURCES as if they had come from an endpoint, and record each as an attempt.

    A SOURCE is a folder with an answer in each file, a single answer, or a JSONL or CSV file with an answer in each
    line; its fields are called answer (or file), model, prompt, endpoint, finish_reason, time, prompt_tokens and
    completion_tokens unless --field says otherwise. An answer that the run has already is not taken twice. Then
    'svgguard stats --run NAME' has the rates.
    """
    from svgguard.generation.collected import row_of_collected
    from svgguard.log import Run, user_log
    from svgguard.types import Policy

    opened = user_log(log)
    if not opened.enabled:
        raise click.UsageError("import writes to the log; it cannot be off.")
    policy = Policy()
    run = Run(name or sources[0].resolve().stem, policy=policy.to_dict())
    known = {"model": model, "prompt": prompt}
    records = (record for source in sources for record in _records(source, mapping, fields))
    new = list(_new(_collected(records, known), run, opened))
    judged = partial(row_of_collected, run=run, policy=policy, parts=wanted(drawing, names))
    taken = _take(new, judged, opened, jobs)
    where = opened.path or opened.url
    note(f"{plural(taken, 'answer')} taken into the run {run.name!r} of {where}")
    return 0


def _take(answers: list[Collected], judged: Any, log: Log, jobs: int | None) -> int:
    progress, done = ProgressLine(), 0
    try:
        for row in _rows(answers, judged, jobs):
            log.record(row)
            done += 1
            progress.update(f"{done:,} of {plural(len(answers), 'answer')}")
    finally:
        progress.clear()
    if not log.flush(60.0):
        raise click.ClickException("the log is locked: not every answer could be written; run the command again.")
    return done


def _rows(answers: list[Collected], judged: Any, jobs: int | None) -> Iterator[Row]:
    if jobs == 1 or len(answers) < _TOGETHER:
        yield from map(judged, answers)
        return
    waiting = iter(answers)
    with ProcessPoolExecutor(jobs) as pool:
        # A batch at a time: results that nobody has written yet take memory.
        while batch := list(islice(waiting, 4 * _TOGETHER)):
            yield from pool.map(judged, batch, chunksize=_TOGETHER // 8)


def _new(answers: Iterable[Collected], run: Run, log: Log) -> Iterator[Collected]:
    """The answers that the run does not have."""
    from svgguard.log import Selection

    there = {row["call"] for row in log.rows("call", where=Selection(runs=(run.id,)))}
    seen: Counter[Collected] = Counter()
    for answer in answers:
        seen[answer] += 1
        numbered = replace(answer, occurrence=seen[answer] - 1)
        if numbered.call(run) not in there:
            yield numbered


def _collected(records: Iterable[tuple[str, Record]], known: Mapping[str, str | None]) -> Iterator[Collected]:
    from svgguard.generation.collected import COLLECTED, Collected

    for place, record in records:
        said = {name: record.get(name) or value for name, value in known.items()}
        for name, value in said.items():
            if not value:
                raise click.ClickException(f"{place}: nothing says the {name}; give --{name}, or --field {name}=NAME.")
        yield Collected(
            text=str(record["answer"]),
            model=str(said["model"]),
            prompt=str(said["prompt"]),
            endpoint=str(record.get("endpoint") or COLLECTED),
            finish_reason=record.get("finish_reason") or None,
            time=_time(record.get("time"), place),
            prompt_tokens=_count(record.get("prompt_tokens")),
            completion_tokens=_count(record.get("completion_tokens")),
        )


def _time(value: Any, place: str) -> str:
    from svgguard.log.selection import moment

    try:
        return moment(str(value)) if value else ""
    except ValueError:
        raise click.ClickException(f"{place}: {value!r} is no time; write it as 2026-11-28T10:00:00.") from None


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, (int, float)) or str(value or "").isdecimal() else None


def _records(source: Path, mapping: Path | None, fields: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """Every answer of a source with its place, for messages."""
    if source.is_dir():
        said = {} if mapping is None else _mapped(mapping, fields)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            record = _of_path(said, path.relative_to(source))
            if record is not None or mapping is None:
                yield str(path), {**(record or {}), "answer": _text(path)}
    elif source.suffix.lower() in (".jsonl", ".ndjson", ".csv"):
        for place, record in _lines(source, fields):
            if record.get("answer") is not None:
                yield place, record
            elif record.get("file"):
                yield place, {**record, "answer": _text(source.parent / str(record["file"]))}
            else:
                raise click.ClickException(f"{place}: no field {fields['answer']!r}; give --field answer=NAME.")
    else:
        yield str(source), {"answer": _text(source)}


def _mapped(mapping: Path, fields: Mapping[str, str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for place, record in _lines(mapping, fields):
        if not record.get("file"):
            raise click.ClickException(f"{place}: no field {fields['file']!r} names a file; give --field file=NAME.")
        found[Path(str(record["file"])).as_posix()] = record
    return found


def _of_path(said: Mapping[str, Record], path: Path) -> Record | None:
    """What is said of a file: by its path in the folder, or by the end of the path that it is said of."""
    inner = path.as_posix()
    return said.get(inner) or next((record for name, record in said.items() if name.endswith(f"/{inner}")), None)


def _lines(path: Path, fields: Mapping[str, str]) -> Iterator[tuple[str, Record]]:
    """The records of a JSONL or CSV file, with our names for the fields."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for number, record in enumerate(_read(path, file), 1):
            yield f"{path}:{number}", {meaning: record.get(name) for meaning, name in fields.items()}


def _read(path: Path, file: Iterable[str]) -> Iterator[Record]:
    if path.suffix.lower() == ".csv":
        csv.field_size_limit(min(sys.maxsize, _LONGEST_FIELD))
        yield from csv.DictReader(file)
        return
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise click.ClickException(f"{path}:{number}: no JSON: {error}.") from None
        if not isinstance(record, dict):
            raise click.ClickException(f"{path}:{number}: no JSON object.")
        yield record


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
