"""Joins the chunks of a stream into one `Reply`, whatever is missing from them. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svgguard.extraction.reply import Reply, parts_of, usage_of, with_arguments, with_whole_characters


class _Part:
    """One field of an answer as it arrives."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._half = ""
        """The half of a character that ended the last piece; its other half is to come."""

    def add(self, new: str) -> str:
        """Keep a piece, in whole characters; what was kept."""
        if not new:
            return ""
        new, self._half = self._half + new, ""
        if "\ud800" <= new[-1] <= "\udbff":
            new, self._half = new[:-1], new[-1]
        new = with_whole_characters(new)
        if new:
            self.pieces.append(new)
        return new


class Accumulator:
    """Fed one chunk after the other, as parsed JSON; `reply` is what there is so far."""

    def __init__(self) -> None:
        self.chunks = 0
        self.characters = 0
        """Of text, reasoning and whatever else is kept."""
        self.error: object = None
        """The error object of an error chunk; nothing after it is to be expected."""
        self._parts = (_Part(), _Part(), _Part(), _Part())
        """Text, reasoning, refusal, arguments of tools."""
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
        if not isinstance(delta, Mapping):
            return Reply()
        text, reasoning, refusal, passed = (
            part.add(new) for part, new in zip(self._parts, parts_of(delta), strict=True)
        )
        self.characters += sum(map(len, (text, reasoning, refusal, passed)))
        return Reply(text + passed, reasoning)

    @property
    def reply(self) -> Reply:
        """What has arrived; complete once the server has said why it stopped."""
        model, finish = self._last.get("model"), self._last.get("finish_reason")
        text, reasoning, refusal, arguments = ("".join(part.pieces) for part in self._parts)
        reply = Reply(
            text=with_arguments(text, arguments),
            reasoning=reasoning,
            refusal=refusal,
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
