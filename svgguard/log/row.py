"""`Row`: one attempt, as the log keeps it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from svgguard import __version__
from svgguard.types import Blame, Fault

SCHEMA = 2
"""Version of the table's columns; every row carries it."""

LOCAL = frozenset({"repair", "cut-loop"})
"""Steps that ask nothing; their rows say what became of the answer of the same number."""

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
    """Of the parts asked for, how many are ``there``, ``missing`` and ``unknown``; None where none was looked for."""

    def columns(self) -> dict[str, Any]:
        """The values to insert, by column name."""
        values = {name: getattr(self, name) for name in self.__slots__ if name != "faults"}
        # One code in one reply has one blame, save by accident; then what is held against the model wins.
        ordered = sorted(self.faults, key=lambda f: f.blame is Blame.MODEL)
        return values | {
            "schema": SCHEMA,
            "version": __version__,
            "found": [f.code for f in self.faults],
            "applied": [f.code for f in self.faults if f.applied],
            "remaining": [f.code for f in self.faults if not f.applied],
            "blame": {f.code: str(f.blame) for f in ordered},
            "severity": {f.code: str(f.severity) for f in ordered},
        }

    def masked(self, secrets: Collection[str]) -> Row:
        """The row without any of `secrets`, whoever wrote them into it."""
        if not secrets:
            return self
        given = {name: getattr(self, name) for name in self.__slots__ if name != "faults"}
        return replace(self, **{name: _masked(value, secrets) for name, value in given.items()})


def _masked(value: Any, secrets: Collection[str]) -> Any:
    """A value as JSON has them, with the secrets struck out of every text in it."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, MASK)
        return value
    if isinstance(value, Mapping):
        return {_masked(key, secrets): _masked(inner, secrets) for key, inner in value.items()}
    return [_masked(inner, secrets) for inner in value] if isinstance(value, (list, tuple)) else value
