"""``svgguard parts``: which of the parts asked for a drawing has, as a table and as a picture."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svgguard.cli import files
from svgguard.cli.report.text import columns, painter, visible
from svgguard.cli.terminal import coloured, note, read_bytes
from svgguard.cli.wanted import required, wanted_options
from svgguard.types import SvgguardError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from svgguard.parts.inventory import Sighting
    from svgguard.parts.specification import Specification
    from svgguard.result import Result
    from svgguard.types import Fault

_STDIN = "-"
_COLOURS = {"found": "green", "unknown": "yellow", "merged": "yellow"}


def _list(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from svgguard.parts.specification import drawing, drawings

        for name in drawings():
            click.echo(f"{name:<24}{drawing(name).prompt}")
        context.exit()


@click.command(short_help="Say which of the parts asked for a drawing has.")
@click.argument("file")
@wanted_options("--spec")
@click.option("-o", "--out", metavar="OUT", help="Where the picture goes.  [default: FILE with .parts.png]")
@click.option("--no-picture", is_flag=True, help="Write no picture.")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--question", is_flag=True, help="Print instead what to ask a model for the first missing part, as JSON.")
@click.option("--prompt", metavar="TEXT", help="With --question: what the picture is of.  [default: the drawing's own]")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="Name the drawings.")
def parts(
    file: str,
    drawing: str | None,
    names: tuple[str, ...],
    out: str | None,
    no_picture: bool,
    output: str,
    question: bool,
    prompt: str | None,
) -> int:
    """Say which of the parts asked for the drawing in FILE (- for standard input) has, and what became of the others.

    Writes a picture with each part that was found outlined and named, and each missing one listed. Faults of the
    document itself are repaired first, in a copy. With --question no picture is written: what is printed holds messages
    to send with any client, or is null where no part is missing that more drawing could repair.

    Exit codes: 0 every part is there or nothing tells that it is not, 1 some are not, or there is no document, 2 the
    command could not be carried out.
    """
    from svgguard.generation.fragments import part_question
    from svgguard.guard import repair

    if prompt is not None and not question:
        raise click.UsageError("--prompt is for --question.")
    wanted = required(drawing, names)
    try:
        data = read_bytes() if file == _STDIN else files.read(file)
        files.require_text(data)
    except files.FileError as error:
        raise click.ClickException(f"{file}: {error}") from error
    result = repair(data, parts=wanted)
    if result.svg is None:
        note(f"{file}: there is no SVG that can be looked at")
        return 1
    traces = _traces(result)
    if question:
        asked = part_question(result, prompt or "", parts=wanted)
        click.echo(json.dumps(asked and asdict(asked), ensure_ascii=False, indent=2))
    elif output == "json":
        rows = [*(s.to_dict() for s in result.parts), *({"part": None, "message": f.message} for f in traces)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        unseen = (f"line {fault.line}: {visible(fault.message)}" for fault in traces)
        click.echo("\n".join((*_table(result.parts), *unseen)))
    if not (no_picture or question):
        _draw(result.svg, wanted, Path(out or ("parts.png" if file == _STDIN else f"{file}.parts.png")))
    return int(any(sighting.faulty for sighting in result.parts) or bool(traces))


def _traces(result: Result) -> list[Fault]:
    """What is written and cannot be seen, where nothing tells which part it would be."""
    spoken = {sighting.message for sighting in result.parts}
    return [f for f in result.faults if f.code.startswith("P") and f.message not in spoken]


def _table(sightings: Sequence[Sighting]) -> Iterator[str]:
    """One line per part, and a line that counts them."""
    paint = painter(coloured(sys.stdout))
    names = [visible(s.part) + (f" ×{s.wanted}" if s.wanted > 1 else "") for s in sightings]
    width = max(map(columns, names))
    for name, s in zip(names, sightings, strict=True):
        presence = paint(f"{s.presence:<9}", fg=_COLOURS.get(s.presence, "red"))
        yield f"{name}{' ' * (width - columns(name))}  {presence}  {visible(s.message)}".rstrip()
    counts = {
        "at fault": sum(s.faulty for s in sightings),
        "unknown": sum(s.presence == "unknown" for s in sightings),
        "merged": sum(s.presence == "merged" for s in sightings),
    }
    found = sum(s.presence == "found" for s in sightings)
    yield f"{found} of {len(sightings)} parts found{''.join(f', {n} {what}' for what, n in counts.items() if n)}"


def _draw(svg: str, wanted: Specification, path: Path) -> None:
    from svgguard import document
    from svgguard.parts.examination import examine
    from svgguard.types import Limits

    read = document.read(svg, Limits())
    if isinstance(read, document.Defect):
        raise SvgguardError(read.message)
    examine(read, wanted).picture(wanted.name or "drawing").save(path, "PNG")
    note(f"wrote {path}")
