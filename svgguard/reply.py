"""`Reply`: what an endpoint sent, whatever shape it had, as plain text fields. The first datum of the flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from svgguard.encoding import decode

REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
"""Where servers put thinking that their parser separated (llama.cpp and SGLang, vLLM and Ollama, others)."""

TRUNCATED_REASONS = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_length"})
"""Finish reasons that mean the token limit ended the answer."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts as the server reported them; None where it did not."""

    prompt: int | None = None
    completion: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of an endpoint, normalised but not judged."""

    text: str = ""
    reasoning: str = ""
    finish_reason: str | None = None
    """As the server spelt it; None when it gave none."""
    usage: Usage | None = None
    model: str | None = None
    """The model name the server reported."""
    refusal: str = ""
    complete: bool = True
    """False when the stream broke off before the server ended it."""
    stopped: str = ""
    """Why we ended the stream ourselves (a `StopReason`), else empty; the usage is then unknown."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    @property
    def hit_token_limit(self) -> bool:
        """Whether the server says that its token limit ended the answer."""
        return self.finish_reason in TRUNCATED_REASONS

    @classmethod
    def from_message(cls, message: Mapping[str, Any], **known: Any) -> Reply:
        """From a chat message in the OpenAI shape: content a string, null, or a list of parts; any reasoning field."""
        text, thought = _joined(message.get("content"))
        reasoning = next((r for f in REASONING_FIELDS if isinstance(r := message.get(f), str) and r), "")
        if not reasoning:
            reasoning = _joined(message.get("reasoning_details"))[0] or thought
        refusal = message.get("refusal")
        return cls(text=text, reasoning=reasoning, refusal=refusal if isinstance(refusal, str) else "", **known)

    @classmethod
    def from_response(cls, response: Mapping[str, Any]) -> Reply:
        """From a whole chat completion as parsed JSON; absent or empty choices give an empty reply."""
        choices = response.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else {}
        message = choice.get("message")
        finish, model = choice.get("finish_reason"), response.get("model")
        return cls.from_message(
            message if isinstance(message, Mapping) else {},
            finish_reason=finish if isinstance(finish, str) else None,
            usage=usage_of(response.get("usage")),
            model=model if isinstance(model, str) else None,
            raw=response,
        )


def usage_of(usage: object) -> Usage | None:
    """Token counts from a `usage` object in the OpenAI shape, or None when it is not one."""
    if not isinstance(usage, Mapping):
        return None
    counts = [usage.get(f"{kind}_tokens") for kind in ("prompt", "completion", "total")]
    return Usage(*(count if isinstance(count, int) and not isinstance(count, bool) else None for count in counts))


def _joined(content: object) -> tuple[str, str]:
    """The visible text and the thoughts of a content field."""
    if isinstance(content, str):
        return content, ""
    text: list[str] = []
    thoughts: list[str] = []
    for part in content if isinstance(content, Iterable) and not isinstance(content, (Mapping, bytes)) else ():
        if isinstance(part, str):
            text.append(part)
        elif isinstance(part, Mapping) and isinstance(part.get("text"), str):
            thinking = part.get("thought") is True or part.get("type") in ("thinking", "reasoning")
            (thoughts if thinking else text).append(part["text"])
    return "".join(text), "".join(thoughts)


def as_reply(source: str | bytes | Reply | Mapping[str, Any]) -> Reply:
    """Any accepted source as a `Reply`."""
    if isinstance(source, Reply):
        return source
    if isinstance(source, str):
        return Reply(text=source)
    if isinstance(source, bytes):
        return Reply(text=decode(source)[0])
    return Reply.from_response(source) if "choices" in source else Reply.from_message(source)
