"""``svgguard demo``: the whole flow against a server on this machine that answers as models do."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="See the whole flow at work, without a network.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-out"),
    show_default=True,
    help="Folder for the pictures.",
)
def demo(out: Path) -> int:
    """Ask a server on this machine that answers as models do, repair the answers, draw them, count the failures."""
    from svgguard.cli.demo.run import run_demo

    run_demo(out)
    return 0
