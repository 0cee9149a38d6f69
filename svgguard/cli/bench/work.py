"""One bench under way: asks what is not answered yet, writes pictures and manifest, and tells how it went."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.bench.cells import Cell, option_of
from svgguard.cli.report.text import plural
from svgguard.cli.terminal import coloured, note

if TYPE_CHECKING:
    from svgguard.generation import Item
    from svgguard.log import Log
    from svgguard.parts.specification import Specification

MANIFEST = "manifest.json"


@dataclass(slots=True)
class Spending:
    """What a bench may take altogether, and what it has taken."""

    tokens: int | None
    seconds: float | None
    money: float | None
    spent_tokens: int = 0
    spent_money: float = 0.0
    begun: float = field(default_factory=time.monotonic)

    def add(self, item: Item, prices: tuple[float, float] | None) -> None:
        """Count what one picture took, as far as the server counted."""
        for attempt in item.result.attempts if item.result is not None else ():
            into, out = attempt.prompt_tokens or 0, attempt.completion_tokens or 0
            self.spent_tokens += into + out
            if prices is not None:
                self.spent_money += (into * prices[0] + out * prices[1]) / 1_000_000

    @property
    def over(self) -> str:
        """What is used up; empty while nothing is."""
        if self.tokens is not None and self.spent_tokens >= self.tokens:
            return f"{self.spent_tokens:,} tokens"
        if self.money is not None and self.spent_money >= self.money:
            return f"{self.spent_money:.2f} of money"
        if self.seconds is not None and time.monotonic() - self.begun >= self.seconds:
            return f"{time.monotonic() - self.begun:.0f} seconds"
        return ""


def manifest_of(out_dir: Path, settings: dict[str, Any], name: str | None) -> dict[str, Any]:
    """The manifest of the folder, when it is of the same bench, else a new one; raises for a folder of another."""
    path = out_dir / MANIFEST
    if path.exists():
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if found.get("settings") != settings or (name is not None and found.get("run") != name):
            raise click.ClickException(f"{out_dir} holds another bench, {found.get('run')!r}; give another --out-dir.")
        note(f"going on with {found['run']!r}")
        return found
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    out_dir.mkdir(parents=True, exist_ok=True)
    return {"run": name or f"{out_dir.resolve().name} {begun}", "begun": begun, "settings": settings, "pictures": []}


class Work:
    """One bench: asks, writes pictures and manifest, and tells how it went."""

    def __init__(
        self,
        manifest: dict[str, Any],
        out_dir: Path,
        prompts: Sequence[tuple[str, str | Specification, str]],
        samples: int,
        log: Log,
        given: Mapping[str, Any],
        prices: tuple[float, float] | None,
    ) -> None:
        self._manifest = manifest
        self._out_dir = out_dir
        self._prompts = prompts
        self._samples = samples
        self._log = log
        self._given = given
        self._prices = prices
        self._pictures: dict[str, dict[str, Any]] = {}
        self._failed: list[str] = []

    async def run(self, cells: Sequence[Cell], usual: Mapping[str, str], spending: Spending) -> None:
        """Ask all that is not answered yet, until the budget is used up."""
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._write()
        shown = (MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[last]}"))
        columns = (*Progress.get_default_columns()[:2], *shown)
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            each = len(self._prompts) * self._samples
            task = progress.add_task("bench", total=len(cells) * each, last="")
            for cell in cells:
                progress.update(task, description=cell.title)
                async with aclosing(self._asked(cell, usual)) as items:
                    async for item in items:
                        spending.add(item, self._prices)
                        last = item.result.status if item.result is not None else "no answer"
                        progress.update(task, advance=1, last=f"{self._keep(cell, item)} {last}")
                        if spending.over:
                            break
                self._write()
                if spending.over:
                    return

    def report(self, spending: Spending, by: Sequence[str]) -> int:
        """Print the table of the run, and what is to be said of it; the exit code."""
        from svgguard.cli.report.rates import rates_text
        from svgguard.log import Selection, stats

        run = self._manifest["run"]
        rates = stats(self._log, by, Selection(runs=(run,)))
        click.echo(rates_text(rates, colour=coloured(sys.stdout)))
        note(f"run {run!r}; pictures and {MANIFEST} in {self._out_dir}; log: {self._log.path or self._log.url}")
        if self._failed:
            note(f"{plural(len(self._failed), 'picture')} brought no answer, the first: {self._failed[0]}")
        if spending.over:
            note(f"the budget ended it at {spending.over}; the same command with more goes on")
        return 2 if not rates else 1 if self._failed or spending.over else 0

    async def _asked(self, cell: Cell, usual: Mapping[str, str]) -> AsyncGenerator[Item]:
        from svgguard.generation import agenerate_many
        from svgguard.log import Run

        where = {"base_url" if "://" in cell.endpoint else "endpoint": cell.endpoint} if cell.endpoint else usual
        chosen: dict[str, Any] = {}
        for what, way in cell.variant.items():
            chosen |= option_of(what, way)
        settings = {**self._manifest["settings"], "variant": dict(cell.variant)}
        run = Run(self._manifest["run"], settings=settings)
        wanted = [wanted for _, wanted, _ in self._prompts for _ in range(self._samples)]
        options = {**self._given, **where, **chosen, "model": cell.model or None, "run": run, "log": self._log}
        async with aclosing(agenerate_many(wanted, ordered=False, resume=True, **options)) as items:
            async for item in items:
                yield item

    def _keep(self, cell: Cell, item: Item) -> str:
        """Write a picture and its line of the manifest; its name."""
        prompt, sample = divmod(item.index, self._samples)
        name = f"{self._prompts[prompt][0]}-{sample + 1}.svg"
        entry: dict[str, Any] = {**asdict(cell), "prompt": item.prompt, "sample": sample + 1}
        if item.result is None:
            self._failed.append(f"{cell.title}: {item.error}")
            entry["error"] = str(item.error)
        else:
            entry |= {"status": str(item.result.status), "codes": sorted({fault.code for fault in item.result.faults})}
            if item.result.ok:
                path = self._out_dir / cell.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                item.result.save(path)
                entry["file"] = path.relative_to(self._out_dir).as_posix()
        self._pictures[f"{cell.folder}/{name}"] = entry
        return name

    def _write(self) -> None:
        pictures = [self._pictures[name] for name in sorted(self._pictures)]
        text = json.dumps({**self._manifest, "pictures": pictures}, indent=2, ensure_ascii=False)
        fresh = self._out_dir / f"{MANIFEST}.new"
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(self._out_dir / MANIFEST)
