"""``svgguard bench``: models × prompts × samples against live endpoints, one run of the log, the table at its end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from svgguard.cli.bench.cells import SHIPPED, cells, models_option, prompts_of, vary_option
from svgguard.cli.bench.work import Spending, Work, manifest_of
from svgguard.cli.logged import log_option


@click.command(short_help="Measure models: models × prompts × samples, and the table.")
@click.option(
    "-m", "--model", "models", multiple=True, required=True, callback=models_option, metavar="NAME[@ENDPOINT]",
    help="A model, with its address or preset where that is not --base-url; repeatable.",
)  # fmt: skip
@click.option("--base-url", metavar="URL", help="The endpoint of models that name none; else SVGGUARD_BASE_URL.")
@click.option("--endpoint", metavar="NAME", help="Their preset; else SVGGUARD_ENDPOINT.")
@click.option(
    "--prompts", "sources", multiple=True, metavar="NAME|FILE",
    help="'drawings' (those that ship), one of them, a TOML file like theirs, or a text file with a prompt a line;"
    " repeatable.  [default: drawings]",
)  # fmt: skip
@click.option("-n", "--samples", type=click.IntRange(1), default=3, show_default=True, help="Pictures of each prompt.")
@click.option(
    "--vary", "varied", multiple=True, callback=vary_option, metavar="WHAT=WAY,WAY", help="Each way in turn; repeat."
)
@click.option(
    "-o", "--out-dir", type=click.Path(file_okay=False, path_type=Path), default="svgguard-bench", show_default=True
)
@click.option("--run", "name", help="What the run is called.  [default: the folder's name and the time]")
@click.option(
    "--attempts", type=click.IntRange(1), default=3, show_default=True, help="The most answers for a picture."
)
@click.option("--max-tokens", type=click.IntRange(1), help="The most tokens of one answer.  [default: 8192]")
@click.option("-j", "--jobs", type=click.IntRange(1), default=8, show_default=True, help="Pictures at once.")
@click.option("--rpm", type=click.FloatRange(0, min_open=True), help="The most requests per minute.")
@click.option("--tpm", type=click.FloatRange(0, min_open=True), help="The most tokens per minute.")
@click.option("--budget-tokens", type=click.IntRange(1), help="The most tokens of the whole bench.")
@click.option("--budget-seconds", type=click.FloatRange(0, min_open=True), help="The most time of the whole bench.")
@click.option("--budget-money", type=click.FloatRange(0, min_open=True), help="The most money of the whole bench.")
@click.option("--price", type=(float, float), metavar="IN OUT", help="Prices per million tokens, for the above.")
@log_option
def bench(
    models: list[tuple[str, str]],
    base_url: str | None,
    endpoint: str | None,
    sources: tuple[str, ...],
    samples: int,
    varied: dict[str, list[str]],
    out_dir: Path,
    name: str | None,
    attempts: int,
    max_tokens: int | None,
    jobs: int,
    rpm: float | None,
    tpm: float | None,
    budget_tokens: int | None,
    budget_seconds: float | None,
    budget_money: float | None,
    price: tuple[float, float] | None,
    log: str | None,
) -> int:
    """Ask every MODEL for every prompt, several times, and say how often each fails, and how sure that is.

    Everything is one run of the log; the pictures and a manifest go to --out-dir. The same command again goes on where
    it was interrupted or its budget ended: what was answered is not asked again. --vary prompt=default,FILE compares
    svgguard's own words with a system message of yours, --vary thinking=off,on answers with and without a thought.

    Exit codes: 0 all was asked, 1 the budget ended first or some requests brought no answer, 2 nothing could be asked.
    """
    from svgguard.log import user_log

    if budget_money is not None and price is None:
        raise click.UsageError("--budget-money needs --price, or nothing is known of what it buys.")
    opened = user_log(log)
    if not opened.enabled:
        raise click.UsageError("bench counts from the log; it cannot be off.")
    prompts = list(prompts_of(sources or (SHIPPED,)))
    settings = {
        "models": models, "prompts": [text for _, _, text in prompts], "samples": samples, "vary": varied,
        "attempts": attempts, "max_tokens": max_tokens, "base_url": base_url, "endpoint": endpoint,
    }  # fmt: skip
    manifest = manifest_of(out_dir, json.loads(json.dumps(settings)), name)
    given: dict[str, Any] = {
        "attempts": attempts,
        "concurrency": jobs,
        "requests_per_minute": rpm,
        "tokens_per_minute": tpm,
    }
    given |= {"max_tokens": max_tokens} if max_tokens is not None else {}
    if price is not None:
        from svgguard.generation import Budget

        given["budget"] = Budget(prompt_price=price[0], completion_price=price[1])
    work = Work(manifest, out_dir, prompts, samples, opened, given, price)
    spending = Spending(budget_tokens, budget_seconds, budget_money)
    usual = {name: value for name, value in (("base_url", base_url), ("endpoint", endpoint)) if value}
    asyncio.run(work.run(list(cells(models, varied)), usual, spending))
    return work.report(spending, ("model", "variant") if varied else ("model",))
