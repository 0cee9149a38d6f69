"""The demo: the whole flow over real HTTP, against a server on this machine that replays how models fail.

Needs no network and no checkout: the answers are the cases in ``data/demo``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from svgguard.cli.demo.page import Shown, page
from svgguard.result import Result
from svgguard.testing.corpus import Case, load
from svgguard.testing.loopback import LoopbackServer
from svgguard.testing.strict import draw_strictly

SIZE = 480
"""Pixels of the longest side of each picture."""

LOG_NAME = "log.sqlite"

STANDING_IN = (
    "The models are stand-ins: their answers were written to fail as models are reported to, "
    "so these rates measure no model."
)
"""What must be said beside any rate of theirs."""


def run_demo(
    out: Path, *, cases: Sequence[Case] | None = None, omission: bool = True, say: Callable[[str], None] = print
) -> Path:
    """Ask for every case, repair and draw the answers, count the failures; the path of the page that shows it all.

    `out` is made when absent and gets the page, a log, and for each case its answer, its document and the pictures
    before and after. `cases` are those that ship unless given; `omission` adds a drawing that lacks a part. `say` is
    given the progress and the failure table, line by line.
    """
    from svgguard.cli.report.rates import rates_text
    from svgguard.log import stats

    out.mkdir(parents=True, exist_ok=True)
    log = _fresh_log(out)
    shown: list[Shown] = []
    with LoopbackServer(cases := load() if cases is None else cases) as server:
        say(f"Asking {server.base_url}, which answers as models are known to.")
        for model, group in groupby(_asked(cases), key=lambda answers: answers[0].model):
            say(f"\n{model}")
            for answers in group:
                one = _show(answers, _ask(answers, server.base_url, log))
                _write(out, one)
                say(_line(one))
                shown.append(one)
    if omission:
        say("\nand a drawing that lacks a part")
        shown.append(_lacking(out, log))
        say(_line(shown[-1]))
    rates = rates_text(stats(log))
    say(f"\n{rates}\n\n{STANDING_IN}\n")
    index = out / "index.html"
    index.write_text(page(shown, rates, STANDING_IN), encoding="utf-8")
    say(f"Before and after, with faults and diffs: {index}")
    say(f"Each attempt, as a row: {log}")
    return index


def _fresh_log(out: Path) -> Path:
    """Where this run is recorded; what an earlier one left there is removed, so that the table is of this one."""
    for suffix in ("", "-wal", "-shm"):
        (out / f"{LOG_NAME}{suffix}").unlink(missing_ok=True)
    return out / LOG_NAME


def _asked(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """The questions in order of model: cases that share a prompt are answers to one."""
    in_order = sorted(cases, key=lambda case: (case.model, case.prompt, case.id))
    for _, answers in groupby(in_order, key=lambda case: (case.model, case.prompt)):
        yield list(answers)


def _ask(answers: Sequence[Case], base_url: str, log: Path) -> Result:
    from svgguard.generation import generate

    first = answers[0]
    return generate(first.prompt, model=first.model, base_url=base_url, attempts=len(answers), retries=0, log=log)


def _show(answers: Sequence[Case], result: Result) -> Shown:
    from svgguard.rendering import render_svg

    before = draw_strictly(answers[0].text, SIZE)
    after = None if result.svg is None else render_svg(result.svg, size=SIZE).png
    return Shown(answers[0], result, before.png, before.error, after)


def _lacking(out: Path, log: Path) -> Shown:
    from svgguard.cli.demo.omission import without_fork

    case, result = without_fork(log)
    one = _show([case], result)
    _write(out, one)
    return one


def _write(out: Path, one: Shown) -> None:
    folder = out / one.case.model
    folder.mkdir(exist_ok=True)
    stem = one.case.path.stem
    (folder / f"{stem}-before.png").write_bytes(one.before)
    (folder / f"{stem}.reply.txt").write_bytes(one.case.text.encode())
    if one.after is not None:
        (folder / f"{stem}-after.png").write_bytes(one.after)
        one.result.save(folder / f"{stem}.svg")


def _line(one: Shown) -> str:
    codes = " ".join(sorted({fault.code for attempt in one.result.attempts for fault in attempt.faults}))
    again = f"  ({len(one.result.attempts)} answers)" if len(one.result.attempts) > 1 else ""
    return f"  {one.result.status:<8}  {one.case.prompt}  {codes or 'no faults'}{again}"
