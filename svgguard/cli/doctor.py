"""``svgguard doctor``: what a live endpoint can do, and what to change about it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING

import click

from svgguard.cli.generate import header_option
from svgguard.cli.report.text import painter, plural, visible
from svgguard.cli.terminal import ProgressLine, coloured, note

if TYPE_CHECKING:
    from svgguard.cli.report.text import Paint
    from svgguard.endpoint.probes import Observation

_COLOURS = {"ok": "green", "note": "blue", "change": "yellow", "failed": "red"}

_WIDTH, _NARROWEST = 110, 60
"""Columns of a table that is not read on a terminal, and the fewest it is fitted into."""

_CODES = {"failed": 2, "change": 1}


@click.command(short_help="Say what a live endpoint can do, and what to change.")
@click.option("--base-url", metavar="URL", help="The endpoint's address; else SVGGUARD_BASE_URL, OPENAI_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="A preset, such as vllm, ollama or llama.cpp; else SVGGUARD_ENDPOINT.")
@click.option("-m", "--model", help="The model's name at the endpoint; else SVGGUARD_MODEL, else the only one.")
@click.option("--header", "headers", multiple=True, callback=header_option, metavar="'NAME: VALUE'", help="Repeat.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds per request.  [default: 60]")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def doctor(
    base_url: str | None,
    endpoint: str | None,
    model: str | None,
    headers: Mapping[str, str],
    timeout: float | None,
    output: str,
) -> int:
    """Ask a live endpoint a few short questions, and say what its answers mean for drawing.

    About ten requests of at most 48 tokens each. The key is taken from SVGGUARD_API_KEY, or the variable of the preset,
    and is never printed.

    Exit codes: 0 fit for drawing, 1 something should be changed, 2 nothing can be drawn until it is.
    """
    from svgguard.endpoint import target
    from svgguard.endpoint.probes import SECONDS, examine

    whom = target(base_url=base_url, endpoint=endpoint, model=model, headers=headers)
    found: list[Observation] = []
    progress = ProgressLine()
    try:
        for finding in examine(whom, headers=headers, seconds=timeout or SECONDS):
            found.append(finding)
            progress.update(f"{finding.probe}: {finding.state}", at_once=True)
    finally:
        progress.clear()
    if output == "json":
        entry = {"address": whom.address, "findings": [asdict(finding) for finding in found]}
        click.echo(json.dumps(entry, indent=2))
    else:
        click.echo("\n".join(_table(found, painter(coloured(sys.stdout)))))
        note(_verdict(found))
    return max(_CODES.get(finding.state, 0) for finding in found)


def _table(found: Sequence[Observation], paint: Paint) -> Iterator[str]:
    """A line per finding, and below it what to change."""
    width = max(_NARROWEST, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns))
    first, second = max(len(f.probe) for f in found), max(len(f.state) for f in found)
    indent = first + second + 4
    for finding in found:
        head = f"{finding.probe:<{first}}  {paint(f'{finding.state:<{second}}', fg=_COLOURS.get(finding.state))}  "
        lines = list(_folded(finding.seen, width - indent))
        if finding.advice is not None:
            change = list(_folded(f"{finding.advice.where}: {finding.advice.do}", width - indent - 2))
            lines += [f"{'→' if at == 0 else ' '} {line}" for at, line in enumerate(change)]
        yield head + lines[0]
        yield from (" " * indent + line for line in lines[1:])


def _folded(text: str, width: int) -> Iterable[str]:
    return wrap(visible(text), width, break_on_hyphens=False) or [""]


def _verdict(found: Sequence[Observation]) -> str:
    if any(finding.state == "failed" for finding in found):
        return "nothing can be drawn until that is changed"
    changes = sum(finding.state == "change" for finding in found)
    return f"{plural(changes, 'thing')} to change before it draws well" if changes else "fit for drawing"
