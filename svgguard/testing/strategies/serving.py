"""`endpoints`: OpenAI-compatible servers that answer as real ones do, well and badly.

What they do is data; `Endpoint.serve` puts it on a socket of this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from svgguard.testing.loopback import Answer, Break, LoopbackServer, Script
from svgguard.testing.strategies.answering import answers
from svgguard.testing.strategies.drawing import svgs

_EVENTS = "text/event-stream; charset=utf-8"
_HTML = "text/html"
_FINISH = st.sampled_from(["stop", "length", "content_filter", "eos_token", "", None, "MAX_TOKENS", "tool_calls"])
_FAILURES: tuple[tuple[int, object], ...] = (
    (400, {"error": {"message": "exceed_context_size_error", "code": 400}}),
    (400, {"error": {"message": "top_k: unknown parameter", "param": "top_k"}}),
    (401, {"error": {"message": "Incorrect API key provided"}}),
    (404, {"error": "model not found"}),
    (422, {"detail": [{"loc": ["body", "top_k"], "msg": "Extra inputs are not permitted"}]}),
    (429, {"error": {"message": "Too many requests"}}),
    (500, {"error": {"message": "the model runner has unexpectedly stopped"}}),
    (502, "<html><h1>Bad Gateway</h1></html>"),
    (503, {"error": {"message": "Loading model", "type": "unavailable_error"}}),
)
"""HTTP errors: their status and body."""
_BODIES: tuple[object, ...] = (
    {"error": {"message": "boom", "code": 502}},
    {"error": "boom"},
    {"choices": []},
    {"choices": None},
    {},
    [],
    "<html>log in</html>",
    '{"choices": [',
    "",
)
"""What comes with a 200 and is no answer."""
_NOISE: tuple[bytes, ...] = (
    b": waiting\n\n",
    b'data: {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}}\n\n',
    b'data: {"choices": null}\n\n',
    b'data: {"choices": [{"index": 0}]}\n\n',
    b"event: ping\ndata: {}\n\n",
)
"""Events that say nothing."""
_ENDS: tuple[tuple[bytes, Break], ...] = (
    (b"data: [DONE]\n\n", Break.NONE),
    (b"", Break.NONE),
    (b"", Break.SHORT),
    (b'data: {"error": {"message": "boom", "code": 500}}\n\n', Break.NONE),
    (b"data: {bad\n\n", Break.NONE),
    (b'data: {"choi', Break.SHORT),
)
"""How a stream ends, with or without having said why."""


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """What a server answers, request after request; the last answer for ever."""

    answers: tuple[Answer, ...]

    def __repr__(self) -> str:
        """What is sent, since that is what a failed example must show."""
        told = (f"{a.status} {a.kind}{a.broken and f', breaks off: {a.broken}'}: {a.body!r}" for a in self.answers)
        return f"Endpoint({'; '.join(told)})"

    def serve(self) -> LoopbackServer:
        """A server on loopback that does so while its ``with`` block runs; its ``base_url`` is where."""
        return LoopbackServer(Script(self.answers))


def endpoints(*, least: int = 1, most: int = 3) -> st.SearchStrategy[Endpoint]:
    """An endpoint with `least` to `most` different answers: whole or streamed, good, strange, broken off, or errors.

    They shrink towards a single answer, and that towards few bytes.
    """
    answer = st.one_of(
        _whole(), _streamed(), st.sampled_from(_BODIES).map(_body), st.sampled_from(_FAILURES).map(_failure)
    )
    silence = st.just(Answer(b"", broken=Break.SILENT))
    return st.lists(answer | silence, min_size=least, max_size=most).map(tuple).map(Endpoint)


def _body(value: object, status: int = 200) -> Answer:
    body = value if isinstance(value, str) else json.dumps(value)
    return Answer(body.encode(), _HTML if body.startswith("<") else "application/json", status)


def _failure(pair: tuple[int, object]) -> Answer:
    return _body(pair[1], pair[0])


_said = (svgs() | answers()).map(lambda text: text.encode("utf-8", "replace").decode())


def _messages() -> st.SearchStrategy[Mapping[str, Any]]:
    """Chat messages: content a text, null or parts, reasoning under one name or another, a refusal."""
    return st.one_of(
        st.builds(lambda text: {"content": text}, _said),
        st.builds(lambda text: {"content": [{"type": "text", "text": text}]}, _said),
        st.builds(
            lambda name, text: {"content": None, name: text},
            st.sampled_from(["reasoning_content", "reasoning", "thinking"]),
            _said,
        ),
        st.just({"content": ""}),
        st.just({"content": None, "refusal": "I cannot draw that."}),
    )


@st.composite
def _whole(draw: st.DrawFn) -> Answer:
    """A response in one piece."""
    choice = {"index": 0, "message": {"role": "assistant", **draw(_messages())}, "finish_reason": draw(_FINISH)}
    usage = draw(st.sampled_from([{}, {"usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8}}]))
    broken = draw(st.sampled_from([Break.NONE, Break.NONE, Break.NONE, Break.SHORT]))
    body = {"object": "chat.completion", "model": "served", "choices": [choice], **usage}
    return Answer(json.dumps(body).encode(), broken=broken)


@st.composite
def _streamed(draw: st.DrawFn) -> Answer:
    """A response in pieces."""
    text, size = draw(_said), draw(st.sampled_from([400, 40, 7]))
    field = draw(st.sampled_from(["content", "content", "reasoning_content"]))
    events = [_chunk({field: text[at : at + size]}) for at in range(0, len(text), size)]
    for noise in draw(st.lists(st.sampled_from(_NOISE), max_size=2)):
        events.insert(draw(st.integers(0, len(events))), noise)
    end, broken = draw(st.sampled_from(_ENDS))
    if draw(st.booleans()):
        events.append(_chunk({}, draw(_FINISH)))
    body = b"".join((*events, end))
    return Answer(draw(st.sampled_from([body, body.replace(b"\n", b"\r\n")])), _EVENTS, broken=broken)


def _chunk(delta: Mapping[str, str], reason: str | None = None) -> bytes:
    choices: Iterable[object] = [{"index": 0, "delta": delta, "finish_reason": reason}]
    return b"data: " + json.dumps({"model": "served", "choices": choices}).encode() + b"\n\n"
