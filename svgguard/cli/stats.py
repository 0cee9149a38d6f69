"""``svgguard stats``: failure rates per model, from the log."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from svgguard.cli.terminal import coloured, note


@click.command(short_help="Failure rates per model, from the log.")
@click.option("--log", metavar="FILE|URL", help="Database to read; else SVGGUARD_LOG, else the user's own log.")
@click.option("--output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def stats(log: str | None, output: str) -> int:
    """Failure rates per model: first pass, after repair and after re-asking, kept apart."""
    from svgguard.cli.report.rates import rates_csv, rates_json, rates_text
    from svgguard.log import stats as figures
    from svgguard.log import user_log

    opened = user_log(log)
    if log is not None and opened.path is not None and not Path(opened.path).is_file():
        raise click.ClickException(f"{opened.path}: no such log; check --log.")
    models = figures(opened)
    if output == "json":
        click.echo(rates_json(models))
    elif output == "csv":
        click.echo(rates_csv(models), nl=False)
    else:
        click.echo(rates_text(models, colour=coloured(sys.stdout)))
        if opened.path is not None:
            note(f"log: {opened.path}")
    return 0
