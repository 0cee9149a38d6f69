"""``svgguard log``: what the log holds, and what of it is to go."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.logged import log_option, opened, selecting, selection
from svgguard.cli.report.text import painter, plural, table, visible
from svgguard.cli.terminal import coloured, note

if TYPE_CHECKING:
    from svgguard.log import Selection
    from svgguard.log.listing import RunSummary

_PROMPT_COLUMNS = 50
_CALL = 8
"""Characters of a call's id by which an attempt is shown and named."""

_KEPT = ("reply", "reasoning", "before", "svg")


@click.group(short_help="What the log holds: list, show, search, tag, prune, export.")
def log() -> None:
    """What the log holds. Every command reads --log, else SVGGUARD_LOG, else the user's own log."""


@log.command("path")
@log_option
def path_(log: str | None) -> int:
    """Print where the log is, and say how large."""
    from svgguard.log import user_log

    found = user_log(log)
    if not found.enabled:
        raise click.ClickException("the log is off; give --log, or set SVGGUARD_LOG.")
    click.echo(found.path or found.url)
    if found.path is not None:
        note(f"{found.path.stat().st_size:,} bytes" if found.path.exists() else "there is none yet")
    return 0


@log.command("list")
@log_option
@selecting
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each run.")
def list_(
    log: str | None, runs: tuple[str, ...], models: tuple[str, ...], since: str | None, until: str | None, as_json: bool
) -> int:
    """List the runs: what was asked without one stands without a name, by version and policy."""
    from dataclasses import asdict

    from svgguard.log.listing import runs as listed

    found = listed(opened(log), selection(runs, models, since, until))
    if as_json:
        for run in found:
            click.echo(json.dumps(asdict(run), ensure_ascii=False))
        return 0
    if not found:
        click.echo("No attempts are recorded.")
        return 0
    rows = list(map(_run_line, found))
    head = ("run", "name", "tag", "svgguard", "attempts", "first", "last", "models")
    click.echo(table(head, rows, right=(4,), paint=painter(coloured(sys.stdout))))
    return 0


@log.command("search")
@click.argument("words", required=False)
@log_option
@selecting
@click.option("--code", help="Only answers in which this code, or one that begins so, was found.")
@click.option("--failed", is_flag=True, help="Only answers that were wrong or unusable at first.")
@click.option("-n", "--most", type=click.IntRange(1), default=50, show_default=True, help="How many, the latest.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each attempt.")
def search(
    words: str | None,
    log: str | None,
    runs: tuple[str, ...],
    models: tuple[str, ...],
    since: str | None,
    until: str | None,
    code: str | None,
    failed: bool,
    most: int,
    as_json: bool,
) -> int:
    """List attempts, those whose prompt holds WORDS: 'svgguard log show CALL/ATTEMPT' tells all of one."""
    from collections import deque

    where = selection(runs, models, since, until, code=code, failed=failed, prompt=words)
    columns = ("id", "call", "attempt", "step", "time", "model", "status", "found", "prompt")
    rows = deque(opened(log).rows(*columns, where=where), most)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        head = ("attempt", "time", "model", "step", "status", "codes", "prompt")
        click.echo(table(head, map(_line, rows), paint=painter(coloured(sys.stdout))))
    else:
        click.echo("No attempt is like that.")
    return 0 if rows else 1


@log.command("show")
@click.argument("attempt", metavar="CALL[/ATTEMPT]")
@log_option
@click.option(
    "--kept", type=click.Choice(_KEPT), help="Print only this: the raw reply, the thought, the SVG before or after."
)
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON, one line for each attempt.")
def show(attempt: str, log: str | None, kept: str | None, as_json: bool) -> int:
    """Tell all that is known of a call, or of one attempt of it, named by the beginning of its id (or its number)."""
    rows = list(opened(log).rows(where=_named(attempt)))
    if not rows:
        raise click.ClickException(f"no attempt in the log is called {attempt!r}; 'svgguard log search' lists them.")
    if len({row["call"] for row in rows}) > 1:
        raise click.ClickException(f"{attempt!r} begins several calls; give more of it.")
    for row in rows:
        if kept is not None:
            text = row[kept] if kept != "before" else _before(row)
            if text is not None:
                click.echo(text)
        elif as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo("\n".join(_told(row)) + "\n")
    return 0


@log.command("tag")
@click.argument("run")
@click.argument("word", default="")
@log_option
def tag(run: str, word: str, log: str | None) -> int:
    """Tag a RUN with a WORD, by which --run finds it as well; without WORD, take the tag away."""
    from svgguard.log.listing import tag as tagged

    if not (count := tagged(opened(log), run, word)):
        raise click.ClickException(f"no run is called {run!r}; 'svgguard log list' has them.")
    note(f"{plural(count, 'run')} tagged")
    return 0


