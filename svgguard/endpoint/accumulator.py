"""Joins the chunks of a stream into one `Reply`, whatever is missing from them. No I/O here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svgguard.endpoint.events import Event
from svgguard.extraction.reply import Reply, message_in, parts_of, usage_of, with_arguments, with_whole_characters

ERROR = "error"
"""The kind of an event that is no chunk but says what went wrong."""

_JSON_BEGINS = ("{", "[")
"""How a chunk begins, if it is broken: what begins otherwise was never meant for one."""


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
        self.lost: list[str] = []
        """Events whose chunk cannot be read, or not wholly: the text may lack a piece."""
        self.skipped: list[str] = []
        """Events that are no chunks, such as a word to keep the connection open: nothing is lost with them."""
        self._index: int | None = None
        """Of the choice that is read: the first one seen."""
        self._parts = (_Part(), _Part(), _Part(), _Part())
        """Text, reasoning, refusal, arguments of tools."""
        self._last: dict[str, Any] = {}

    def read(self, event: Event) -> Reply:
        """Take in one event of a stream, and give what is new in it; one that cannot be read is skipped and kept."""
        try:
            chunks = event.values()
        except (ValueError, RecursionError):
            if event.kind == ERROR:
                self.error = self.error or event.data
            else:
                (self.lost if event.data.lstrip()[:1] in _JSON_BEGINS else self.skipped).append(event.data)
            return Reply()
        if not event.intact:
            self.lost.append(event.data)
        if event.kind == ERROR:
            self.error = self.error or next((found for chunk in chunks if (found := _error_in(chunk))), chunks[0])
            return Reply()
        new = [self.add(chunk) for chunk in chunks]
        return Reply("".join(part.text for part in new), "".join(part.reasoning for part in new))

    def read_rest(self, event: Event) -> Reply:
        """As `read`, for an event that the end of the stream cut off: it counts if its JSON is whole, and else not."""
        try:
            event.values()
        except (ValueError, RecursionError):
            return Reply()
        return self.read(event)

    def add(self, chunk: object) -> Reply:
        """Take in one chunk, and give what is new in it; anything may be absent, null, or of another type."""
        self.chunks += 1
        if not isinstance(chunk, Mapping):
            return Reply()
        choices = chunk.get("choices")
        self.error = self.error or error_in(chunk, streamed=True)
        self._last |= {key: chunk[key] for key in ("model", "usage") if chunk.get(key)}
        parts = [
            self._add_choice(choice)
            for choice in (choices if isinstance(choices, list) else ())
            if isinstance(choice, Mapping) and self._is_meant(choice.get("index"))
        ]
        return Reply("".join(part.text for part in parts), "".join(part.reasoning for part in parts))

    def _is_meant(self, index: object) -> bool:
        """True if the choice of this index is the one that is read: what bears no number belongs to it too."""
        try:
            number = int(index)  # type: ignore[call-overload]  # whatever a server sends: what is no number raises
        except (TypeError, ValueError, OverflowError):
            return True
        if self._index is None:
            self._index = number
        return bool(number == self._index)

    def _add_choice(self, choice: Mapping[str, Any]) -> Reply:
        if isinstance(reason := choice.get("finish_reason"), str) and reason:
            self._last["finish_reason"] = reason
        text, reasoning, refusal, passed = (
            part.add(new) for part, new in zip(self._parts, parts_of(message_in(choice)), strict=True)
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
            gaps=len(self.lost),
        )
        return reply.with_filter()


def error_in(response: Mapping[str, Any], *, streamed: bool = False) -> object:
    """The error inside a response or chunk that came with a 200: at the top, in a choice, or the response itself.

    In a stream a message alone does not count as an answer: some servers send one to keep the connection open.
    """
    choices = response.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    for error in (response.get("error"), first.get("error") if isinstance(first, Mapping) else None):
        if any(error.values()) if isinstance(error, Mapping) else error:
            return error
    bare = choices is None and isinstance(response.get("message"), str) and (not streamed or "code" in response)
    return dict(response) if bare or response.get("object") == "error" else None


def _error_in(chunk: object) -> object:
    return error_in(chunk) if isinstance(chunk, Mapping) else chunk
