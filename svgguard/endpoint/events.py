"""Server-sent events by the standard (WHATWG HTML, section 9.2.6): bytes in, whole events out. No I/O here.

The SDK has a reader too, but gives up at the first event without data and at the first byte that is not UTF-8, and the
rest of the answer with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

DONE = "[DONE]"
"""The data of the event with which OpenAI's protocol ends a stream."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
_AGAIN = re.compile(r"(?:data:[ \t]*)+")
"""The field's name once more, as of a proxy that packs events into events."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event that has data."""

    kind: str
    """Its ``event`` field; empty when there was none."""
    data: str
    """What is not UTF-8 in it is replaced by U+FFFD."""
    intact: bool = True
    """False when something was replaced."""

    @property
    def ends(self) -> bool:
        """True if the stream ends with it."""
        return self.data.startswith(DONE)

    def values(self) -> list[object]:
        """The JSON in it: one value, or one in each of its lines, where the empty line between events is left out.

        Control characters may stand in its strings. Raises ValueError when it is not JSON, RecursionError when that is
        nested too deeply.
        """
        data = self.data[m.end() :] if (m := _AGAIN.match(self.data)) else self.data
        try:
            return [json.loads(data, strict=False)]
        except ValueError:
            return [json.loads(line, strict=False) for line in data.split("\n") if line != DONE]


class EventReader:
    """Takes a stream in pieces, cut anywhere, in time linear in its length."""

    def __init__(self) -> None:
        self._line: list[bytes] = []
        """The pieces of the line that has not ended."""
        self._after_return = False
        """True if the last line ended in a carriage return that may be half of a line end."""
        self._first = True
        self._kind = b""
        self._data: list[bytes] = []

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Every event that ends in `piece`; comments and events without data are left out."""
        if self._after_return and piece:
            piece = piece.removeprefix(b"\n")
            self._after_return = False
        *lines, rest = _LINE_END.split(piece)
        self._after_return = not rest and piece.endswith(b"\r")
        for line in lines:
            if event := self._take(b"".join((*self._line, line))):
                yield event
            self._line.clear()
        if rest:
            self._line.append(rest)

    def rest(self) -> Event | None:
        """What no empty line ended: the standard drops it, but some servers leave out the last line."""
        if self._line:
            self._take(b"".join(self._line))
            self._line.clear()
        return self._take(b"")

    def _take(self, line: bytes) -> Event | None:
        if self._first:
            line, self._first = line.removeprefix(_BOM), False
        if not line:
            return self._dispatched()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._kind = value
        return None

    def _dispatched(self) -> Event | None:
        kind, data = self._kind.decode(errors="replace"), b"\n".join(self._data)
        self._kind = b""
        self._data.clear()
        if not data.strip():
            return None
        try:
            return Event(kind, data.decode())
        except UnicodeDecodeError:
            return Event(kind, data.decode(errors="replace"), intact=False)
