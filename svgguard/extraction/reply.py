"""`Reply`: what an endpoint sent, whatever shape it had, as plain text fields. The first datum of the flow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from svgguard.text.encoding import decode
from svgguard.text.pattern import lazy_pattern

REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
"""Where servers put thinking that their parser separated (llama.cpp and SGLang, vLLM and Ollama, others)."""


class Ending(StrEnum):
    """What a finish reason means, whoever spelt it."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    """The token limit."""
    LOOP = "loop"
    """The server saw a repetition and stopped it."""
    REFUSED = "refused"
    """A filter of the provider."""
    FAILED = "failed"
    """The server gave up."""
    LOADED = "loaded"
    """Nothing was generated: the server loaded or unloaded the model."""
    UNKNOWN = "unknown"
    """None given, or one that is not known."""


_ENDINGS = {
    Ending.COMPLETE: "stop eos eos_token stop_sequence end_turn tool_calls function_call",
    Ending.TRUNCATED: "length max_tokens model_length max_output_tokens",
    Ending.LOOP: "repetition",
    Ending.REFUSED: "content_filter safety recitation prohibited_content blocklist refusal",
    Ending.FAILED: "error abort malformed_function_call",
    Ending.LOADED: "load unload",
}
_MEANT = {word: ending for ending, words in _ENDINGS.items() for word in words.split()}

_SVG = lazy_pattern(r"(?:<|&lt;|&#60;|&#x3c;|%3c|\\u003c|\\x3c)\s*(?:svg:)?svg|data:image/svg", re.I)


_HALF = lazy_pattern("[\ud800-\udfff]")

MOST_TOKENS = 2**53
"""No count is larger; a larger number is not read as a count."""


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
    """What the model or a filter of the provider said in place of an answer."""
    complete: bool = True
    """False when the stream broke off before the server ended it."""
    gaps: int = 0
    """How many pieces of a stream could not be read, or not wholly: the text lacks them."""
    stopped: str = ""
    """Why we ended the stream ourselves (a `StopReason`), else empty; the usage is then unknown."""
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    @property
    def ending(self) -> Ending:
        """What the finish reason means; a hint only, for servers say ``stop`` of answers they cut."""
        return _MEANT.get((self.finish_reason or "").lower(), Ending.UNKNOWN)

    @property
    def hit_token_limit(self) -> bool:
        """True if the server says that its token limit ended the answer."""
        return self.ending is Ending.TRUNCATED

    @classmethod
    def from_message(cls, message: Mapping[str, Any], **known: Any) -> Reply:
        """From a chat message in the OpenAI shape: content a string, null, or a list of parts; any reasoning field.

        The arguments of tool calls stand for text where that holds no SVG: no tool was offered.
        """
        text, reasoning, refusal, arguments = (with_whole_characters(part) for part in parts_of(message))
        return cls(text=with_arguments(text, arguments), reasoning=reasoning, refusal=refusal, **known)

    @classmethod
    def from_response(cls, response: Mapping[str, Any]) -> Reply:
        """From a whole chat completion as parsed JSON; absent or empty choices give an empty reply."""
        choices = response.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], Mapping) else {}
        finish, model = choice.get("finish_reason"), response.get("model")
        reply = cls.from_message(
            message_in(choice),
            finish_reason=finish if isinstance(finish, str) else None,
            usage=usage_of(response.get("usage")),
            model=model if isinstance(model, str) else None,
            raw=response,
        )
        return reply.with_filter()

    def with_filter(self) -> Reply:
        """The reply, refused where only the finish reason says that a filter of the provider held it back."""
        if self.refusal or self.ending is not Ending.REFUSED:
            return self
        return replace(self, refusal=f"finish reason {self.finish_reason}")


def with_whole_characters(text: str) -> str:
    """`text` with the halves of characters, which JSON can hold and UTF-8 cannot, joined in pairs or else replaced."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def holds_svg(text: str) -> bool:
    """True if an SVG begins somewhere in `text`, perhaps escaped."""
    return _SVG.search(text) is not None


def message_in(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message of a choice, or the piece of one; a bare text, as completions that are no chats have, counts as one.

    A server that cannot stream may send its whole message as a chunk.
    """
    said = next((said for name in ("delta", "message", "text") if (said := choice.get(name))), None)
    if isinstance(said, str):
        return {"content": said}
    return said if isinstance(said, Mapping) else {}


def parts_of(message: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Text, reasoning and refusal of a message, or of a piece of one, and what it passes to tools; as they stand."""
    text, thought = _joined(message.get("content"))
    reasoning = next((r for f in REASONING_FIELDS if isinstance(r := message.get(f), str) and r), "")
    if not reasoning:
        reasoning = _joined(message.get("reasoning_details"))[0] or thought
    refusal = message.get("refusal")
    return text, reasoning, refusal if isinstance(refusal, str) else "", _tool_arguments(message)


def _tool_arguments(message: Mapping[str, Any]) -> str:
    """The arguments of ``tool_calls`` and ``function_call``."""
    calls = message.get("tool_calls")
    functions = [call.get("function") for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []
    given = [f.get("arguments") for f in (*functions, message.get("function_call")) if isinstance(f, Mapping)]
    return "".join(a if isinstance(a, str) else json.dumps(a) for a in given if a)


def with_arguments(text: str, arguments: str) -> str:
    """`text`, with what was passed to tools after it where that alone holds an SVG, or where there is no text."""
    wanted = not text.strip() or (holds_svg(arguments) and not holds_svg(text))
    return text + arguments if wanted else text


def usage_of(usage: object) -> Usage | None:
    """Token counts from a `usage` object in the OpenAI shape, or None when it is not one."""
    if not isinstance(usage, Mapping):
        return None
    return Usage(*(_count(usage.get(f"{kind}_tokens")) for kind in ("prompt", "completion", "total")))


def _count(value: object) -> int | None:
    counts = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_TOKENS
    return value if counts else None  # type: ignore[return-value]  # an int, as was just said


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
