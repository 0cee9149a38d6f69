"""`Row`: one attempt, as the log is told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from svgguard.log.grades import Grade, found_grade, left_grade
from svgguard.log.run import Run
from svgguard.types import Fault

LOCAL = frozenset({"repair", "cut-loop"})
"""Steps that ask nothing; their rows say what became of the answer of the same number."""

JUDGE = "judge"
"""The step of a question about a picture."""

PICTURELESS = frozenset({*LOCAL, JUDGE, "list"})
"""Steps whose rows hold no picture that was asked for: they count in no rate."""

CANCELLED = "cancelled"
"""How a request is marked as stopped that the caller took back."""

MASK = "***"
"""Stands for a key that a server or a model repeated."""


@dataclass(frozen=True, slots=True)
class Row:
    """One attempt, as it is logged."""

    call: str
    """A UUID shared by the attempts of one `generate`."""
    attempt: int
    """1-based, counted over every request of the call, retries included."""
    time: str
    """When the request was sent: UTC, ISO 8601."""
    model: str | None
    endpoint: str
    """The base URL without credentials, or what stood in for one."""
    prompt: str
    prompt_hash: str
    """SHA-256 of the messages sent."""
    prompt_version: str
    """Names and versions of the prompt files used; empty for the caller's own messages."""
    parameters: dict[str, Any]
    faults: tuple[Fault, ...]
    served_model: str | None = None
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    """None when the server did not say."""
    completion_tokens: int | None = None
    reply: str | None = None
    """The raw text received; None when there was no answer."""
    reasoning: str | None = None
    """Thinking that the server kept apart from the text."""
    status: str | None = None
    seconds: float | None = None
    step: str = "ask"
    """The step taken: a request of that kind, or ``repair`` or ``cut-loop``, which ask nothing."""
    why: str = ""
    """What was wrong before this step was taken."""
    stopped: str = ""
    """Why the stream was ended from this side, else empty."""
    cost: float | None = None
    """What the request cost by the caller's prices; None when it is not known."""
    saved_tokens: int | None = None
    """About how many tokens of the limit were saved by ending a loop or an endless plan; None when none was ended."""
    key: str | None = None
    """What a batch knows this question by, so that it is not asked again; None outside a batch."""

    parts: dict[str, int] | None = None
    """Of the parts asked for, how many are ``there``, ``missing``, ``unknown`` and ``merged`` with others; None where
    none was looked for."""
    run: Run = field(default_factory=Run)
    grammar: str | None = None
    """Which grammar the answer was held to, ``off`` for none; None when it is not known."""
    thinking: bool | None = None
    """True if the model was let think; None when it is not known."""
    before: Grade | None = None
    """The grade of what the call would have handed out before this attempt; None where it had no answer yet."""
    handed: Grade | None = None
    """The grade of what it would hand out if it ended here; None for that of this very answer, else of the last."""
    opening: bool | None = None
    """True if it is the first request of its call for a picture; None for one that is numbered 1."""
    svg: str | None = None
    """The document that came of it."""
    passes: Sequence[Sequence[tuple[int, int, str]]] | None = None
    """The edits that made it of the text, as in `svgguard.Result`; None where the text was not this reply alone."""

    @property
    def found_grade(self) -> Grade | None:
        """How bad the answer was."""
        return found_grade(self.status, self.faults)

    @property
    def left_grade(self) -> Grade | None:
        """How bad what was made of it is."""
        return left_grade(self.status, self.faults)

    def masked(self, secrets: Collection[str]) -> Row:
        """The row without any of `secrets`, whoever wrote them into it."""
        if not secrets:
            return self
        given = {name: getattr(self, name) for name in self.__slots__ if name != "faults"}
        faults = tuple(replace(fault, message=_masked(fault.message, secrets)) for fault in self.faults)
        return replace(self, faults=faults, **{name: _masked(value, secrets) for name, value in given.items()})


def _masked(value: Any, secrets: Collection[str]) -> Any:
    """A value as JSON has them, with the secrets struck out of every text in it."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, Mapping):
        return {_masked(key, secrets): _masked(inner, secrets) for key, inner in value.items()}
    return [_masked(inner, secrets) for inner in value] if isinstance(value, (list, tuple)) else value
