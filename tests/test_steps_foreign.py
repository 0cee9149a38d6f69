"""Asking again with a client of one's own: the question as data, and the way back for its answer."""

from __future__ import annotations

import json

import pytest

import svgguard
from svgguard import Result, Status
from svgguard.ask import Step
from svgguard.text import edits

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">\n'
SKY = '<g id="sky"><rect width="10" height="10" fill="navy"/></g>\n'
BAD, GOOD = '<path d="banana" fill="red"/>', '<path d="M1 1h3v3z" fill="red"/>'
WHOLE = f"{ROOT}{SKY}{GOOD}\n</svg>"
FAULTY = WHOLE.replace(GOOD, BAD)


def asked(result: Result, prompt: str = "a sky") -> svgguard.Question:
    question = result.reask(prompt)
    assert question is not None
    json.dumps([list(question.messages), dict(question.parameters)])
    return question


@pytest.mark.parametrize("answer", [WHOLE, FAULTY.replace(BAD, '<circle cx="5" cy="5" r="1" r="1"/>')])
def test_nothing_is_asked_about_what_is_fine(answer: str) -> None:
    assert svgguard.repair(answer).reask() is None


def test_one_faulty_element() -> None:
    result = svgguard.repair(FAULTY)
    question = asked(result)
    assert question.step is Step.PATCH and BAD in question.messages[-1]["content"]
    again = svgguard.answered(result, question, f"<think>a square</think>\n{GOOD}")
    assert again.svg == WHOLE and again.status is Status.REPAIRED and again.source == FAULTY
    assert edits.replay(again.source, again.passes) == WHOLE and again.reask() is None
    assert Result.from_dict(json.loads(json.dumps(again.to_dict()))) == again


@pytest.mark.parametrize("answer", ["", "I would rather not.", "<path d='pear'/>", "<svg", "<", BAD, "\x00<g><g>"])
def test_an_answer_that_is_no_better_changes_nothing(answer: str) -> None:
    result = svgguard.repair(FAULTY)
    assert svgguard.answered(result, asked(result), answer) is result


def test_a_misspelt_element_may_come_back_under_its_right_name() -> None:
    result = svgguard.repair(FAULTY.replace(BAD, '<blob cx="5" cy="5" r="2"/>'))
    again = svgguard.answered(result, asked(result), 'Sure: `<circle cx="5" cy="5" r="2"/>`')
    assert again.svg == FAULTY.replace(BAD, '<circle cx="5" cy="5" r="2"/>')


def test_an_answer_that_broke_off() -> None:
    at = WHOLE.index("h3v3")
    result = svgguard.repair({"role": "assistant", "content": WHOLE[:at]})
    question = asked(result)
    assert question.step is Step.CONTINUE
    assert svgguard.answered(result, question, WHOLE[at - 12 :]).svg == WHOLE
    assert svgguard.answered(result, question, "done").svg == result.svg


def test_no_svg_at_all() -> None:
    result = svgguard.repair("What a lovely sky.")
    question = asked(result)
    assert question.step is Step.REASK and "a sky" in question.messages[-1]["content"]
    assert svgguard.answered(result, question, {"choices": [{"message": {"content": WHOLE}}]}).svg == WHOLE


def test_in_the_caller_s_own_conversation() -> None:
    own = [{"role": "user", "content": "Draw me a sky."}]
    question = svgguard.repair("What a lovely sky.").reask(messages=own)
    assert question is not None and len(question.messages) == 1
    assert question.messages[0]["content"].startswith("Draw me a sky.")


def test_a_result_of_generate_knows_its_conversation() -> None:
    result = svgguard.generate("a sky", client=lambda _: "no", attempts=1, log=False)
    question = asked(result, "")
    assert question.messages[0]["role"] == "system" and "a sky" in question.messages[1]["content"]
