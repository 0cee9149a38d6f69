"""A reply is read from whatever shape an endpoint gives, and nothing in it is judged or raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from svgguard.extraction.reply import Reply, Usage, holds_svg, usage_of, with_whole_characters

MESSAGES: dict[str, tuple[Mapping[str, Any], str, str]] = {
    "text": ({"content": "a"}, "a", ""),
    "nothing": ({}, "", ""),
    "null": ({"content": None}, "", ""),
    "parts": ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "ab", ""),
    "parts of text": ({"content": ["a", "b"]}, "ab", ""),
    "parts of other kinds": ({"content": [{"type": "image_url"}, {"text": 3}, 7, None]}, "", ""),
    "thought part": ({"content": [{"text": "t", "thought": True}, {"text": "a"}]}, "a", "t"),
    "thinking part": ({"content": [{"type": "thinking", "text": "t"}, {"text": "a"}]}, "a", "t"),
    "reasoning_content": ({"content": "a", "reasoning_content": "t"}, "a", "t"),
    "reasoning": ({"content": "a", "reasoning": "t"}, "a", "t"),
    "thinking": ({"content": "a", "thinking": "t"}, "a", "t"),
    "empty before filled": ({"content": "a", "reasoning_content": "", "reasoning": "t"}, "a", "t"),
    "reasoning_details": ({"content": "a", "reasoning_details": [{"text": "t"}]}, "a", "t"),
    "number": ({"content": 3, "reasoning": 4}, "", ""),
    "bytes": ({"content": b"a"}, "", ""),
}


@pytest.mark.parametrize(("message", "text", "reasoning"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_of_any_shape_is_read(message: Mapping[str, Any], text: str, reasoning: str) -> None:
    reply = Reply.from_message(message)
    assert (reply.text, reply.reasoning) == (text, reasoning)


def test_a_whole_response_is_read() -> None:
    reply = Reply.from_response(
        {
            "model": "gemma",
            "choices": [{"message": {"content": "a", "refusal": "no"}, "finish_reason": "length"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
        }
    )
    assert (reply.text, reply.refusal, reply.model) == ("a", "no", "gemma")
    assert reply.usage == Usage(1, 2, 3)
    assert reply.hit_token_limit


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [None]},
        {"choices": [{}]},
        {"choices": [{"message": None, "finish_reason": 3}], "model": 7, "usage": "many"},
        {"choices": "words"},
    ],
)
def test_a_response_without_an_answer_is_an_empty_reply(response: Mapping[str, Any]) -> None:
    reply = Reply.from_response(response)
    assert (reply.text, reply.reasoning, reply.finish_reason, reply.usage) == ("", "", None, None)


@pytest.mark.parametrize(
    ("reason", "limited"), [("length", True), ("MAX_TOKENS", True), ("stop", False), (None, False), ("", False)]
)
def test_a_finish_reason_tells_of_the_token_limit(reason: str | None, limited: bool) -> None:
    assert Reply(finish_reason=reason).hit_token_limit is limited


def test_usage_keeps_what_is_a_count() -> None:
    assert usage_of({"prompt_tokens": 1, "completion_tokens": None, "total_tokens": True}) == Usage(1, None, None)
    assert usage_of(None) is None
    assert usage_of([1, 2]) is None


TOOLS: dict[str, tuple[Mapping[str, Any], str]] = {
    "alone": ({"content": None, "tool_calls": [{"function": {"arguments": '{"a": 1}'}}]}, '{"a": 1}'),
    "with an SVG": ({"content": "Here:", "tool_calls": [{"function": {"arguments": "<svg/>"}}]}, "Here:<svg/>"),
    "beside text": ({"content": "Here:", "tool_calls": [{"function": {"arguments": "{}"}}]}, "Here:"),
    "beside an SVG": ({"content": "<svg/>", "tool_calls": [{"function": {"arguments": "<svg/>"}}]}, "<svg/>"),
    "as an object": ({"tool_calls": [{"function": {"arguments": {"svg": "<svg/>"}}}]}, '{"svg": "<svg/>"}'),
    "the old way": ({"function_call": {"name": "draw", "arguments": "<svg/>"}}, "<svg/>"),
    "several": ({"tool_calls": [{"function": {"arguments": a}} for a in ("<svg>", "</svg>")]}, "<svg></svg>"),
    "nonsense": ({"content": "a", "tool_calls": [None, {}, {"function": 3}, {"function": {"arguments": 7}}]}, "a"),
}  # fmt: skip


@pytest.mark.parametrize(("message", "text"), TOOLS.values(), ids=TOOLS)
def test_what_is_passed_to_tools_may_be_the_answer(message: Mapping[str, Any], text: str) -> None:
    assert Reply.from_message(message).text == text


@pytest.mark.parametrize("text", ["<svg>", "&lt;SVG", "\\u003csvg", "%3Csvg", "<svg:svg", "data:image/svg+xml;base64,"])
def test_an_svg_is_seen_however_it_is_spelt(text: str) -> None:
    assert holds_svg(f"Here: {text}") and not holds_svg("an svg < b")


def test_halves_of_characters_are_joined_or_replaced() -> None:
    assert with_whole_characters("a\ud83d\ude00b\ud83dc\ude00") == "a😀b\ufffdc\ufffd"
    assert with_whole_characters("plain") == "plain"


def test_a_filter_s_finish_reason_is_a_refusal() -> None:
    response = {"choices": [{"message": {"content": None}, "finish_reason": "content_filter"}]}
    assert Reply.from_response(response).refusal == "finish reason content_filter"
    response = {"choices": [{"message": {"refusal": "no"}, "finish_reason": "content_filter"}]}
    assert Reply.from_response(response).refusal == "no"
