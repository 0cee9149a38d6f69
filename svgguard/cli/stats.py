"""``svgguard stats``: failure rates from the log, each with its interval."""

from __future__ import annotations

import sys

import click

from svgguard.cli.logged import log_option, opened, selecting, selection
from svgguard.cli.terminal import coloured, note


@click.command(short_help="Failure rates from the log, each with its interval.")
@log_option
@selecting
@click.option(
    "--by",
    default="model",
    show_default=True,
    metavar="WHAT,…",
    help="What to tell apart: model, prompt, endpoint, grammar, thinking, quantisation, wording, run, variant, tag,"
    " version, policy; with code or family, how often each fault is found.",
)
@click.option(
    "--output",
    type=click.Choice(["table", "markdown", "json", "csv"]),
    default="table",
    show_default=True,
    help="The form of what is printed.",
)
def stats(
    log: str | None,
    runs: tuple[str, ...],
    models: tuple[str, ...],
    since: str | None,
    until: str | None,
    by: str,
    output: str,
) -> int:
    """Failure rates: first pass, after repair and after re-asking, kept apart; two models compared prompt by prompt.

    An answer failed that is unusable (fatal, rejected, blank) or wrong (an error). What the endpoint, a token limit,
    our prompt, a renderer or svgguard broke stands apart and is in no model's rate.
    """
    from svgguard.cli.report import rates as report
    from svgguard.log.rates import CODE, DIMENSIONS, FAMILY, code_rates
    from svgguard.log.rates import stats as figures

    names = tuple(dict.fromkeys(by.replace(",", " ").split()))
    if unknown := [name for name in names if name not in DIMENSIONS]:
        raise click.UsageError(f"--by {unknown[0]}: rates are asked by {', '.join(DIMENSIONS)}.")
    meant, read = selection(runs, models, since, until), opened(log)
    colour = coloured(sys.stdout)
    if {CODE, FAMILY} & set(names):
        codes = code_rates(read, names, meant)
        forms = {"markdown": report.codes_markdown, "json": report.codes_json, "csv": report.codes_csv}
        text = forms[output](codes) if output in forms else report.codes_text(codes, colour=colour)
    else:
        rates = figures(read, names, meant)
        shapes = {"markdown": report.rates_markdown, "json": report.rates_json, "csv": report.rates_csv}
        text = shapes[output](rates) if output in shapes else report.rates_text(rates, colour=colour)
    click.echo(text, nl=output != "csv")
    if output == "table" and read.path is not None:
        note(f"log: {read.path}")
    return 0
