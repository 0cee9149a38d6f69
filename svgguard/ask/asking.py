"""The next question about a result, for callers with their own client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from svgguard.ask.continuing import continuation
from svgguard.ask.files import prompt_file
from svgguard.ask.messages import correction, first_question, worth_asking
from svgguard.ask.patch import patch
from svgguard.ask.question import Question, Step

if TYPE_CHECKING:
    from svgguard.endpoint import Message
    from svgguard.result import Result


def next_question(result: Result, prompt: str = "", messages: Sequence[Message] = ()) -> Question | None:
    """What to ask the model about `result`; None when nothing about it is worth asking.

    `prompt` says what the picture is of, `messages` is the conversation that `result` answers; both may be left out
    for a result of `generate`, which knows them. An answer that broke off is gone on with, a single faulty element is
    asked for by itself, anything else as a whole.
    """
    first = next((one for one in result.attempts if one.step != Step.LIST), None)
    asked = tuple(messages) or (first.messages if first else ()) or first_question(prompt or "a picture")[0]
    cut = any(fault.name == "truncated" for fault in result.faults)
    question = (continuation(result, asked) if cut else None) or patch(result, prompt)
    if question is None and (worth_asking(result) or not result.ok):
        why = ", ".join(dict.fromkeys(fault.code for fault in worth_asking(result)))
        said = correction(asked, prompt, result)
        question = Question(Step.REASK, said, prompt_file("reask").label, why)
    if question is None or first is None:
        return question
    return replace(question, parameters={**first.request, **question.parameters})
