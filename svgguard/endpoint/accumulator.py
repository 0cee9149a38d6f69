"""Joins the chunks of a stream into one `Reply`, whatever is missing from them. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svgguard.reply import Reply, tool_arguments, usage_of, with_arguments

_TOOLS = ("tool_calls", "function_call")
"""Where arguments of tools stand; they are collected apart."""


class Accumulator:
    """Fed one chunk after the other, as parsed JSON; `reply` is what there is so far."""

    def __init__(self) -> None:
        self.chunks = 0
        self.characters = 0
        """Of text, reasoning and whatever else is kept."""
        self.error: object = None
        """The error object of an error chunk; nothing after it is to be expected."""
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._refusal: list[str] = []
        self._arguments: list[str] = []
        self._last: dict[str, Any] = {}

    def add(self, chunk: object) -> Reply:
        """Take in one chunk, and give what is new in it; anything may be absent, null, or of another type."""
        self.chunks += 1
        if not isinstance(chunk, Mapping):
            return Reply()
        choices = chunk.get("choices")
        self.error = self.error or error_in(chunk)
        self._last |= {key: chunk[key] for key in ("model", "usage") if chunk.get(key)}
        parts = [
            self._add_choice(choice)
            for choice in (choices if isinstance(choices, list) else ())
            if isinstance(choice, Mapping) and choice.get("index") in (0, None)
        ]
        return Reply("".join(part.text for part in parts), "".join(part.reasoning for part in parts))

    def _add_choice(self, choice: Mapping[str, Any]) -> Reply:
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            self._last["finish_reason"] = reason
        # A server that cannot stream may send its whole message as one chunk.
        delta = choice.get("delta") or choice.get("message")
        piece = {k: v for k, v in delta.items() if k not in _TOOLS} if isinstance(delta, Mapping) else {}
        part, passed = Reply.from_message(piece), tool_arguments(delta) if isinstance(delta, Mapping) else ""
        for kept, new in (
            (self._text, part.text),
            (self._reasoning, part.reasoning),
            (self._refusal, part.refusal),
            (self._arguments, passed),
        ):
            if new:
                kept.append(new)
                self.characters += len(new)
        return Reply(part.text + passed, part.reasoning)

    @property
    def reply(self) -> Reply:
        """What has arrived; complete once the server has said why it stopped."""
        model, finish = self._last.get("model"), self._last.get("finish_reason")
        text, reasoning = "".join(self._text), "".join(self._reasoning)
        reply = Reply(
            text=with_arguments(text, "".join(self._arguments)),
            reasoning=reasoning,
            refusal="".join(self._refusal),
            finish_reason=finish,
            usage=usage_of(self._last.get("usage")),
            model=model if isinstance(model, str) else None,
            complete=finish is not None and self.error is None,
        )
        return reply.with_filter()


def error_in(response: Mapping[str, Any]) -> object:
    """The error inside a response or chunk that came with a 200: at the top, in a choice, or the response itself."""
    choices = response.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if error := response.get("error") or (first.get("error") if isinstance(first, Mapping) else None):
        return error
    bare = choices is None and isinstance(response.get("message"), str)
    return dict(response) if bare or response.get("object") == "error" else None
