"""``svgguard extract``: the SVG of an answer or a file, taken out and repaired."""

from __future__ import annotations

from pathlib import Path

import click

from svgguard.cli import files
from svgguard.cli.terminal import complain, note, read_bytes, write_bytes
from svgguard.types import Policy, Safety


@click.command(short_help="Take the SVG out of an answer.")
@click.argument("path", metavar="FILE|-")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it here; else printed.")
@click.option("--unsafe-fixes", is_flag=True, help="Also repairs that guess or lose something.")
def extract(path: str, output: Path | None, unsafe_fixes: bool) -> int:
    """Read FILE (- for standard input) as a model's answer, and write the SVG that was meant, repaired.

    FILE itself stays as it is. Exit codes: 0 written, 1 written with faults or nothing to write, 2 FILE could not be
    read.
    """
    from svgguard import guard
    from svgguard.types import Severity

    try:
        if path == "-":
            files.require_text(data := read_bytes())
        else:
            data = files.read(path)
    except files.FileError as error:
        complain(f"{path}: {error}")
        return 2
    result = guard.repair(data, policy=Policy(apply=Safety.UNSAFE if unsafe_fixes else Safety.SAFE))
    if result.svg is None or result.data is None:
        why = result.remaining[0] if result.remaining else "no well-formed SVG could be had from this"
        complain(f"{path}: {why}")
        return 1
    for fault in result.remaining:
        note(f"{path}:{fault}")
    if output is None:
        write_bytes(result.data)
    else:
        output.write_bytes(result.data)
    return int(any(fault.severity is not Severity.INFO for fault in result.remaining))
