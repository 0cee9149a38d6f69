"""``svgguard render``: the picture of one SVG, or of the SVG in an answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli import files
from svgguard.cli.report.lines import concise, guesses
from svgguard.cli.terminal import note, read_bytes, write_bytes

if TYPE_CHECKING:
    from svgguard.result import Result

STANDARD = "-"
_PAGES = ("pdf", "ps", "eps")
"""Formats that are exported in the document's own size."""
_PICTURES = ("png", "webp", "jpg", "jpeg")
_FORMATS = (*_PICTURES, "svg", *_PAGES)


@click.command(short_help="Draw an SVG, or the SVG in an answer.")
@click.argument("file")
@click.option("-o", "--out", metavar="OUT", help="File to write, by its suffix; default: FILE with .png; - for stdout.")
@click.option("--size", type=click.IntRange(1), help="Longest side of a picture in pixels.  [default: 512]")
@click.option("--background", metavar="COLOUR", help="CSS colour behind a picture.  [default: transparent]")
@click.option("--engine", metavar="NAME", help="Only this engine, resvg or cairosvg, not the first that can.")
@click.option("--strict", is_flag=True, help="Refuse a file that has faults instead of repairing a copy first.")
def render(
    file: str, out: str | None, size: int | None, background: str | None, engine: str | None, strict: bool
) -> int:
    """Draw the SVG in FILE (- for standard input) as PNG, WebP, JPEG, PDF, PS or EPS, or write it repaired as SVG.

    Faults are repaired first, in a copy, which is said on standard error.

    Exit codes: 0 drawn, 1 there is nothing that can be drawn (or with --strict, a fault), 2 a file could not be read
    or written.
    """
    if Path(file).is_dir():
        raise click.UsageError(f"{file} is a folder; name the file to draw.")
    target = out or (STANDARD if file == STANDARD else str(Path(file).with_suffix(".png")))
    kind = "png" if target == STANDARD else Path(target).suffix.removeprefix(".").lower()
    options = {"size": size, "background": background, "engine": engine}
    given = {name: value for name, value in options.items() if value is not None}
    if kind not in _FORMATS:
        raise click.UsageError(f"cannot tell a format from {target}; end it in .{', .'.join(_FORMATS)}.")
    if given and kind not in _PICTURES:
        raise click.UsageError(f"--{next(iter(given))} is for PNG, WebP and JPEG only.")
    if target == STANDARD and sys.stdout.isatty():
        raise click.UsageError("a picture cannot be printed on a terminal; say where to with -o.")
    result = _document(file, strict=strict)
    if result is None or result.svg is None:
        return 1
    data, about = _drawn(result, kind, given)
    if data is None:
        note(f"{file}: {about}")
        return 1
    if target == STANDARD:
        write_bytes(data)
    else:
        Path(target).write_bytes(data)
        note(f"wrote {target}{about}")
    return 0


def _document(file: str, *, strict: bool) -> Result | None:
    """The examined file; None when it may not be drawn, which has then been said."""
    from svgguard.guard import check, repair

    try:
        data = read_bytes() if file == STANDARD else files.read(file)
        files.require_text(data)
    except files.FileError as error:
        raise click.ClickException(f"{file}: {error}") from error
    result = check(data) if strict else repair(data)
    for line in (*concise(file, result), *guesses(file, result)):
        note(line)
    if strict and result.faults:
        note(f"{file}: not drawn, because it has faults; leave out --strict to draw it repaired")
        return None
    if result.svg is None:
        note(f"{file}: not drawn, because there is no SVG that can be")
    elif repaired := ", ".join(dict.fromkeys(fault.code for fault in result.faults if fault.applied)):
        note(f"{file}: repaired before drawing ({repaired})")
    return result


def _drawn(result: Result, kind: str, options: dict[str, Any]) -> tuple[bytes | None, str]:
    """The bytes to write and what to say of them; no bytes, and why, for a document that no engine draws."""
    from svgguard import rendering

    assert result.svg is not None  # noqa: S101 - the caller has looked
    if kind == "svg":
        return result.data, ""
    try:
        if kind in _PAGES:
            return rendering.export(result.svg, kind), ""
        raster = rendering.render(result.svg, **options)
    except rendering.EngineUnavailableError:
        raise
    except rendering.RenderError as error:
        return None, str(error)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    for warning in raster.warnings:
        note(f"warning: {warning}")
    return raster.encode(kind), f" ({raster.width}×{raster.height}, {raster.engine})"
