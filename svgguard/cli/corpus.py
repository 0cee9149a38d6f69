"""``svgguard corpus``: keep answers that broke something as cases of a regression corpus; pytest runs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.report.text import plural
from svgguard.cli.terminal import note, read_bytes

if TYPE_CHECKING:
    from svgguard.testing.corpus.adding import CollectedAnswer
    from svgguard.testing.corpus.outcome import CaseOutcome

STDIN = "-"
_FORMS = {"text": ".reply.txt", "response": ".reply.json", "stream": ".sse"}
_FORM_OF_SUFFIX = {".json": "response", ".sse": "stream"}

_corpus = click.option(
    "--corpus",
    "root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("corpus"),
    show_default=True,
    help="The folder of the corpus.",
)
_why = click.option("--why", required=True, metavar="SENTENCE", help="What went wrong, and where it was seen.")


def _extra(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Any]:
    from svgguard.cli.generate import extra_option as parsed

    return parsed(_context, _parameter, values)


@click.group(short_help="Keep answers that broke something, as cases that pytest runs.")
def corpus() -> None:
    """Keep answers that broke something, as cases of a regression corpus; 'pytest corpus' runs them."""


@corpus.command(short_help="Keep an answer from a file, standard input or the log.")
@click.argument("name", metavar="[FOLDER/]NAME")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True), required=False)
@click.option("--attempt", metavar="ID", help="Take an attempt from the log: the number of its row, or CALL/ATTEMPT.")
@click.option("--log", metavar="FILE|URL", help="The log; else SVGGUARD_LOG, else the user's own.")
@click.option("--form", type=click.Choice(list(_FORMS)), help="What FILE holds.  [default: by its suffix, else text]")
@click.option("-m", "--model", default="", help="The model that answered.")
@click.option(
    "--stand-in-for", default="", metavar="MODEL", help="No model answered; it is written in this one's place."
)
@click.option("--prompt", default="", help="What it was asked for.")
@click.option("--drawing", default="", metavar="NAME", help="The drawing it was asked for, of prompts/drawings.")
@click.option("--endpoint", default="", metavar="NAME", help="The server that answered, as in 'vllm 0.12'.")
@click.option("--finish-reason", help="As the server gave it, where it is not stop.")
@click.option("--svg", "svg", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="What it must become.")
@_why
@_corpus
def add(name: str, file: str | None, attempt: str | None, log: str | None, form: str | None, **given: Any) -> int:
    """Keep an answer as the case NAME: from FILE, from standard input (-), or from the log by --attempt.

    Without --svg, what svgguard makes of the answer today becomes what is expected: look at it, and correct it by hand
    where it is not what the model meant.
    """
    if (file is None) == (attempt is None):
        raise click.UsageError("Give either a FILE (- for standard input) or --attempt.")
    if given["stand_in_for"]:
        from svgguard.testing.corpus.case import STAND_IN

        given["model"] = STAND_IN + given["stand_in_for"]
    known = {key: given[key] for key in ("model", "prompt", "drawing", "endpoint", "finish_reason") if given[key]}
    answer = _from_log(attempt, log, known) if attempt is not None else _from_file(file or STDIN, form, known)
    svg = None if given["svg"] is None else given["svg"].read_bytes().decode("utf-8")
    return _add(given["root"], name, answer, given["why"], svg)


@corpus.command(name="record", short_help="Ask an endpoint and keep what it sends.")
@click.argument("name", metavar="[FOLDER/]NAME")
@click.argument("prompt")
@click.option("-m", "--model", help="The model's name at the endpoint; else SVGGUARD_MODEL.")
@click.option("--base-url", metavar="URL", help="The endpoint's address; else SVGGUARD_BASE_URL, OPENAI_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="A preset, such as vllm, ollama or llama.cpp; else SVGGUARD_ENDPOINT.")
@click.option("--stream/--no-stream", default=True, show_default=True, help="Take the answer piece by piece.")
@click.option(
    "--param", "extra", multiple=True, callback=_extra, metavar="NAME=JSON", help="Sent as it is; repeatable."
)
@_why
@_corpus
def record_(
    name: str, prompt: str, root: Path, why: str, stream: bool, extra: Mapping[str, Any], **where: str | None
) -> int:
    """Ask a model to draw PROMPT, once, and keep every byte that its server sends as the case NAME.

    The key is taken from SVGGUARD_API_KEY, or the variable of the preset; it is struck out of what is kept.
    """
    from svgguard.endpoint import target
    from svgguard.testing.corpus.adding import from_endpoint

    whom = target(model=where["model"], base_url=where["base_url"], endpoint=where["endpoint"])
    return _add(root, name, from_endpoint(prompt, whom, stream=stream, chosen=extra), why)


@corpus.command(short_help="Shrink the answer of a case while it fails in the same way.")
@click.argument("name", metavar="[FOLDER/]NAME")
@click.option("--keep", multiple=True, metavar="CODE", help="Only this fault need remain; may be repeated.")
@click.option("--as", "copy", metavar="[FOLDER/]NAME", help="Write a new case and leave the old one.")
@_corpus
def minimise(name: str, keep: tuple[str, ...], copy: str | None, root: Path) -> int:
    """Shrink the answer of the case NAME while the same faults remain, keeping it readable, and expect what is left."""
    from svgguard.testing.corpus import find, load, load_case
    from svgguard.testing.corpus.minimising import minimise as shrunk
    from svgguard.testing.corpus.outcome import judge
    from svgguard.testing.corpus.writing import rewrite

    case = find(load(root), name)
    keep = tuple(code.upper() for code in keep)
    if unknown := [code for code in keep or case.codes[:1] or ("any",) if code not in case.codes]:
        raise click.ClickException(f"{case.id}: has no fault {', '.join(unknown)}; there is nothing to keep.")
    before, least = case.recording.data, shrunk(case, keep)
    if copy is not None:
        answer = _like(case, least.data)
        _add(root, copy, answer, case.why)
    else:
        case.path.with_name(case.name + case.recording.form.value).write_bytes(least.data)
        for change in rewrite(judge(load_case(case.path, root))):
            note(change)
    note(f"{case.id}: {len(before):,} → {len(least.data):,} bytes, {plural(least.tried, 'answer')} tried")
    return 0


@corpus.command(short_help="Count cases by family, model, endpoint and code.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_corpus
def stats(output: str, root: Path) -> int:
    """Count cases by family, model, endpoint, status and code, and name the codes that no case expects."""
    from svgguard.testing.corpus import load
    from svgguard.testing.corpus.census import census

    counted = census(load(root))
    if output == "json":
        click.echo(json.dumps(counted.to_dict(), indent=2))
        return 0
    click.echo(plural(counted.cases, "case"))
    for title in ("family", "model", "endpoint", "status", "form", "code"):
        click.echo(f"\n{title}")
        counts: Mapping[str, int] = getattr(counted, title)
        width = max(map(len, counts), default=0)
        for word, count in counts.items():
            click.echo(f"  {word or '(not said)':<{max(width, 10)}}  {count:>4}")
    click.echo(f"\ncodes without a case: {' '.join(counted.uncovered) or 'none'}")
    return 0


def _from_file(file: str, form: str | None, known: Mapping[str, Any]) -> CollectedAnswer:
    from svgguard.testing.corpus import AnswerForm
    from svgguard.testing.corpus.adding import CollectedAnswer

    data = read_bytes() if file == STDIN else Path(file).read_bytes()
    form = form or _FORM_OF_SUFFIX.get(Path(file).suffix.lower(), "text")
    return CollectedAnswer(data, AnswerForm(_FORMS[form]), **known)


def _from_log(attempt: str, log: str | None, known: Mapping[str, Any]) -> CollectedAnswer:
    from dataclasses import replace

    from svgguard.log import user_log
    from svgguard.testing.corpus.adding import from_log

    return replace(from_log(user_log(log), attempt), **known)


def _like(case: Any, data: bytes) -> CollectedAnswer:
    """The answer of a case with other bytes."""
    from svgguard.testing.corpus.adding import CollectedAnswer

    return CollectedAnswer(
        data,
        case.recording.form,
        case.model,
        case.prompt,
        endpoint=case.endpoint,
        finish_reason=case.finish_reason,
        status=case.recording.status,
    )


def _add(root: Path, name: str, answer: CollectedAnswer, why: str, svg: str | None = None) -> int:
    from svgguard.testing.corpus.adding import ATTRIBUTES
    from svgguard.testing.corpus.adding import add as write

    is_new = not root.exists()
    path, verdict = write(root, name, answer, why, svg)
    if is_new:
        note(f"wrote {root / ATTRIBUTES}: git keeps every byte of the answers")
    _tell(path, verdict, svg)
    return 0


def _tell(path: Path, verdict: CaseOutcome, given: str | None) -> None:
    note(f"wrote {path}: {verdict.status}, {' '.join(verdict.codes) or 'no faults'}")
    if given is not None and verdict.svg != given:
        note(f"svgguard makes something else of it today; 'pytest {path.parent} -k {path.stem}' shows what")
    elif verdict.svg is not None and given is None:
        note(f"look at {path.with_suffix('.svg')}: it must be what the model meant, not just what svgguard makes of it")
