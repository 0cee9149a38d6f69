"""Whatever bytes a server sends, a request ends in an outcome: never an exception, never a fault of the model's."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import openai
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_server import SVG, chunk, completion, events

from svgguard import generate
from svgguard.endpoint import Outcome, Request, parameters, sender, target
from svgguard.extraction.reply import Reply
from svgguard.types import Blame

MESSAGES = ({"role": "user", "content": "a dot"},)
DEEP = 100_000


def outcome_of(body: bytes, *, streaming: bool, status: int = 200) -> Outcome:
    """What comes of an answer with this body; the real SDK and HTTP library read it, no socket in between."""
    kind = "text/event-stream" if streaming else "application/json"

    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, content=body, headers={"content-type": kind})

    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    with openai.OpenAI(base_url="http://x.test/v1", api_key="none", http_client=http) as client:
        whom = target(client=client, model="m")
        sent = parameters(whom.preset, stream=streaming, extra={}, chosen={})
        with sender(whom) as send:
            return send(Request(MESSAGES, sent, "m"))


def sane(outcome: Outcome) -> None:
    assert outcome.reply is not None or outcome.fault is not None
    assert outcome.fault is None or outcome.fault.blame is Blame.SERVER
    if outcome.reply is not None:
        outcome.reply.text.encode()
        outcome.reply.reasoning.encode()


WORDS = st.sampled_from(
    """choices message delta content text reasoning reasoning_content reasoning_details tool_calls function arguments
    finish_reason usage prompt_tokens completion_tokens error code model object index refusal detail loc
    param""".split()
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just(SVG),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
CHOICES = st.fixed_dictionaries({"choices": st.lists(st.dictionaries(WORDS, VALUES, max_size=4), max_size=2)})


@settings(max_examples=60, deadline=None)
@given(VALUES | CHOICES, st.booleans(), st.sampled_from([200, 400, 404, 422, 500, 503]))
def test_any_json(value: object, streaming: bool, status: int) -> None:
    body = json.dumps(value).encode()
    sane(outcome_of(b"data: " + body + b"\n\n" if streaming else body, streaming=streaming, status=status))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.booleans())
def test_any_bytes(body: bytes, streaming: bool) -> None:
    sane(outcome_of(body, streaming=streaming))


def test_any_cut() -> None:
    whole = events(chunk(SVG[:50]), chunk({"reasoning": "é"}), chunk(SVG[50:], finish="stop"))
    for end in range(0, len(whole), 17):
        sane(outcome_of(whole[:end], streaming=True))
    body = json.dumps(completion()).encode()
    for end in range(0, len(body), 17):
        sane(outcome_of(body[:end], streaming=False))


@pytest.mark.parametrize("depth", [200, 600, 800, 900, DEEP])
@pytest.mark.parametrize("status", [200, 400, 422])
@pytest.mark.parametrize("streaming", [True, False])
@pytest.mark.parametrize("begin", [b"[", b'{"error":', b'{"choices":[{"message":{"content":['], ids=["list", "e", "c"])
def test_any_depth(begin: bytes, depth: int, status: int, streaming: bool) -> None:
    opened = begin * depth if begin != b'{"choices":[{"message":{"content":[' else begin + b"[" * depth
    closing = {b"[": b"]", b"{": b"}"}
    closed = b"".join(closing[bytes([byte])] for byte in reversed(opened) if bytes([byte]) in closing)
    body = opened + b"1" + closed if begin == b'{"error":' else opened + closed
    sane(outcome_of(b"data: " + body + b"\n\n" if streaming else body, streaming=streaming, status=status))


def test_half_a_character_in_each_chunk() -> None:
    pieces = [chunk("<svg>\ud83d"), chunk("\ude00 \ud83d!</svg>", finish="stop")]
    outcome = outcome_of(events(*pieces), streaming=True)
    assert outcome.reply is not None and outcome.reply.text == "<svg>😀 \ufffd!</svg>"


@pytest.mark.parametrize("count", [-1, 10**30, 1.5, "7", None, True])
def test_a_count_that_is_none(count: object) -> None:
    body: dict[str, Any] = completion() | {"usage": {"prompt_tokens": count, "completion_tokens": 3}}
    outcome = outcome_of(json.dumps(body).encode(), streaming=False)
    assert outcome.reply is not None and outcome.reply.usage is not None
    assert (outcome.reply.usage.prompt, outcome.reply.usage.completion) == (None, 3)


def test_half_a_character_is_asked_about_and_logged(tmp_path: Any) -> None:
    broken = SVG.replace("<circle", "<text>\ud83d</text><circle r='2' r='3'")
    answers = iter([Reply.from_message({"content": broken}), Reply(SVG)])
    assert generate("a dot", client=lambda _: next(answers), log=tmp_path / "log.sqlite").ok
