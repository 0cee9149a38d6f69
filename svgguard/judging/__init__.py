"""Parts by a judge: a model that sees is asked whether the parts are there, and its own errors are counted in.

    Specification ─ atoms ─▶ questions ─ order ─ voting (votes, budget, log) ─ answers ─▶ Verdict ─▶ Judgement
    drawings ─ mutation ─▶ trials ─ the same ─▶ Calibration ─ store ─▶ beside every omission rate (statistics)

A judge is never asked for a mark out of a hundred, only yes or no about one thing at a time, and never believed without
its recall and its false-alarm rate: those are measured on drawings that lack a known part (`calibrate`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Unpack

from svgguard.endpoint import EndpointError, sender
from svgguard.guard import Source, Wanted, repair, wanted_parts
from svgguard.judging.atoms import atoms
from svgguard.judging.calibration import calibrated
from svgguard.judging.judgement import Calibration as Calibration
from svgguard.judging.judgement import Judgement as Judgement
from svgguard.judging.judgement import OmissionRate as OmissionRate
from svgguard.judging.judgement import Trials as Trials
from svgguard.judging.judgement import Verdict as Verdict
from svgguard.judging.judgement import omission_rate as omission_rate
from svgguard.judging.mutation import shown, trials
from svgguard.judging.options import JudgeOptions as JudgeOptions
from svgguard.judging.options import prepared
from svgguard.judging.store import Store as Store
from svgguard.judging.voting import Voting
from svgguard.log.intervals import Estimate as Estimate
from svgguard.result import Result

__all__ = [
    "TRIALS",
    "Calibration",
    "Estimate",
    "JudgeOptions",
    "Judgement",
    "OmissionRate",
    "Store",
    "Trials",
    "Verdict",
    "calibrate",
    "judge",
    "omission_rate",
]

TRIALS = 100
"""Parts that a calibration takes away unless told otherwise: the interval of a recall of 0.9 is then 0.82 to 0.94."""


def judge(
    svg: Source | Result,
    *,
    parts: Wanted | None = None,
    drawing: str | Path | None = None,
    **options: Unpack[JudgeOptions],
) -> Judgement:
    """Ask a model that sees which parts of a drawing are there; `JudgeOptions` lists the further arguments.

    `svg` is a document, a `svgguard.Result`, or any answer that holds one; its faults are repaired first, in a copy.
    What to look for is said as for `svgguard.check`. Raises `svgguard.RejectedError` and `svgguard.RenderError` when
    there is nothing to be shown, `EndpointError` when no question was answered at all, ValueError when it is not said
    what to look for.
    """
    wanted = wanted_parts(parts, drawing)
    if wanted is None:
        raise ValueError("say what to look for: drawing= or parts=")
    result = svg if isinstance(svg, Result) else repair(svg)
    drawn = result.raise_if_rejected().svg or ""
    call = prepared(**options)
    png = shown(drawn, call.size)
    with sender(call.whom) as send, ThreadPoolExecutor(call.concurrency) as pool:
        asked = Voting(call, send, pool)
        verdicts = asked.answers_to(png, atoms(wanted))
    if not asked.answers and asked.faults:
        raise EndpointError(*asked.faults[:1]) from asked.cause
    model = asked.model or ""
    return Judgement(
        model=model,
        address=call.whom.address,
        key=call.key,
        verdicts=verdicts,
        calibration=call.store.find(model, call.key),
        requests=asked.requests,
        call=call.call,
        png=png,
    )


def calibrate(
    *,
    most: int | None = TRIALS,
    drawings: Iterable[str] | None = None,
    seed: int = 0,
    on_progress: Callable[[int, int], object] | None = None,
    **options: Unpack[JudgeOptions],
) -> Calibration:
    """Measure the errors of a judge on drawings that lack a known part, and keep them for every later `judge`.

    `most` parts (None for all, some 350) are taken away, chosen by `seed` over the `drawings` that ship; each is asked
    about with the part and without it, in two to seven requests a time. `on_progress` is told how many of how many
    pictures are done. What it gives counts for the model and for the way of asking: wording, parameters, votes, size.
    Raises `EndpointError` when no question was answered at all.
    """
    call = prepared(**options)
    measured = calibrated(call, trials(drawings, most, seed), seed, on_progress)
    if measured.recall and measured.false_alarms:
        call.store.keep(measured)
        # The log keeps every measurement, the store the one that counts.
        call.log.keep_calibration(call.call, measured.model, measured.time, measured.to_dict())
    return measured
