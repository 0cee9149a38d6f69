"""``svgguard judge``: asks a model that sees which parts of a drawing are there, and how far it is to be believed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli import files
from svgguard.cli.generate import extra_option, header_option
from svgguard.cli.report.text import painter, plural, table, visible
from svgguard.cli.terminal import ProgressLine, coloured, note, read_bytes
from svgguard.cli.wanted import required, wanted_options

if TYPE_CHECKING:
    from svgguard.judging import Judgement, Verdict
    from svgguard.parts.specification import Specification

_STDIN = "-"
_WORDS = {True: "yes", False: "no", None: "unclear"}


@click.command(short_help="Ask a model that sees which parts a drawing has.")
@click.argument("file", required=False)
@wanted_options()
@click.option(
    "--calibrate",
    is_flag=True,
    help="Measure the judge on drawings that lack a known part (only on --drawing, if given); no FILE.",
)
@click.option("--trials", type=click.IntRange(1), help="Parts taken away to calibrate.  [default: 100]")
@click.option("--seed", type=int, help="Which parts those are.  [default: 0]")
@click.option("-m", "--model", help="The model's name at the endpoint; else SVGGUARD_MODEL, else the only one.")
@click.option("--base-url", metavar="URL", help="The endpoint's address; else SVGGUARD_BASE_URL, OPENAI_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="A preset, such as vllm, ollama or llama.cpp; else SVGGUARD_ENDPOINT.")
@click.option("--votes", type=click.IntRange(1), help="The most answers to one question, an odd number.  [default: 3]")
@click.option("--size", type=click.IntRange(16, 4096), help="Pixels of the picture's longer side.  [default: 512]")
@click.option("--thinking", is_flag=True, default=None, help="Let the model think before it answers.")
@click.option("--temperature", type=float)
@click.option("-j", "--concurrency", type=click.IntRange(1), help="Questions asked at once.  [default: 4]")
@click.option("--requests", type=click.IntRange(1), help="The most answers asked for in all.  [default: 1000]")
@click.option("--retries", type=click.IntRange(0), help="Repetitions when the endpoint fails.  [default: 2]")
@click.option("--max-tokens", type=click.IntRange(1), help="The most tokens of one answer.  [default: 256]")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds per request.  [default: 120]")
@click.option(
    "--header", "headers", multiple=True, callback=header_option, metavar="'NAME: VALUE'", help="May be repeated."
)
@click.option(
    "--param", "extra", multiple=True, callback=extra_option, metavar="NAME=JSON", help="Sent as it is; repeatable."
)
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--log", metavar="FILE|URL", help="Where questions are recorded; else SVGGUARD_LOG, else the user's log.")
@click.option("--no-log", is_flag=True, help="Record nothing.")
def judge(
    file: str | None,
    drawing: str | None,
    names: tuple[str, ...],
    calibrate: bool,
    trials: int | None,
    seed: int | None,
    requests: int | None,
    output: str,
    log: str | None,
    no_log: bool,
    **options: Any,
) -> int:
    """Ask a model that sees, question by question, which parts of the drawing in FILE (- for standard input) are there.

    What it says is shown beside its own errors, once these are measured with --calibrate: for the same model, votes and
    parameters. Faults of the document itself are repaired first, in a copy. The key is taken from SVGGUARD_API_KEY, or
    the variable of the preset, and is never printed.

    Exit codes: 0 no part is missing as far as the judge says, 1 some are, or there is no document, 2 the command could
    not be carried out.
    """
    from svgguard.generation import Budget
    from svgguard.log import user_log

    given = {name: value for name, value in options.items() if value not in (None, {})}
    given["log"] = False if no_log else user_log(log)
    if given.get("votes", 1) % 2 == 0:
        raise click.BadParameter("must be an odd number.", param_hint="--votes")
    if requests is not None:
        given["budget"] = Budget(attempts=requests)
    if calibrate:
        if file or names:
            raise click.UsageError("--calibrate brings its own drawings: no FILE or --part.")
        if drawing is not None:
            given["drawings"] = [required(drawing, ()).name]
        return _calibrate(trials, seed, output, given)
    if trials is not None or seed is not None:
        raise click.UsageError("--trials and --seed are for --calibrate.")
    return _judge(file, required(drawing, names), output, given)


def _judge(file: str | None, wanted: Specification, output: str, options: Mapping[str, Any]) -> int:
    from svgguard.judging import judge as ask

    if file is None:
        raise click.UsageError("FILE is missing: which drawing is to be judged?")
    try:
        data = read_bytes() if file == _STDIN else files.read(file)
        files.require_text(data)
    except files.FileError as error:
        raise click.ClickException(f"{file}: {error}") from error
    from svgguard.guard import repair

    result = repair(data)
    if result.svg is None:
        note(f"{file}: there is no SVG that can be shown")
        return 1
    progress = ProgressLine()
    progress.update(f"asking about {plural(len(wanted.parts), 'part')}", at_once=True)
    try:
        judged = ask(result, parts=wanted, **options)
    finally:
        progress.clear()
    if output == "json":
        click.echo(json.dumps(judged.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_table(judged)))
    return int(bool(judged.missing or judged.few or judged.loose))


def _table(judged: Judgement) -> Iterator[str]:
    """One line per question, and below them what they amount to beside the judge's own errors."""
    paint = painter(coloured(sys.stdout))
    rows = [(v.question, _WORDS[v.answer], _votes(v), _note(v)) for v in judged.verdicts]
    lines = table(("question", "answer", "yes:no", ""), rows, paint=paint)
    yield lines
    yield ""
    yield visible(str(judged.omissions))
    known = judged.calibration
    told = f"calibrated by {known.basis}" if known else "not calibrated; measure it with `svgguard judge --calibrate`"
    yield visible(f"judge {judged.model}: {told}")


def _votes(verdict: Verdict) -> str:
    votes = f"{verdict.yes}:{verdict.no}" if verdict.asked else ""
    return votes if verdict.probability is None else f"{votes}, {verdict.probability:.0%} yes"


def _note(verdict: Verdict) -> str:
    said = [f"there is no {verdict.because}"] if verdict.because else []
    said += [plural(verdict.unclear, "unclear answer")] if verdict.unclear else []
    return "; ".join([*said, *([verdict.problem] if verdict.problem else [])])


def _calibrate(trials: int | None, seed: int | None, output: str, options: Mapping[str, Any]) -> int:
    from svgguard.judging import TRIALS
    from svgguard.judging import calibrate as measure

    progress = ProgressLine()

    def tell(done: int, total: int) -> None:
        progress.update(f"picture {done} of {total}", at_once=True)

    try:
        known = measure(most=trials or TRIALS, seed=seed or 0, on_progress=tell, **options)
    finally:
        progress.clear()
    if output == "json":
        click.echo(json.dumps(known.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(visible(f"judge {known.model}: {known}"))
        note(f"asked {plural(known.requests, 'time')}, {known.votes} votes at most; kept for every later judgement")
    return 0
