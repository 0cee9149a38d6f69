"""``svgguard check``: faults of files, folders and standard input; with ``--fix``, repairs them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import click

from svgguard.cli.examine import STDIN, STDIN_NAME, FileOutcome, Task, outcomes
from svgguard.cli.report.concise import concise, guesses
from svgguard.cli.report.diff import unified
from svgguard.cli.report.full import full
from svgguard.cli.report.json_ import JsonStream, entry, failure
from svgguard.cli.report.summary import Tally, doubts, summary
from svgguard.cli.report.text import plural
from svgguard.cli.terminal import ProgressLine, coloured, complain, note, write_bytes
from svgguard.cli.wanted import wanted, wanted_options
from svgguard.types import Policy, Safety

_WIDTH = 100
"""Columns of a report that is not read on a terminal."""


def _codes(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> frozenset[str]:
    """Code prefixes from options that may be given often and hold commas; raises for one that no rule has."""
    codes = frozenset(code.strip().upper() for value in values for code in value.split(",") if code.strip())
    if codes:
        from svgguard.rules import all_rules

        for code in sorted(codes):
            if not any(known.startswith(code) for known in all_rules()):
                raise click.BadParameter(f"no rule has a code that begins with {code}; 'svgguard rule' lists them.")
    return codes


def _suffixes(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    names = (name.strip().lower().removeprefix(".") for value in values for name in value.split(","))
    return tuple(dict.fromkeys([".svg", *(f".{name}" for name in names if name)]))


_LINES = {"concise": concise}
"""The forms of output of one line or more for each fault."""


@click.command(short_help="Find and repair the faults of SVG files and model answers.")
@click.argument("paths", nargs=-1, metavar="[PATHS…|-]")
@click.option("--fix", is_flag=True, help="Repair files in place by safe repairs (for -, print the document).")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff, also repairs that guess or lose something.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, and write nothing.")
@click.option("--output", type=click.Choice(["full", *_LINES, "json"]), default="full", show_default=True)
@click.option("--select", multiple=True, callback=_codes, metavar="CODES", help="Look only for these, as in X,N001.")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODES", help="Leave these alone; beats --select.")
@wanted_options()
@click.option(
    "--unknown",
    type=click.Choice(["warn", "fault", "ok"]),
    default="warn",
    show_default=True,
    help="Of parts of which nothing tells whether they are there: a line, exit code 1 too, or nothing.",
)
@click.option(
    "--extension",
    "suffixes",
    multiple=True,
    callback=_suffixes,
    metavar="NAMES",
    help="In folders look at these too, as in txt,md.",
)
@click.option("--no-draw", is_flag=True, help="Do not look whether anything can be seen; nothing is drawn then.")
@click.option("--include-text", is_flag=True, help="With --output json, also source, document, edits and alternates.")
@click.option("--answers", is_flag=True, help="Read files as answers of models: of each, the one SVG that was meant.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes to work with.")
def check(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    output: str,
    select: frozenset[str],
    ignore: frozenset[str],
    drawing: str | None,
    names: tuple[str, ...],
    unknown: str,
    suffixes: tuple[str, ...],
    no_draw: bool,
    include_text: bool,
    answers: bool,
    jobs: int,
) -> int:
    """Find the faults of SVG files, and of every SVG in Markdown, HTML, JSX, Python, JSON and other text.

    PATHS are files, folders (searched for .svg; hidden ones and node_modules are passed over) or - for standard
    input, which is read as a model's answer; without any, the current folder. In a file only what lies within an SVG
    is changed, at its place. With --drawing or --part, what was asked for and is not there is a fault too; of what
    nothing tells, --unknown decides.

    Exit codes: 0 nothing found or everything repaired, 1 faults remain (with --diff, something would change; with
    --unknown fault, nothing tells of a part whether it is there), 2 a path could not be read or written.
    """
    if diff and output == "json":
        raise click.UsageError("--diff and --output json exclude each other.")
    repair = fix or diff
    if unsafe_fixes and not repair:
        note("--unsafe-fixes does nothing without --fix or --diff")
    grade = Safety.UNSAFE if unsafe_fixes else Safety.SAFE
    policy = Policy(apply=grade if repair else None, select=select, ignore=ignore, draw=not no_draw)
    task = Task(policy, repair=repair, write=fix and not diff, parts=wanted(drawing, names), answers=answers)
    paths = paths or (".",)
    filtering = task.write and STDIN in paths and output != "json"
    if diff:
        form = _diffs()
    elif output == "json":
        form = _json(include_text)
    else:
        form = _text(output, fixing=fix, aside=filtering)
    tally = _print(form, outcomes(task, paths, suffixes, jobs), filtering=filtering, doubting=unknown != "ok")
    if tally.errors:
        return 2
    if unknown == "fault" and tally.unknown:
        return 1
    return int(tally.changed > 0 if diff else tally.faulty > 0 or tally.rejected > 0)


@dataclass(frozen=True, slots=True)
class _Form:
    """A kind of output: what is printed for each outcome, and before and after them all."""

    each: Callable[[FileOutcome], Iterable[str]]
    last: Callable[[Tally], str]
    first: str = ""
    each_aside: bool = False
    """True if it goes to standard error, because a document has standard output to itself."""
    last_aside: bool = False


def _print(form: _Form, results: Iterable[FileOutcome], *, filtering: bool, doubting: bool) -> Tally:
    """Print every outcome as it comes; what was counted."""
    tally = Tally()
    progress = ProgressLine()
    click.echo(form.first, nl=False, err=form.each_aside)
    try:
        for outcome in results:
            tally.errors += bool(outcome.error)
            tally.changed += outcome.changed is not None
            if outcome.result is not None:
                tally.add(outcome.result, follows=outcome.follows, kept=bool(outcome.note))
            if outcome.error:
                progress.clear()
                complain(f"{outcome.path}: {outcome.error}")
            if outcome.note:
                progress.clear()
                note(f"{outcome.path}: {outcome.note}")
            for text in form.each(outcome):
                progress.clear()
                click.echo(text, nl=False, err=form.each_aside)
            if doubting and outcome.result is not None and (line := doubts(outcome.path, outcome.result)):
                progress.clear()
                note(line)
            if filtering and outcome.path == STDIN_NAME and outcome.document is not None:
                progress.clear()
                write_bytes(outcome.document)
            progress.update(f"{plural(tally.files, 'file')}, {tally.affected:,} with faults")
    finally:
        progress.clear()
    click.echo(form.last(tally), nl=False, err=form.each_aside or form.last_aside)
    return tally


def _text(output: str, *, fixing: bool, aside: bool) -> _Form:
    stream = sys.stderr if aside else sys.stdout
    colour = coloured(stream)
    width = shutil.get_terminal_size().columns if stream.isatty() else _WIDTH

    def each(outcome: FileOutcome) -> Iterator[str]:
        if outcome.result is None:
            return
        if output == "full":
            yield from (f"{block}\n\n" for block in full(outcome.path, outcome.result, colour=colour, width=width))
        else:
            yield from (f"{line}\n" for line in _LINES[output](outcome.path, outcome.result, colour=colour))
        for line in guesses(outcome.path, outcome.result):
            note(line)

    return _Form(each, lambda tally: f"{summary(tally, fixing=fixing)}\n" if tally.files else "", each_aside=aside)


def _diffs() -> _Form:
    colour = coloured(sys.stdout)

    def each(outcome: FileOutcome) -> Iterator[str]:
        if outcome.changed is not None:
            yield from unified(outcome.path, *outcome.changed, colour=colour)

    def last(tally: Tally) -> str:
        return f"{summary(tally, fixing=True, dry=True)}\n" if tally.files else ""

    return _Form(each, last, last_aside=True)


def _json(include_text: bool) -> _Form:
    stream = JsonStream()

    def each(outcome: FileOutcome) -> Iterator[str]:
        if outcome.error:
            yield stream.add(failure(outcome.path, outcome.error))
        elif outcome.result is not None:
            yield stream.add(entry(outcome.path, outcome.result, text=include_text))

    return _Form(each, stream.close, first=stream.open())
