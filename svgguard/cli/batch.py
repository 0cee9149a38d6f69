"""``svgguard generate --from``: a picture of every prompt in a file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.report.text import plural
from svgguard.cli.terminal import ProgressLine, note, read_bytes

if TYPE_CHECKING:
    from svgguard.generation import Item

_COMMENT = "#"


def prompts_in(source: str) -> list[str]:
    """The prompts in a file (``-``: standard input), one per line; raises for a file that has none."""
    try:
        text = (read_bytes() if source == "-" else Path(source).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{source}: not a text in UTF-8: {error.reason}.") from None
    prompts = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(_COMMENT)]
    if not prompts:
        raise click.ClickException(f"{source}: holds no prompt; write one per line.")
    return prompts


def batch(prompts: Sequence[str], out_dir: Path | None, as_json: bool, options: dict[str, Any]) -> int:
    """Ask for all of `prompts`, write and tell what comes as it comes; the exit code."""
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
    return max(asyncio.run(_codes(prompts, out_dir, as_json, options)))


async def _codes(prompts: Sequence[str], out_dir: Path | None, as_json: bool, options: dict[str, Any]) -> list[int]:
    from svgguard.generation import agenerate_many

    progress, codes = ProgressLine(), [0]
    width = max(4, len(str(len(prompts))))
    try:
        async for item in agenerate_many(prompts, ordered=False, **options):
            progress.clear()
            name = f"{item.index + 1:0{width}}.svg"
            if out_dir is not None and item.result is not None and item.result.ok:
                item.result.save(out_dir / name)
            if as_json:
                click.echo(json.dumps(_mapping(item)))
            note("  ".join(_line(name, item)))
            codes.append(2 if item.result is None else 0 if item.ok else 1)
            progress.update(f"{len(codes) - 1} of {plural(len(prompts), 'picture')}", at_once=True)
    finally:
        progress.clear()
    return codes


def _line(name: str, item: Item) -> Iterator[str]:
    yield name
    if item.result is None:
        yield f"none      {item.prompt[:60]}: {item.error}"
        return
    yield f"{item.result.status:<8}"
    yield item.prompt[:60]
    yield _codes_of(fault.code for fault in item.result.remaining)


def _codes_of(codes: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(codes))


def _mapping(item: Item) -> dict[str, Any]:
    head = {"index": item.index, "prompt": item.prompt}
    if item.result is None:
        return {**head, "error": str(item.error)}
    return head | item.result.to_dict()
