"""``svgguard generate``: ask a model for a picture."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.report.lines import concise, guesses
from svgguard.cli.report.text import plural
from svgguard.cli.sanitise import sanitise_options
from svgguard.cli.terminal import ProgressLine, note, read_bytes, write_bytes
from svgguard.cli.wanted import wanted, wanted_options

if TYPE_CHECKING:
    from svgguard.generation import Budget, Event
    from svgguard.log import Log
    from svgguard.result import Result

_SUFFIXES = frozenset({".svg", ".png", ".pdf", ".ps", ".json"})
_LABEL = "answer"


def header_option(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The headers given as ``NAME: VALUE``, as a mapping."""
    headers = {}
    for value in values:
        name, colon, content = value.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter(f"{name!r} is not of the form 'Name: value'.")
        headers[name.strip()] = content.strip()
    return headers


def extra_option(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    """Parameters for the wire: a value that is JSON is sent as what it means, any other as text."""
    extra: dict[str, Any] = {}
    for value in values:
        name, equals, content = value.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{value!r} is not of the form NAME=VALUE.")
        try:
            extra[name] = json.loads(content)
        except ValueError:
            extra[name] = content
    return extra


def _targets(_context: click.Context, _parameter: click.Parameter, values: tuple[Path, ...]) -> tuple[Path, ...]:
    for path in values:
        if path.suffix.lower() not in _SUFFIXES:
            raise click.BadParameter(f"cannot tell a format from {path}; end it in {', '.join(sorted(_SUFFIXES))}.")
    return values


def _skipped(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    if values:
        from svgguard.generation import SKIPPABLE

        for value in values:
            if value not in SKIPPABLE:
                raise click.BadParameter(f"{value!r} is not one of {', '.join(SKIPPABLE)}.")
    return values


def _prices(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[float, float] | None:
    if value is None:
        return None
    try:
        prompt, completion = map(float, value.split("/"))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not of the form PROMPT/COMPLETION, such as 0.10/0.40.") from None
    return prompt, completion


@click.command(short_help="Ask a model for a picture, or for many.")
@click.argument("prompt", required=False)
@click.option("-m", "--model", help="The model's name at the endpoint; else SVGGUARD_MODEL.")
@click.option("--base-url", metavar="URL", help="The endpoint's address; else SVGGUARD_BASE_URL, OPENAI_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="A preset, such as vllm, ollama or llama.cpp; else SVGGUARD_ENDPOINT.")
@click.option("--attempts", type=click.IntRange(1), help="The most answers asked for.  [default: 3]")
@click.option("--retries", type=click.IntRange(0), help="Repetitions when the endpoint fails.  [default: 2]")
@click.option(
    "--skip",
    multiple=True,
    callback=_skipped,
    metavar="STEP",
    help="Leave out repair, cut-loop, continue, parts, patch, reask or resample; repeatable.",
)
@click.option("--budget-tokens", "tokens", type=click.IntRange(1), help="The most tokens for one picture.")
@click.option(
    "--budget-seconds", "seconds", type=click.FloatRange(0, min_open=True), help="The most time for one picture."
)
@click.option(
    "--budget-money", "money", type=click.FloatRange(0, min_open=True), help="The most money for one picture."
)
@click.option("--price", "prices", callback=_prices, metavar="IN/OUT", help="Prices per million tokens, for the above.")
@wanted_options()
@click.option("--list-parts", is_flag=True, help="Have the model list the parts first, and look for those.")
@sanitise_options("  [default: web]")
@click.option("--thinking", is_flag=True, default=None, help="Let the model think before it draws.")
@click.option("--system", metavar="TEXT", help="A system message in place of svgguard's; empty for none.")
@click.option("--max-tokens", type=click.IntRange(1), help="The most tokens of one answer.  [default: 8192]")
@click.option("--temperature", type=float)
@click.option("--top-p", type=float)
@click.option("--seed", type=int)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds per request.  [default: 600]")
@click.option("--stream/--no-stream", default=None, help="Take the answer piece by piece.  [default: stream]")
@click.option("--header", "headers", multiple=True, callback=header_option, metavar="'NAME: VALUE'", help="Repeat.")
@click.option(
    "--param", "extra", multiple=True, callback=extra_option, metavar="NAME=JSON", help="Sent as it is; repeatable."
)
@click.option(
    "-o",
    "--out",
    "targets",
    multiple=True,
    callback=_targets,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write in place of stdout, by its suffix: .svg .png .pdf .ps .json; may be repeated.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="A file with one prompt per line, in place of PROMPT; needs --out-dir or --json.",
)
@click.option("--out-dir", type=click.Path(file_okay=False, path_type=Path), help="Where the pictures of --from go.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="How many pictures of --from at once.  [default: 8]")
@click.option("--rpm", type=click.FloatRange(0, min_open=True), help="The most requests per minute, for --from.")
@click.option("--tpm", type=click.FloatRange(0, min_open=True), help="The most tokens per minute, for --from.")
@click.option("--resume", is_flag=True, help="Take from the log what --from has been answered before.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON; for --from, one line each.")
@click.option("--log", metavar="FILE|URL", help="Where attempts are recorded; else SVGGUARD_LOG, else the user's log.")
@click.option("--no-log", is_flag=True, help="Record nothing.")
def generate(
    prompt: str | None,
    targets: tuple[Path, ...],
    as_json: bool,
    log: str | None,
    no_log: bool,
    source: str | None,
    out_dir: Path | None,
    jobs: int | None,
    rpm: float | None,
    tpm: float | None,
    resume: bool,
    tokens: int | None,
    seconds: float | None,
    money: float | None,
    prices: tuple[float, float] | None,
    drawing: str | None,
    names: tuple[str, ...],
    list_parts: bool,
    **options: Any,
) -> int:
    """Ask a model to draw PROMPT (- reads it from standard input; a --drawing has its own), and print the repaired SVG.

    The key is taken from SVGGUARD_API_KEY, or the variable of the preset; servers on this machine need none.
    Faults and guesses are told on standard error; so is what became of the parts asked for by --drawing, --part or
    --list-parts, of which missing ones are asked for by themselves. With --from, every line of a file is a prompt, and
    the pictures are written to --out-dir as 0001.svg, 0002.svg and so on; an empty line, or one that begins with #, is
    passed over.

    Exit codes: 0 there is a picture, 1 no answer held one, 2 the endpoint gave no answer or a file cannot be written.
    With --from, the highest of all its pictures.
    """
    from svgguard.log import user_log

    given = {name: value for name, value in options.items() if value is not None}
    looked_for = wanted(drawing, names)
    if list_parts and looked_for is not None:
        raise click.UsageError("--list-parts has the model say what --drawing and --part say: give one of them.")
    given["parts"] = "ask" if list_parts else looked_for
    if budget := _budget(tokens, seconds, money, prices):
        given["budget"] = budget
    opened = user_log("off" if no_log else log)
    fresh = opened.path is not None and not opened.path.exists()
    try:
        if source is None:
            _refuse(out_dir=out_dir, jobs=jobs, rpm=rpm, tpm=tpm, resume=resume)
            own = "" if looked_for is None else looked_for.prompt
            return _one(_text(prompt, own), targets, as_json, {**given, "log": opened})
        if prompt is not None or targets:
            raise click.UsageError("--from brings the prompts and --out-dir takes the pictures: no PROMPT, no --out.")
        if out_dir is None and not as_json:
            raise click.UsageError("--from needs --out-dir or --json.")
        if resume and not opened.enabled:
            raise click.UsageError("--resume reads the log; it cannot be off.")
        from svgguard.cli.batch import batch, prompts_in

        limits = {"concurrency": jobs, "requests_per_minute": rpm, "tokens_per_minute": tpm, "resume": resume}
        limits = {name: value for name, value in limits.items() if value is not None}
        return batch(prompts_in(source), out_dir, as_json, {**given, **limits, "log": opened})
    finally:
        if fresh:
            _announce(opened)


def _text(prompt: str | None, own: str) -> str:
    """What to draw: as given, else the drawing's `own` prompt."""
    if prompt == "-":
        prompt = read_bytes().decode("utf-8", "replace")
    prompt = own if prompt is None else prompt
    if not prompt.strip():
        raise click.UsageError("PROMPT is empty; say what to draw.")
    return prompt


def _refuse(**only_many: object) -> None:
    """Raise for an option that means nothing for one picture."""
    for name, value in only_many.items():
        if value:
            raise click.UsageError(f"--{name.replace('_', '-')} is for --from; there is one picture only.")


def _budget(
    tokens: int | None, seconds: float | None, money: float | None, prices: tuple[float, float] | None
) -> Budget | None:
    if tokens is None and seconds is None and money is None and prices is None:
        return None
    from svgguard.generation import Budget

    if money is not None and prices is None:
        raise click.UsageError("--budget-money needs --price, or nothing is known of what it buys.")
    prompt, completion = prices or (None, None)
    return Budget(tokens=tokens, seconds=seconds, money=money, prompt_price=prompt, completion_price=completion)


def _one(prompt: str, targets: tuple[Path, ...], as_json: bool, options: dict[str, Any]) -> int:
    from svgguard.generation import generate as ask

    progress = ProgressLine()
    progress.update(f"asking for {prompt.strip()[:60]}", at_once=True)

    def tell(event: Event) -> None:
        if line := said(event):
            progress.update(line, at_once=True)

    try:
        result = ask(prompt, on_progress=tell, **options)
    finally:
        progress.clear()
    _tell(result)
    for path in targets:
        if result.ok or path.suffix.lower() == ".json":
            result.save(path)
            note(f"wrote {path}")
    if as_json:
        click.echo(json.dumps(result.to_dict()))
    elif not targets and result.data is not None:
        write_bytes(result.data + (b"\n" if sys.stdout.isatty() else b""))
    return 0 if result.ok else 1


def said(event: Event) -> str:
    """An event in a line; empty for one that is told otherwise."""
    from svgguard.generation import Asking, Receiving, Waiting

    match event:
        case Asking(attempt, step, why):
            return f"request {attempt}: {step}{f' ({why})' if why else ''}"
        case Receiving(attempt, step, progress):
            thought = f", {progress.reasoning_characters} of thought" if progress.reasoning_characters else ""
            return f"request {attempt}: {step}, {progress.elements} elements, {progress.characters} characters{thought}"
        case Waiting(seconds):
            return f"the endpoint failed; asking again in {seconds:.0f} s"
    return ""


def _announce(log: Log) -> None:
    if log.path is not None and log.path.exists():
        note(f"attempts are recorded in {log.path}; --no-log or SVGGUARD_LOG=off turns this off")


def _tell(result: Result) -> None:
    """What was wrong with the answer, and what was done about it."""
    for line in (*concise(_LABEL, result), *guesses(_LABEL, result)):
        note(line)
    repaired = ", ".join(dict.fromkeys(fault.code for fault in result.faults if fault.applied))
    if result.wanted is not None:
        note(f"parts: {result.wanted}")
    if result.parts:
        lacking = [f"{seen.part} {seen.presence}" for seen in result.parts if seen.faulty]
        found = sum(seen.presence == "found" for seen in result.parts)
        unknown = sum(seen.open for seen in result.parts)
        lacking += [f"{unknown} unknown"] if unknown else []
        note(f"{found} of {plural(len(result.parts), 'part')} found{', '.join(['', *lacking])}")
    note(f"{result.status} in {plural(len(result.attempts), 'request')}{f', repaired {repaired}' if repaired else ''}")
