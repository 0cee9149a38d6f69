"""Going on with an answer that broke off: as the model's own turn where the endpoint lets us, else by asking it to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from svgguard.ask.files import prompt_file
from svgguard.ask.messages import without_control_tokens
from svgguard.ask.question import Question, Step
from svgguard.extraction import extract

if TYPE_CHECKING:
    from svgguard.endpoint import Message
    from svgguard.result import Result

LONGEST = 120_000
"""Characters of an answer that is sent back to be gone on with."""

TAIL = 200
"""Characters of its end that are quoted where it must be asked for in words."""


def continuation(result: Result, asked: Sequence[Message], prefill: Mapping[str, Any] | None = None) -> Question | None:
    """The question that goes on with `result`, an answer to the messages `asked` that broke off; None if it cannot.

    `prefill` are the parameters with which the endpoint goes on with a message of the assistant; None where it cannot.
    """
    base = without_control_tokens(extract(result.source).text or "")
    if not base.strip() or len(base) > LONGEST:
        return None
    so_far = (*asked, {"role": "assistant", "content": base})
    if prefill is not None:
        return Question(Step.CONTINUE, so_far, parameters=prefill, base=base)
    file = prompt_file("continue")
    messages = (*so_far, {"role": "user", "content": file.fill(tail=base[-TAIL:])})
    return Question(Step.CONTINUE, messages, file.label, base=base)
