"""``svgguard generate``: ask a model for a picture."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.terminal import Progress, note, read_bytes, write_bytes
from svgguard.report.concise import concise, guesses
from svgguard.report.text import plural

if TYPE_CHECKING:
    from svgguard.log import Log
    from svgguard.result import Result

_SUFFIXES = frozenset({".svg", ".png", ".pdf", ".ps", ".json"})
_LABEL = "answer"


def _headers(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    headers = {}
    for value in values:
        name, colon, content = value.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter(f"{name!r} is not of the form 'Name: value'.")
        headers[name.strip()] = content.strip()
    return headers


def _extra(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
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


@click.command(short_help="Ask a model for a picture.")
@click.argument("prompt")
@click.option("-m", "--model", help="The model's name at the endpoint; else SVGGUARD_MODEL.")
@click.option("--base-url", metavar="URL", help="The endpoint's address; else SVGGUARD_BASE_URL, OPENAI_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="A preset, such as vllm, ollama or llama.cpp; else SVGGUARD_ENDPOINT.")
@click.option("--attempts", type=click.IntRange(1), help="The most answers asked for.  [default: 2]")
@click.option("--retries", type=click.IntRange(0), help="Repetitions when the endpoint fails.  [default: 2]")
@click.option("--system", metavar="TEXT", help="A system message in place of svgguard's; empty for none.")
@click.option("--max-tokens", type=click.IntRange(1), help="The most tokens of one answer.  [default: 8192]")
@click.option("--temperature", type=float)
@click.option("--top-p", type=float)
@click.option("--seed", type=int)
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds per request.  [default: 600]")
@click.option("--stream/--no-stream", default=None, help="Take the answer piece by piece.  [default: stream]")
@click.option("--header", "headers", multiple=True, callback=_headers, metavar="'NAME: VALUE'", help="May be repeated.")
@click.option(
    "--param", "extra", multiple=True, callback=_extra, metavar="NAME=JSON", help="Sent as it is; repeatable."
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
@click.option("--json", "as_json", is_flag=True, help="Print the whole result as JSON.")
@click.option("--log", metavar="FILE|URL", help="Where attempts are recorded; else SVGGUARD_LOG, else the user's log.")
@click.option("--no-log", is_flag=True, help="Record nothing.")
def generate(
    prompt: str, targets: tuple[Path, ...], as_json: bool, log: str | None, no_log: bool, **options: Any
) -> int:
    """Ask a model to draw PROMPT (- reads it from standard input), and print the mended SVG.

    The key is taken from SVGGUARD_API_KEY, or the variable of the preset; servers on this machine need none.
    Faults and guesses are told on standard error.

    Exit codes: 0 there is a picture, 1 no answer held one, 2 the endpoint gave no answer or a file cannot be written.
    """
    from svgguard.generation import generate as ask
    from svgguard.log import open_log

    if prompt == "-":
        prompt = read_bytes().decode("utf-8", "replace")
    if not prompt.strip():
        raise click.UsageError("PROMPT is empty; say what to draw.")
    opened = open_log("off" if no_log else log)
    fresh = opened.path is not None and not opened.path.exists()
    given = {name: value for name, value in options.items() if value is not None}
    progress = Progress()
    progress.update(f"asking for {prompt.strip()[:60]}", at_once=True)
    try:
        result = ask(prompt, log=opened, **given)
    finally:
        progress.clear()
        if fresh:
            _announce(opened)
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


def _announce(log: Log) -> None:
    if log.path is not None and log.path.exists():
        note(f"attempts are recorded in {log.path}; --no-log or SVGGUARD_LOG=off turns this off")


def _tell(result: Result) -> None:
    """What was wrong with the answer, and what was done about it."""
    for line in (*concise(_LABEL, result), *guesses(_LABEL, result)):
        note(line)
    mended = ", ".join(dict.fromkeys(fault.code for fault in result.faults if fault.applied))
    note(f"{result.status} in {plural(len(result.attempts), 'request')}{f', mended {mended}' if mended else ''}")
