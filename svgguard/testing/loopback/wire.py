"""From a case to what goes over the wire: status, headers, body. No I/O here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from typing import Any

from svgguard.extraction.reply import Reply
from svgguard.testing.corpus import AnswerForm, Case, Recording

EVENTS = "text/event-stream; charset=utf-8"
JSON = "application/json"
TEXT = "text/html; charset=utf-8"

_PIECES = (3, 17, 1, 40, 8)
"""Lengths of the streamed pieces, in characters, over and over: like tokens, they respect no boundary of the markup."""


class Break(StrEnum):
    """How a connection breaks."""

    NONE = ""
    SHORT = "short"
    """In the middle of the body, which the transfer says is not all."""
    SILENT = "silent"
    """Before anything is answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    body: bytes = field(repr=False)
    kind: str = JSON
    """Its content type."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers."""
    broken: Break = Break.NONE


def as_json(value: object, status: int = 200) -> Answer:
    """`value` as a response in JSON."""
    return Answer(json.dumps(value).encode(), JSON, status)


def as_error(status: int, message: str, code: str) -> Answer:
    """An error as OpenAI's servers send it."""
    return as_json({"error": {"message": message, "type": "invalid_request_error", "code": code}}, status)


def as_models(names: list[str]) -> Answer:
    """The list of models."""
    return as_json({"object": "list", "data": [{"id": n, "object": "model", "owned_by": "svgguard"} for n in names]})


def as_events(chunks: Iterator[Mapping[str, Any]]) -> Answer:
    """A stream of server-sent events, brought to its end."""
    events = [f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode() for chunk in chunks]
    return Answer(b"".join((*events, b"data: [DONE]\n\n")), EVENTS)


def answer_to(case: Case, request: Mapping[str, Any]) -> Answer:
    """What a server that gives the answer of `case` sends for `request`, the body of a chat completion.

    A recorded stream is sent as it is, and so is a recorded response that is not streamed or cannot be: an error, or
    what is no chat completion at all.
    """
    recording, reply, streamed = case.recording, case.recording.reply, bool(request.get("stream"))
    if reply is None or _stands(recording, reply, streamed=streamed):
        return Answer(recording.data, _kind(recording), recording.status)
    return as_events(_chunks(case, reply, request)) if streamed else as_json(_completion(case, reply, request))


def _stands(recording: Recording, reply: Reply, *, streamed: bool) -> bool:
    """True if a recording with a reply is sent as it is, and not as the stream or the response that was asked for."""
    if recording.form is AnswerForm.RESPONSE:
        return not streamed or recording.fault is not None or not (reply.text or reply.reasoning)
    return recording.form is AnswerForm.STREAM and streamed


def user_text(request: Mapping[str, Any]) -> str:
    """All that the user says in the messages of a request."""
    return _text(m for m in request["messages"] if isinstance(m, Mapping) and m.get("role") == "user")


def _text(messages: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(Reply.from_message(message).text for message in messages)


def _kind(recording: Recording) -> str:
    """The content type of a recording; one of a stream may hold JSON, from a server that does not stream."""
    try:
        json.loads(recording.data)
    except ValueError:
        return EVENTS if recording.form is AnswerForm.STREAM else TEXT
    return JSON


def _head(case: Case, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{case.name}", "object": kind, "created": 0, "model": case.model}


def _completion(case: Case, reply: Reply, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer of `case` as a whole chat completion."""
    message = {"role": "assistant", "content": reply.text}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
    return {**_head(case, "chat.completion"), "choices": [choice], "usage": _usage(reply, request)}


def _chunks(case: Case, reply: Reply, request: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The answer of `case` as the chunks of a stream."""
    head = _head(case, "chat.completion.chunk")

    def chunk(delta: Mapping[str, str], finish_reason: str | None = None) -> Mapping[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]}

    yield chunk({"role": "assistant", "content": ""})
    for name, text in (("reasoning_content", reply.reasoning), ("content", reply.text)):
        for piece in _pieces(text):
            yield chunk({name: piece})
    yield chunk({}, reply.finish_reason)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": _usage(reply, request)}


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for length in cycle(_PIECES):
        if start >= len(text):
            return
        yield text[start : start + length]
        start += length


def _usage(reply: Reply, request: Mapping[str, Any]) -> Mapping[str, int]:
    """Token counts of all messages and of the answer, at the usual four characters to the token."""
    asked = _text(message for message in request["messages"] if isinstance(message, Mapping))
    prompt, completion = (-(-len(text) // 4) for text in (asked, reply.text + reply.reasoning))
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
