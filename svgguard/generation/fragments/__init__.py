"""Repairing omissions: one missing part is asked for, written in where it belongs, and kept only if it is now there.

    Result with missing parts ─ places, asking ─▶ Question ─ whoever asks ─▶ answer
    answer ─ mining, splicing, inserting ─▶ Insertion

Nothing here asks: `generate` does, as its step ``parts``, and so may any caller with the question of
`part_question`, whose answer goes to `svgguard.answered`.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from svgguard.ask import Question
from svgguard.generation.fragments.asking import askable as askable
from svgguard.generation.fragments.asking import lacking as lacking
from svgguard.generation.fragments.asking import question_for
from svgguard.generation.fragments.inserting import Insertion as Insertion
from svgguard.generation.fragments.inserting import insert as insert
from svgguard.generation.fragments.splicing import spliced as spliced
from svgguard.guard import Checked, Wanted, wanted_parts
from svgguard.parts.specification import Specification
from svgguard.result import Result

__all__ = ["Insertion", "askable", "insert", "lacking", "part_question", "question_about", "spliced"]


def part_question(
    result: Result,
    prompt: str = "",
    *,
    parts: Wanted | None = None,
    drawing: str | Path | None = None,
    passed: Collection[str] = (),
) -> Question | None:
    """What to ask a model for the most important part that is missing from `result`, as data for any client.

    `parts` or `drawing` are those by which `result` was made, `prompt` says what the picture is of; parts that are
    `passed` over are not asked for, such as one whose answer could not be kept. Send
    ``question.messages``, and give the answer to `svgguard.answered`. None when no part is missing that could be asked
    for, or there is no document. Raises ValueError when it is not said what to look for.
    """
    wanted = wanted_parts(parts, drawing)
    if wanted is None:
        raise ValueError("say what to look for: drawing= or parts=")
    return question_about(Checked.again(result), wanted, prompt, passed) if askable(result.parts) else None


def question_about(
    checked: Checked, wanted: Specification, prompt: str = "", passed: Collection[str] = ()
) -> Question | None:
    """As `part_question`, of a result that is still known with what it was made from."""
    examination = checked.examined(wanted)
    if examination is None:
        return None
    return question_for(examination.structure, checked.result.parts, prompt, passed)
