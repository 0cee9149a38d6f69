"""The way back for callers with their own client: the answer to a question of ``Result.reask`` made part of it.

It is read, judged and chosen from as in a call of `generate`, only without anything being sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from svgguard.ask import Question, Step
from svgguard.endpoint import Outcome
from svgguard.extraction.reply import Reply, as_reply
from svgguard.generation.blame import blamed
from svgguard.generation.fragments import insert
from svgguard.generation.merging import merge
from svgguard.generation.ranking import Ranked, look
from svgguard.guard import Checked, Wanted, checked, wanted_parts
from svgguard.result import Result
from svgguard.types import Policy


def answered(
    result: Result,
    question: Question,
    answer: str | bytes | Reply | Mapping[str, Any],
    *,
    policy: Policy | None = None,
    parts: Wanted | None = None,
    drawing: str | Path | None = None,
) -> Result:
    """The better of `result` and of what it becomes with the model's `answer` to `question`, which it asked.

    A missing part is written in where it belongs, and kept only if it is then there and nothing else got worse; a
    corrected element is spliced in where the faulty one stood, a continuation joined to what broke off, anything else
    judged by itself. `policy`, `parts` and `drawing` are to be those by which `result` was made. Never raises for what
    the answer holds; ask ``.reask()`` of the outcome to go on.
    """
    reply = as_reply(answer)
    policy, wanted, so_far = policy or Policy(), wanted_parts(parts, drawing), Checked.again(result)
    if question.step is Step.PARTS and wanted is not None:
        inserted = insert(question, reply.text, so_far, wanted, policy)
        return inserted.checked.result if inserted is not None and inserted.accepted else result
    merged = merge(question, reply, result)
    outcome = Outcome(merged.reply)
    made = checked(merged.reply, policy, wanted)
    made = replace(made, result=merged.settle(blamed(made.result, outcome)))
    before, after = _ranked(so_far, Outcome()), _ranked(made, outcome, question.step)
    return made.result if after.beats(before) else result


def _ranked(so_far: Checked, outcome: Outcome, step: Step = Step.ASK) -> Ranked:
    return Ranked(so_far, outcome, 0, step, blank=look(so_far).blank)
