"""The steps: what may be tried after an answer that is not good enough, in this order.

| step     | good for                                                  | asks for           | its answer               |
|----------|-----------------------------------------------------------|--------------------|--------------------------|
| repair   | every fault with a repair the policy allows               | nothing            | the document repaired    |
| cut-loop | a loop that ends the answer, something drawn before it    | nothing            | what was drawn before it |
| continue | an answer cut off: token limit, deadline, broken stream   | the rest           | joined at a checked seam |
| parts    | parts that were asked for and are missing, one by one;    | that part          | spliced in by an edit    |
|          | where there are many, the whole is asked for before       |                    |                          |
| patch    | faults within a few small elements, one element at a time | that element       | spliced in by an edit    |
| reask    | any other fault that is the model's; an empty picture     | the whole, again   | another document         |
| resample | a loop, an answer without SVG, what the server broke, and | the first question | another document         |
|          | whatever no other step has made better                    |                    |                          |

The first two are taken with every answer and ask nothing (see `attempts`); of the others the first that fits the best
answer so far is taken, each once for that answer (`parts` once for each part, `resample` again and again, every time
sampled otherwise), as long as the budget lasts. Cheap before dear, and what keeps the drawing before what draws
another. Nothing here does I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from svgguard.ask import Question, Step, continuation, correction, patch, prompt_file
from svgguard.generation.fragments import lacking
from svgguard.generation.plan import Plan
from svgguard.generation.ranking import Ranked

WARMER = 0.2
"""What each fresh sample adds to the temperature; loops and set phrases are left that way."""

USUAL = 1.0
"""The temperature that a server is taken to sample with that was told none."""

HOTTEST = 1.6
"""The temperature that fresh samples do not exceed: beyond it small models lose the markup."""

MOST_PARTS = 3
"""Missing parts that are asked for one by one; of more, the whole is asked for once before."""

MOST_PATCHES = 4
"""Faulty elements that are asked for one by one; more are asked for with the whole."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the next step is chosen by."""

    plan: Plan
    best: Ranked
    left: int
    """Answers that may still be asked for."""
    tried: frozenset[tuple[Step, int]] = frozenset()
    """The steps taken already, each with the number of the attempt it was to make better."""
    samples: int = 0
    """How many fresh samples there were."""


def next_step(situation: Situation) -> Question | None:
    """The question of the first step that fits; None when the answer is good enough or nothing fits."""
    if situation.left < 1:
        return None
    for step, pose in STEPS.items():
        # A missing part may be no error, and is worth a small question all the same.
        if situation.best.enough and step is not Step.PARTS:
            continue
        again = step in _REPEATED
        if step in situation.plan.skip or (not again and (step, situation.best.number) in situation.tried):
            continue
        if (question := pose(situation)) is not None:
            return replace(question, why=question.why or situation.best.complaint)
    return None


def _continue(situation: Situation) -> Question | None:
    best, plan = situation.best, situation.plan
    # A loop would only be taken up again, and after nothing drawn the first question does as well.
    if not best.cut or best.looped or not best.quality.drawn:
        return None
    return continuation(best.result, plan.request.messages, plan.prefill)


def _parts(situation: Situation) -> Question | None:
    best = situation.best
    if best.broken_by_server or best.missing is None:
        return None
    gone = lacking(best.result.parts)
    whole = Step.REASK not in situation.plan.skip and (Step.REASK, best.number) not in situation.tried
    if len(gone) > MOST_PARTS and whole and situation.left > 1:
        return _whole_again(situation, [f"these are missing: {', '.join(gone)}"])
    return best.missing


def _patch(situation: Situation) -> Question | None:
    if situation.best.broken_by_server:
        return None
    return patch(situation.best.result, situation.plan.prompt, most=min(situation.left, MOST_PATCHES))


def _reask(situation: Situation) -> Question | None:
    best = situation.best
    if best.broken_by_server or (best.looped and not best.result.ok):
        return None
    also = [_BLANK] if best.blank and not best.result.remaining else []
    if best.cut:
        also.append(_TOO_LONG if best.outcome.reply and best.outcome.reply.hit_token_limit else _BROKE_OFF)
    return _whole_again(situation, also)


def _whole_again(situation: Situation, also: Sequence[str]) -> Question:
    plan = situation.plan
    messages = correction(plan.request.messages, plan.prompt, situation.best.result, also)
    return Question(Step.REASK, messages, f"{plan.wording} {prompt_file('reask').label}".strip())


def _resample(situation: Situation) -> Question | None:
    plan = situation.plan
    return Question(
        Step.RESAMPLE, plan.request.messages, plan.wording, parameters=_otherwise(plan, situation.samples + 1)
    )


def _otherwise(plan: Plan, times: int) -> dict[str, Any]:
    """The parameters by which the sample after `times` others differs: a higher temperature, another seed."""
    sent, changed = plan.request.parameters, {}
    name = plan.names.get("temperature")
    if (
        name is not None
        and name not in plan.request.dropped
        and isinstance(given := sent.get(name, USUAL), (int, float))
    ):
        changed[name] = round(max(given, min(given + WARMER * times, HOTTEST)), 2)
    name = plan.names.get("seed")
    if name is not None and name not in plan.request.dropped:
        given = sent.get(name)
        changed[name] = (given if isinstance(given, int) else 0) + times
    return changed


STEPS: dict[Step, Callable[[Situation], Question | None]] = {
    Step.CONTINUE: _continue,
    Step.PARTS: _parts,
    Step.PATCH: _patch,
    Step.REASK: _reask,
    Step.RESAMPLE: _resample,
}
"""The steps that ask, in order; each gives the question to ask, or None where it is of no use."""

_REPEATED = frozenset((Step.PARTS, Step.RESAMPLE))
"""The steps that ask something else every time."""

_BLANK = "nothing of the picture can be seen: all of it lies outside the viewBox, is hidden, or has no paint"
_TOO_LONG = "the answer reached the token limit before the drawing was whole: say it in fewer and simpler elements"
_BROKE_OFF = "the answer broke off before the drawing was whole"
