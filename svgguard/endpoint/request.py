"""`Request`: what is sent, as data; and the memory of which parameters an endpoint has refused."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from svgguard.endpoint.presets import Preset

Message = Mapping[str, Any]

MAX_TOKENS = 8192
"""Room for a rich drawing; a limit is always sent, since some servers have none and others stop at 512."""

SAMPLING = {"temperature": 1.0, "top_p": 0.95, "top_k": 64}
"""What Gemma is meant to be sampled with."""

_GEMMA = re.compile(r"gemma", re.I)

DEPENDENT = {"stream": ("stream_options",)}
"""Parameters that mean nothing without another."""

FORGOTTEN = frozenset({"max_tokens"})
"""Refused for its value rather than itself, and too important to leave out for ever."""

_refused: dict[tuple[str, str | None], frozenset[str]] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an endpoint."""

    messages: tuple[Message, ...]
    parameters: Mapping[str, Any]
    """Everything else by its name on the wire, the model's name excepted."""
    model: str | None = None
    dropped: frozenset[str] = frozenset()
    """Parameters left out because the endpoint refused them."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float | None = None
    """Seconds the whole request may take; None for the client's own limits."""

    @property
    def stream(self) -> bool:
        """True if the answer is asked for piece by piece."""
        return bool(self.parameters.get("stream"))

    def without(self, names: Iterable[str]) -> Request:
        """The same request without those parameters."""
        gone = {name for given in names for name in (given, *DEPENDENT.get(given, ())) if name in self.parameters}
        kept = {name: value for name, value in self.parameters.items() if name not in gone}
        return replace(self, parameters=kept, dropped=self.dropped | gone)

    @property
    def prefill(self) -> str:
        """The beginning of the answer that is sent along, to be gone on with; empty when none is."""
        last = self.messages[-1] if self.messages else {}
        content = last.get("content") if last.get("role") == "assistant" else ""
        return content if isinstance(content, str) else ""

    def asking(self, messages: Sequence[Message]) -> Request:
        """The same request with other messages."""
        return replace(self, messages=tuple(messages))


def sampling(model: str | None) -> Mapping[str, float]:
    """How a model of that name is sampled: what another than Gemma is best sampled with, only its server may know."""
    return SAMPLING if model is not None and _GEMMA.search(model) else {}


def parameters(
    preset: Preset,
    *,
    stream: bool,
    extra: Mapping[str, Any],
    chosen: Mapping[str, Any],
    thinking: bool = False,
    usual: Mapping[str, float] = SAMPLING,
) -> dict[str, Any]:
    """The parameters to send: `chosen` by our names (None where the caller said nothing), then `extra` as it stands.

    The length and the thinking switch are always explicit, since the defaults of servers differ. `usual` is how the
    model is sampled where the caller said nothing; see `sampling`.
    """
    names = {"temperature": "temperature", "top_p": "top_p", "max_tokens": "max_tokens", **preset.sampling}
    values = {name: value for name, value in usual.items() if name in names}
    values |= {name: value for name, value in chosen.items() if value is not None}
    switch = preset.thinking_on if thinking else preset.thinking_off
    sent = {**preset.fixed, **{names.get(name, name): value for name, value in values.items()}, **switch}
    if stream:
        sent["stream"] = True
        if preset.stream_usage:
            sent["stream_options"] = {"include_usage": True}
    return sent | dict(extra)


def remember(address: str, request: Request) -> None:
    """Keep in mind, for this process, that the endpoint answered once the refused parameters were left out."""
    if gone := request.dropped - FORGOTTEN:
        with _lock:
            key = (address, request.model)
            _refused[key] = _refused.get(key, frozenset()) | gone


def acceptable(address: str, request: Request) -> Request:
    """`request` without what this endpoint is known to refuse."""
    return request.without(_refused.get((address, request.model), ()))
