"""From a whole answer to the SVG meant: every wrapping is undone, named, and leaves positions in the raw answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest

import svgguard
from svgguard.extraction import extract
from svgguard.extraction.reply import Reply
from svgguard.text.edits import replay
from svgguard.text.encoding import decode
from svgguard.types import Blame, Policy, Status

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">'
SVG = f'{ROOT}<circle r="3"/></svg>'
DRAFT = f'{ROOT}<circle r="2"/></svg>'
BROKEN = f'{ROOT}<circle r="4"/><rect wid'
LINES = SVG.replace("><", ">\n  <")

ANSWERS: dict[str, tuple[str, set[str]]] = {
    "nothing around": (SVG, set()),
    "fence svg": (f"```svg\n{SVG}\n```", {"R008"}),
    "fence xml": (f"```xml\n{SVG}\n```", {"R008"}),
    "fence html": (f"```html\n{SVG}\n```", {"R008"}),
    "fence without info string": (f"```\n{SVG}\n```", {"R008"}),
    "fence of tildes": (f"~~~ svg\n{SVG}\n~~~\n", {"R008"}),
    "fence with prose": (f"Here it is:\n\n```svg\n{SVG}\n```\nEnjoy!", {"R008", "R010"}),
    "fence never closed": (f"```svg\n{SVG}", {"R009"}),
    "prose before": (f"Here it is:\n{SVG}", {"R010"}),
    "prose after": (f"{SVG}\n\nThe circle is the sun.", {"R010"}),
    "prose that names the tag": (f"I use `<svg>` and `<circle>`:\n{SVG}", {"R010"}),
    "Gemma's thought": (f"<|channel>thought\nA circle.\n<channel|>{SVG}", {"R006"}),
    "gpt-oss analysis": (f"<|channel|>analysis<|message|>A circle.<|end|>{SVG}", {"R006"}),
    "think": (f"<think>A circle.</think>\n{SVG}", {"R006"}),
    "thinking": (f"<thinking>A circle.</thinking>\n{SVG}", {"R006"}),
    "reasoning": (f"<reasoning>A circle.</reasoning>\n{SVG}", {"R006"}),
    "bracketed think": (f"[THINK]A circle.[/THINK]{SVG}", {"R006"}),
    "only the end of a thought": (f"A circle, then.</think>\n{SVG}", {"R006"}),
    "thought as first line": (f"thought\nThe user wants a circle.\n{SVG}", {"R006"}),
    "control token after": (f"{SVG}<turn|>", {"R007"}),
    "control tokens around": (f"<start_of_turn>model\n{SVG}<end_of_turn>", {"R007"}),
    "control token inside": (SVG.replace("<circle", "<eos><circle"), {"R007"}),
    "JSON": (json.dumps({"title": "dot", "svg": SVG}), {"R012"}),
    "JSON in JSON": (json.dumps({"reply": json.dumps({"svg": SVG})}), {"R012"}),
    "JSON with \\u003c": (json.dumps({"svg": SVG}).replace("<", "\\u003c"), {"R012"}),
    "escaped quotes": (SVG.replace('"', '\\"'), {"R012"}),
    "escaped for HTML": (SVG.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"), {"R012"}),
    "base64 data URI": (
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}">',
        {"R012", "R013"},
    ),
    "percent data URI": (f'<img src="data:image/svg+xml,{quote(SVG)}">', {"R012", "R013"}),
    "HTML page": (f"<!DOCTYPE html>\n<html><body>\n{SVG}\n</body></html>", {"R013"}),
    "wrapper like XML": (f"<svg_code>\n{SVG}\n</svg_code>", {"R014"}),
    "answer tag": (f"<answer>{SVG}</answer>", {"R014"}),
}


@pytest.mark.parametrize(("answer", "codes"), ANSWERS.values(), ids=ANSWERS)
def test_the_svg_is_taken_out_and_the_wrapping_named(answer: str, codes: set[str]) -> None:
    found = extract(answer)
    assert (found.text or "").strip() == SVG
    assert replay(answer, found.passes) == found.text
    result = svgguard.repair(answer)
    assert result.svg == found.text
    assert {fault.code for fault in result.faults} == codes
    assert all(fault.applied for fault in result.faults)


@pytest.mark.parametrize(
    ("answer", "alternates"),
    [
        (f"{DRAFT}\nBetter:\n{SVG}", [DRAFT]),
        (f"```svg\n{DRAFT}\n```\nBetter:\n```svg\n{SVG}\n```", [DRAFT]),
        (f"{DRAFT} or {DRAFT} or\n{SVG}", [DRAFT, DRAFT]),
        (f"{SVG}\nBetter:\n{BROKEN}", [BROKEN]),
        (f"<think>{DRAFT}</think>{SVG}", [DRAFT]),
        (f"{SVG}<think>{DRAFT}</think>", [DRAFT]),
    ],
    ids=["last", "last fence", "three", "last complete", "not the thought", "not the thought after"],
)
def test_of_several_svgs_the_last_complete_answer_is_meant(answer: str, alternates: list[str]) -> None:
    found = extract(answer)
    assert found.text == SVG
    assert [text.strip() for text in found.alternates] == alternates
    assert svgguard.repair(answer).alternates == found.alternates


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("", "R001"),
        (" \n\t", "R001"),
        ("A circle is round.", "R002"),
        ("Use the <svg> element.", "R002"),
        ("I'm sorry, but I can't draw.", "R003"),
        ("* Sky: blue\n* Sun: yellow\n* Sea: calm\n", "R004"),
    ],
)
def test_no_svg_is_a_fault_and_no_exception(answer: str, code: str) -> None:
    assert extract(answer).text is None
    result = svgguard.repair(answer)
    assert result.status is Status.REJECTED
    assert code in {fault.code for fault in result.faults}


MESSAGES: dict[str, Mapping[str, Any]] = {
    "text": {"role": "assistant", "content": SVG},
    "parts": {"content": [{"type": "text", "text": SVG[:20]}, {"type": "text", "text": SVG[20:]}]},
    "parts with a thought": {"content": [{"type": "thinking", "text": DRAFT}, {"type": "text", "text": SVG}]},
    "separate reasoning": {"content": SVG, "reasoning_content": DRAFT},
    "whole response": {"choices": [{"message": {"content": SVG}, "finish_reason": "stop"}]},
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_any_shape_of_message_is_a_source(message: Mapping[str, Any]) -> None:
    assert extract(message).text == SVG
    assert svgguard.repair(message).svg == SVG


@pytest.mark.parametrize("content", [None, "", [], "A circle would be nice."])
def test_an_svg_that_stands_in_the_reasoning_only_is_used(content: object) -> None:
    message = {"content": content, "reasoning_content": f"So:\n{SVG}"}
    result = svgguard.repair(message)
    assert result.svg == SVG
    [fault] = [fault for fault in result.faults if fault.code == "R005"]
    assert fault.blame is Blame.SERVER


def test_reasoning_that_is_the_svg_is_used() -> None:
    assert extract(Reply(reasoning=SVG)).text == SVG


def test_a_prolog_and_comments_belong_to_the_svg() -> None:
    whole = f'<?xml version="1.0"?>\n<!-- a dot -->\n{SVG}'
    assert extract(f"Here:\n{whole}\nThat is all.").text == whole


def test_a_nested_svg_is_no_second_one() -> None:
    nested = f"{ROOT}<svg x='1'><g/></svg><circle r='3'/></svg>"
    found = extract(f"Here:\n{nested}")
    assert (found.text, found.alternates) == (nested, ())


POSITIONS: dict[str, tuple[str, str, str]] = {
    "behind prose": ("Here:\n\n%s", '<circle r="3" r="3"/>', 'r="3"/>'),
    "in a fence": ("```svg\n%s\n```", '<circle r="3" r="3"/>', 'r="3"/>'),
    "unescaped from HTML": ("Here:\n%s", "&lt;circle r='3' r='3'/&gt;", "r='3'/&gt;"),
    "unescaped from JSON": ('{"title": "dot",\n "svg": "%s"}', '<circle r=\\"3\\" r=\\"3\\"/>', 'r=\\"3\\"/>'),
}


@pytest.mark.parametrize(("answer", "circle", "place"), POSITIONS.values(), ids=POSITIONS)
def test_a_fault_has_its_place_in_the_raw_answer(answer: str, circle: str, place: str) -> None:
    written = ROOT
    if "&lt;" in circle:
        written = ROOT.replace("<", "&lt;").replace(">", "&gt;")
    elif '\\"' in circle:
        written = ROOT.replace('"', '\\"')
    end = "&lt;/svg&gt;" if "&lt;" in circle else "</svg>"
    raw = answer % f"{written}{circle}{end}"
    [fault] = [fault for fault in svgguard.check(raw).faults if fault.code == "X001"]
    at = raw.index(place)
    assert fault.start == at
    assert fault.line == raw.count("\n", 0, at) + 1
    assert fault.column == at - raw.rfind("\n", 0, at)


@pytest.mark.parametrize(
    ("data", "text", "codec"),
    [
        (b"\xef\xbb\xbf<svg/>", "\ufeff<svg/>", "utf-8"),
        ("\ufeff<svg/>".encode("utf-16-le"), "\ufeff<svg/>", "utf-16-le"),
        ("\ufeff<svg/>".encode("utf-16-be"), "\ufeff<svg/>", "utf-16-be"),
        (b"<?xml version='1.0' encoding='latin-1'?>\xe9", "<?xml version='1.0' encoding='latin-1'?>é", "latin-1"),
        (b"<?xml version='1.0' encoding='klingon'?>\xe9", "<?xml version='1.0' encoding='klingon'?>\udce9", "utf-8"),
        (b"caf\xe9", "caf\udce9", "utf-8"),
    ],
    ids=["utf-8 mark", "utf-16-le", "utf-16-be", "declared", "unknown", "not utf-8"],
)
def test_bytes_are_decoded_so_that_they_can_be_given_back(data: bytes, text: str, codec: str) -> None:
    assert decode(data) == (text, codec)
    assert text.encode(codec, "surrogateescape") == data


def test_bytes_that_are_no_text_of_their_encoding_are_a_fault() -> None:
    data = f"{ROOT}<text>caf".encode() + b"\xe9</text></svg>"
    result = svgguard.repair(data, policy=Policy(draw=False))
    assert result.svg == f"{ROOT}<text>café</text></svg>"
    assert [fault.code for fault in result.faults] == ["X018"]
