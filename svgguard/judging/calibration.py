"""Calibration: the judge is shown good drawings with and without one part, and its errors are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from svgguard.ask import prompt_file
from svgguard.endpoint import EndpointError, sender
from svgguard.judging.atoms import chain
from svgguard.judging.judgement import Calibration, Trials, Verdict
from svgguard.judging.mutation import Trial, shown
from svgguard.judging.options import JudgeCall
from svgguard.judging.voting import Voting


def calibrated(
    call: JudgeCall, chosen: Sequence[Trial], seed: int, on_progress: Callable[[int, int], object] | None
) -> Calibration:
    """The errors of a judge over some trials, as far as the budget and the endpoint let them be asked.

    Of each trial two pictures are shown, with the part and without, and both are asked about as `judge` asks: what the
    part belongs to first. Raises `EndpointError` when nothing was answered.
    """
    counted: dict[str, Trials] = {}
    # One pool for pictures and one for questions: a picture waits for its questions.
    with (
        sender(call.whom) as send,
        ThreadPoolExecutor(call.concurrency) as pool,
        ThreadPoolExecutor(call.concurrency) as pictures,
    ):
        voting = Voting(call, send, pool)

        def ask(trial: Trial, kept: bool) -> Verdict:
            questions = chain(trial.specification, trial.specification.part(trial.part))
            png = shown(trial.svg if kept else trial.without, call.size)
            return voting.answers_to(png, questions)[-1]

        tasks = [(trial, kept, pictures.submit(ask, trial, kept)) for trial in chosen for kept in (False, True)]
        try:
            for number, (trial, kept, task) in enumerate(tasks, 1):
                verdict = task.result()
                if verdict.asked or verdict.because:
                    name, gone = trial.specification.name, verdict.answer is False
                    so_far = counted.get(name, Trials(name))
                    counted[name] = (
                        replace(so_far, kept=so_far.kept + 1, alarms=so_far.alarms + gone)
                        if kept
                        else replace(so_far, deleted=so_far.deleted + 1, noticed=so_far.noticed + gone)
                    )
                if on_progress is not None:
                    on_progress(number, len(tasks))
        except BaseException:
            pictures.shutdown(wait=False, cancel_futures=True)
            raise
        if not voting.answers and voting.faults:
            raise EndpointError(*voting.faults[:1]) from voting.cause
    return Calibration(
        model=voting.model or "",
        key=call.key,
        wording=prompt_file("judge").label,
        votes=call.votes,
        trials=tuple(counted.values()),
        seed=seed,
        address=call.whom.address,
        time=datetime.now(UTC).isoformat(timespec="seconds"),
        requests=voting.requests,
    )
