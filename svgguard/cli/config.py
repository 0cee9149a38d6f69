"""``svgguard config``: which configuration holds, key by key, and where each was said."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import click

from svgguard.cli.terminal import coloured


@click.command(short_help="Which configuration holds, and from where.")
@click.argument("path", default=".", type=click.Path(path_type=Path, exists=True))
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="Show this one.")
@click.option("--isolated", is_flag=True, help="Show what holds without any.")
def config(path: Path, output: str, config: Path | None, isolated: bool) -> int:
    """What is configured for PATH (a file or a folder; the current one by default), as lines of svgguard.toml.

    Each key is shown with its value, and with the file that says so or the word default. Options of 'svgguard check'
    go above all of it.
    """
    from svgguard.cli.configured import configured
    from svgguard.cli.report.text import painter, visible
    from svgguard.configuration import KEYS

    told = configured({"config": config, "isolated": isolated}).of_all([str(path)])
    paint = painter(coloured(sys.stdout))
    values = {name: getattr(told.settings, name.replace("-", "_")) for name in KEYS}
    if output == "json":
        shown = {name: {"value": _plain(value), "from": told.origins.get(name)} for name, value in values.items()}
        click.echo(json.dumps({"file": str(told.path) if told.path else None, "keys": shown}, indent=2))
        return 0
    click.echo(paint(f"# {visible(str(told.path)) if told.path else 'no configuration'}", bold=True))
    for name, value in values.items():
        origin = told.origins.get(name)
        said = paint(visible(origin), fg="green") if origin else "default"
        click.echo(f"{paint(name, bold=bool(origin))} = {visible(_toml(_plain(value)))}  # {said}: {KEYS[name].help}")
    return 0


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset | tuple):
        return sorted(map(str, value)) if isinstance(value, frozenset) else list(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _toml(value: Any) -> str:
    """As TOML has it, in one line; what there is no word for, an empty string."""
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{json.dumps(key)} = {_toml(one)}' for key, one in value.items())} }}" if value else "{}"
        )
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return '""' if value is None else json.dumps(value, ensure_ascii=False)