@log.command("prune")
@log_option
@selecting
@click.option("--older-than", metavar="TIME", help="Only what is older: 90d, or a day. The same as --until.")
@click.option(
    "--only",
    type=click.Choice(["answers", "texts"]),
    help="Leave the figures: remove the answers, or everything that anybody wrote.",
)
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def prune(
    log: str | None,
    runs: tuple[str, ...],
    models: tuple[str, ...],
    since: str | None,
    until: str | None,
    older_than: str | None,
    only: str | None,
    yes: bool,
) -> int:
    """Remove attempts for good, all that the options mean; with --only, what they say, so that the rates stay."""
    from svgguard.log.listing import runs as listed
    from svgguard.log.retention import Pruned
    from svgguard.log.retention import prune as pruned

    if not (runs or models or since or until or older_than):
        raise click.UsageError("say what is to go: --older-than 90d, --run, --model, --since or --until.")
    read, where = opened(log), selection(runs, models, since, older_than or until)
    count = sum(run.attempts for run in listed(read, where))
    what = Pruned(only or "attempts")
    if count and not yes:
        of = "" if what is Pruned.ATTEMPTS else f"the {what} of "
        click.confirm(f"Remove {of}{plural(count, 'attempt')} from {read.path or read.url}?", abort=True, err=True)
    note(f"{plural(pruned(read, where, what) if count else 0, 'attempt')} pruned")
    return 0


@log.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@log_option
@selecting
@click.option("--column", "columns", multiple=True, help="Only this column, such as reply; repeatable.")
def export(
    file: Path,
    log: str | None,
    runs: tuple[str, ...],
    models: tuple[str, ...],
    since: str | None,
    until: str | None,
    columns: tuple[str, ...],
) -> int:
    """Write the attempts to FILE, as its suffix says: .jsonl, .csv or .parquet (needs svgguard[arrow])."""
    from svgguard.log.export import export as exported

    count = exported(opened(log), file, *columns, where=selection(runs, models, since, until))
    note(f"{plural(count, 'attempt')} written to {file}")
    return 0


def _run_line(run: RunSummary) -> tuple[str, ...]:
    times = (run.first[:16], run.last[:16])
    return run.id[:_CALL], run.name or "–", run.tag, run.version, f"{run.attempts:,}", *times, _few(run.models)


def _few(models: tuple[str, ...]) -> str:
    return ", ".join(models[:3]) + (f" and {len(models) - 3} more" if len(models) > 3 else "")


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    codes = " ".join(dict.fromkeys(row["found"]))
    prompt = " ".join((row["prompt"] or "").split())[:_PROMPT_COLUMNS]
    name = f"{row['call'][:_CALL]}/{row['attempt']}"
    return name, row["time"][:16], row["model"] or "", row["step"], row["status"] or "no answer", codes, prompt


def _named(attempt: str) -> Selection:
    from svgguard.log import Selection

    call, _, number = attempt.partition("/")
    if number and not number.isdecimal():
        raise click.UsageError(f"{attempt!r} is not of the form CALL/ATTEMPT.")
    if not number and call.isdecimal() and len(call) > 2 * _CALL:
        return Selection(id=int(call))
    return Selection(call=call, attempt=int(number) if number else None)


def _before(row: Mapping[str, Any]) -> str | None:
    """The SVG as it stood in the answer: kept, or found in it again."""
    from svgguard.log.entry import before

    if row["before"] is not None or row["reply"] is None:
        return None if row["before"] is None else str(row["before"])
    return before(row["reply"])


def _told(row: Mapping[str, Any]) -> list[str]:
    """All of an attempt but its long texts, for reading."""
    names = (
        "call attempt step time run version model served_model quantisation endpoint prompt prompt_version parameters"
        " grammar thinking status finish_reason stopped why prompt_tokens completion_tokens saved_tokens seconds cost"
    ).split()
    lines = [f"{name:<18} {visible(str(row[name]))}" for name in names if row[name] not in (None, "", {})]
    parts = {what: row[f"parts_{what}"] for what in ("there", "missing", "unknown", "merged")}
    if any(count is not None for count in parts.values()):
        lines.append(f"{'parts':<18} {', '.join(f'{count} {what}' for what, count in parts.items() if count)}")
    for fault in row["faults"]:
        done = "repaired" if fault["applied"] else "left"
        head = f"  {fault['line'] or '?'}: {fault['code']} {fault['severity']} ({fault['blame']}, {done})"
        lines.append(visible(f"{head} {fault['message']}"))
    kept = [f"{kind} ({len(row[kind]):,})" for kind in ("reply", "reasoning", "svg") if row[kind]]
    return [*lines, f"{'kept (--kept)':<18} {', '.join(kept) or 'nothing'}"]
