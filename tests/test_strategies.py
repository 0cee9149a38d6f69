"""The public strategies: what they promise, how they shrink, and that no endpoint they make does harm."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

import svgguard
from svgguard.endpoint import Request, sender, target
from svgguard.extraction.reply import Reply
from svgguard.rules import all_rules
from svgguard.testing.corpus import AnswerForm, record
from svgguard.testing.loopback import Break
from svgguard.testing.strategies import Endpoint, answers, endpoints, faulty_svgs, svgs
from svgguard.testing.strategies.faults import _WITHOUT_EXAMPLE
from svgguard.types import Policy, Status

QUICK = settings(max_examples=100, database=None, derandomize=True, deadline=None)


@given(svgs())
def test_nothing_is_wrong_with_an_svg(svg: str) -> None:
    result = svgguard.check(svg, policy=Policy(draw=False))
    assert (result.status, result.faults, result.svg) == (Status.CLEAN, (), svg)


@given(faulty_svgs())
def test_something_is_wrong_with_a_faulty_one(svg: str) -> None:
    assert svgguard.check(svg).faults


@pytest.mark.parametrize("code", ["X001", "X015", "V", "L002", "R008", "U002"])
def test_a_code_that_is_asked_for_is_found(code: str) -> None:
    @settings(max_examples=8)
    @given(faulty_svgs(codes=[code]))
    def found(svg: str) -> None:
        assert any(fault.code.startswith(code) for fault in svgguard.check(svg).faults)

    found()


def test_every_code_that_a_small_text_can_show_can_be_asked_for() -> None:
    huge_or_unknown = {"R005", "R018", "U001", "U003", "U014", "U018", "U019", "X026", "X099"}
    for code, rule in all_rules().items():
        if rule.stage.name not in ("endpoint", "parts", "guard", "drawing") and code not in huge_or_unknown:
            faulty_svgs(codes=[code])


@pytest.mark.parametrize("code", sorted(_WITHOUT_EXAMPLE))
def test_seeds_show_their_code(code: str) -> None:
    assert code in {fault.code for fault in svgguard.check(_WITHOUT_EXAMPLE[code]).faults}
    assert not all_rules()[code].examples


@pytest.mark.parametrize("codes", [["E001"], ["X001", "P001"], [], ["nonsense"], ["Z9"]])
def test_a_code_that_no_text_shows_is_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match="no SVG by itself shows"):
        faulty_svgs(codes=codes)


def test_a_faulty_svg_shrinks_to_the_fault() -> None:
    assert find(faulty_svgs(codes=["X001"]), bool, settings=QUICK) == all_rules()["X001"].examples[0].before


def test_an_endpoint_shrinks_to_one_answer_that_is_shown_whole() -> None:
    least = find(endpoints(), lambda endpoint: endpoint.answers[-1].status != 200, settings=QUICK)
    assert repr(least) == (
        'Endpoint(400 application/json: b\'{"error": {"message": "exceed_context_size_error", "code": 400}}\')'
    )


@given(answers())
def test_an_answer_holds_a_drawing(text: str) -> None:
    # An accident may leave no more than a few signs of it.
    assert "svg" in text.lower() or "<" not in text or len(text) < 100


@settings(max_examples=25)
@given(endpoints(most=2), st.booleans())
def test_no_endpoint_does_harm(endpoint: Endpoint, stream: bool) -> None:
    with endpoint.serve() as server, sender(target(model="any", base_url=server.base_url)) as send:
        outcome = send(Request(({"role": "user", "content": "a dot"},), {"stream": stream}, "any"))
    assert outcome.reply is not None or outcome.fault is not None
    if outcome.reply is not None:
        assert svgguard.repair(outcome.reply).status in Status


@settings(max_examples=25)
@given(endpoints(most=1))
def test_a_recording_is_read_as_the_client_reads_it(endpoint: Endpoint) -> None:
    [answer] = endpoint.answers
    streamed = answer.kind.startswith("text/event-stream")
    if answer.broken is not Break.NONE:
        return
    with endpoint.serve() as server, sender(target(model="any", base_url=server.base_url)) as send:
        outcome = send(Request(({"role": "user", "content": "a dot"},), {"stream": streamed}, "any"))
    form = AnswerForm.STREAM if streamed else AnswerForm.RESPONSE
    recording = record(answer.body, form, status=answer.status, parameters={"stream": streamed})
    assert (outcome.fault and outcome.fault.code) == (recording.fault and recording.fault.code)
    assert said(outcome.reply) == said(recording.reply)


def said(reply: Reply | None) -> object:
    return reply and (reply.text, reply.reasoning, reply.finish_reason, reply.complete)


def test_without_hypothesis_it_is_said_what_to_get() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import svgguard.testing.corpus, svgguard.testing.strategies"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert (
        "ImportError: svgguard.testing.strategies needs Hypothesis; get it with: pip install hypothesis" in done.stderr
    )
