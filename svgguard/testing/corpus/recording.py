"""`Recording`: the bytes that came back for one question, and the `Reply` or endpoint fault that they mean.

Read by the functions that the client reads with, so that a case says what `svgguard.generate` would have made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from svgguard.extraction.reply import Reply
from svgguard.types import Fault

if TYPE_CHECKING:
    from svgguard.endpoint import Outcome

OK = 200
"""The HTTP status of a success."""


class AnswerForm(StrEnum):
    """What the bytes are; the value is the suffix of the file that holds them."""

    TEXT = ".reply.txt"
    """The text of the answer alone."""
    RESPONSE = ".reply.json"
    """The whole body of a response."""
    STREAM = ".sse"
    """The server-sent events of a streamed response."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What came back for one question."""

    form: AnswerForm
    data: bytes = field(repr=False)
    reply: Reply | None
    """The answer; None when the endpoint gave none."""
    fault: Fault | None = None
    """What the endpoint did wrong."""
    notes: tuple[Fault, ...] = ()
    """What else is worth knowing of its doing."""
    status: int = OK
    """Its HTTP status."""


def record(
    data: bytes,
    form: AnswerForm = AnswerForm.TEXT,
    *,
    model: str | None = None,
    finish_reason: str | None = "stop",
    status: int = OK,
    prompt: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> Recording:
    """Read the bytes of an answer. `finish_reason` counts for a text alone, the other forms bring their own.

    `prompt` and `parameters` are what was sent: a server may count fewer tokens than the prompt has words, and an error
    may name a parameter. Raises UnicodeDecodeError for a text that is not UTF-8; the other forms may hold anything,
    since a server may send anything.
    """
    if form is AnswerForm.TEXT and status == OK:
        text = data.decode("utf-8")
        return Recording(form, data, Reply(text=text, finish_reason=finish_reason, model=model))
    outcome = _outcome(data, form, status, prompt, parameters or {})
    return Recording(form, data, outcome.reply, outcome.fault, outcome.notes, status)


def _outcome(data: bytes, form: AnswerForm, status: int, prompt: str, parameters: Mapping[str, Any]) -> Outcome:
    from svgguard.endpoint import Preset, Request, Target
    from svgguard.endpoint.answers import of_response, of_stream, tallied
    from svgguard.endpoint.diagnosis import diagnosed
    from svgguard.endpoint.failures import of_error

    request = Request(({"role": "user", "content": prompt},), {**parameters, "stream": form is AnswerForm.STREAM})
    target = Target("recorded", None, Preset("recorded"))
    if status != OK:
        return of_error(_json_or_text(data), request, target, status=status)
    if form is AnswerForm.STREAM:
        outcome = of_stream(tallied([data]), request, target, None)
    else:
        outcome = of_response(_json_or_text(data), request, target)
    return diagnosed(outcome, request, target)


def _json_or_text(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text
