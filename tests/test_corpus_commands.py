"""``svgguard corpus``: cases kept, recorded, shrunk and counted, and what is said when that cannot be done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases import EVERY
from click.testing import CliRunner, Result

from svgguard.cli import cli
from svgguard.log import Row, open_log
from svgguard.rules import all_rules
from svgguard.testing.corpus import AnswerForm, Case, CorpusError, find, load
from svgguard.testing.corpus.adding import CollectedAnswer, add
from svgguard.testing.corpus.census import census
from svgguard.testing.corpus.minimising import minimise
from svgguard.testing.corpus.outcome import judge
from svgguard.testing.loopback import Answer as Sent
from svgguard.testing.loopback import Break, LoopbackServer, Script, answer_to
from svgguard.types import Status, SvgguardError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
BROKEN = """Here is the boat you asked for. It has a mast.

```svg
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">
  <!-- hull -->
  <g id="hull" fill="brown">
    <path d="M5 40 L55 40 L45 52 Z"/>
    <rect x="29" y="8" width="2" width="3" height="32"/>
  </g>
</svg>
```
"""  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The corpus of a project whose folder is the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SVGGUARD_LOG", str(tmp_path / "log.sqlite"))
    return tmp_path / "corpus"


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["corpus", *arguments], input=given)


def test_an_answer_from_standard_input_becomes_a_case(root: Path) -> None:
    done = run("add", "boat", "-", "--model", "org/model 7B", "--prompt", "a boat", "--why", "Twice.", given=BROKEN)
    assert done.exit_code == 0
    assert "wrote corpus/xml/boat.toml: repaired, R008 R010 X001" in done.output.replace("\\", "/")
    assert "it must be what the model meant" in done.output
    [case] = load(root)
    assert (case.id, case.model, case.prompt, case.why) == ("xml/boat", "org/model 7B", "a boat", "Twice.")
    assert case.text == BROKEN
    assert judge(case).passed
    assert case.places is not None


def test_an_answer_that_no_model_gave_is_no_answer_of_one(root: Path) -> None:
    run("add", "boat", "-", "--stand-in-for", "org/model", "--prompt", "a boat", "--why", "Twice.", given=BROKEN)
    assert 'stand_in_for = "org/model"' in (root / "xml" / "boat.toml").read_text(encoding="utf-8")
    [case] = load(root)
    assert case.model == "stand-in-for-org/model"
    assert judge(case).passed


def test_a_file_is_what_its_suffix_says(root: Path, tmp_path: Path) -> None:
    response = {"choices": [{"message": {"content": SVG}, "finish_reason": "stop"}]}
    (tmp_path / "got.json").write_text(json.dumps(response), encoding="utf-8")
    (tmp_path / "meant.svg").write_text(SVG.replace('r="3"', 'r="2"'), encoding="utf-8")
    done = run("add", "x/dot", "got.json", "-m", "m", "--prompt", "a dot", "--why", "Kept.", "--svg", "meant.svg")
    assert "svgguard makes something else of it today; 'pytest corpus" in done.output
    [case] = load(root)
    assert case.recording.form is AnswerForm.RESPONSE
    assert list(judge(case).differences()) == ["svg differs"]


def test_a_document_may_be_known_that_svgguard_does_not_find_yet(root: Path, tmp_path: Path) -> None:
    (tmp_path / "meant.svg").write_text(SVG, encoding="utf-8")
    given = ("-m", "m", "--prompt", "a dot", "--why", "Kept.", "--svg", "meant.svg")
    run("add", "dot", "-", *given, given="A dot, in words.")
    [case] = load(root)
    assert (case.status, case.svg) == (Status.REPAIRED, SVG)
    assert not judge(case).passed


def test_what_is_missing_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "got.txt").write_bytes(b"\xff")
    assert isinstance((failed := run("add", "a", "got.txt", "--why", "-", "--prompt", "p")).exception, CorpusError)
    assert str(failed.exception) == "the model of the answer is not known; say it with --model"
    failed = run("add", "a", "got.txt", "--why", "-", "--prompt", "p", "-m", "m")
    assert "the answer is not UTF-8 (invalid start byte at byte 0)" in str(failed.exception)
    assert run("add", "a", "--why", "-").exit_code == 2
    assert not root.exists()


@pytest.mark.parametrize("name", ["../dot", "m/../../dot", "/dot", ""])
def test_a_case_stands_in_its_corpus(root: Path, name: str) -> None:
    with pytest.raises(CorpusError, match="does not stand in the corpus"):
        add(root, name, CollectedAnswer(SVG.encode(), model="m", prompt="a dot"), "Kept.")
    assert not root.exists()


def test_a_case_is_never_overwritten(root: Path) -> None:
    known = CollectedAnswer(SVG.encode(), model="m", prompt="a dot")
    add(root, "clean/dot", known, "First.")
    with pytest.raises(CorpusError, match="there already; choose another name"):
        add(root, "clean/dot", replace(known, form=AnswerForm.STREAM), "Second.")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(load()) as server:
        yield server


def asked(server: LoopbackServer, *more: str) -> tuple[str, ...]:
    return "-m", "stand-in-for-gemma-4-26B-A4B-it", "--base-url", server.base_url, "--why", "Recorded.", *more


def test_an_endpoint_is_recorded_to_the_byte(root: Path, server: LoopbackServer) -> None:
    shown = find(load(), "pelican-x1-redefined")
    run("record", "streamed", shown.prompt, *asked(server))
    run("record", "whole", shown.prompt, *asked(server, "--no-stream", "--param", "seed=7"))
    streamed, whole = load(root)
    assert (streamed.recording.form, whole.recording.form) == (AnswerForm.STREAM, AnswerForm.RESPONSE)
    for case in (streamed, whole):
        assert (case.text, case.codes, case.svg) == (shown.text, shown.codes, shown.svg)
        assert judge(case).passed
    request = dict(server.requests[0])
    assert streamed.recording.data == answer_to(shown, request).body
    assert server.requests[1]["seed"] == 7


def test_an_error_is_recorded_with_its_status(root: Path, server: LoopbackServer) -> None:
    run("record", "gone", "a dot", "-m", "absent", "--base-url", server.base_url, "--why", "No such model.")
    [case] = load(root)
    assert (case.recording.status, case.codes, case.svg) == (404, ("E006",), None)


def test_a_stream_that_breaks_off_is_an_answer(root: Path) -> None:
    whole = answer_to(find(load(), "pelican-x1-redefined"), {"stream": True, "messages": []})
    broken = Sent(whole.body[: len(whole.body) // 2], whole.kind, broken=Break.SHORT)
    with LoopbackServer(Script([broken])) as server:
        run("record", "cut", "a pelican", *asked(server))
    [case] = load(root)
    assert case.recording.data == broken.body
    assert "E013" in case.codes


def test_nothing_is_kept_of_a_server_that_is_silent(root: Path) -> None:
    with LoopbackServer(Script([Sent(b"", broken=Break.SILENT)])) as server:
        failed = run("record", "gone", "a dot", *asked(server))
    assert isinstance(failed.exception, SvgguardError)
    assert "there is nothing to keep" in str(failed.exception)
    assert not root.exists()


def logged(root: Path, call: str, **known: Any) -> None:
    row = {
        "call": call, "attempt": 1, "time": "", "model": "m", "endpoint": "http://127.0.0.1:9/v1", "prompt": "a dot",
        "prompt_hash": "", "prompt_version": "", "parameters": {}, "faults": (),
    }  # fmt: skip
    open_log(root.parent / "log.sqlite").record(Row(**{**row, **known}))


def test_an_attempt_in_the_log_becomes_a_case(root: Path) -> None:
    logged(root, "c0ffee00-1", reply=SVG, finish_reason="length")
    logged(root, "c0ffee00-2", reply="", reasoning=f"Hm. {SVG}", finish_reason="stop")
    logged(root, "dead0000-1")
    first, _, silent = (str(row["id"]) for row in open_log(root.parent / "log.sqlite").rows("id"))
    for name, attempt in (("text", first), ("thought", "c0ffee00-2/1")):
        assert run("add", name, "--attempt", attempt, "--why", "From the log.").exit_code == 0
    text, thought = load(root)
    assert (text.text, text.finish_reason, text.prompt) == (SVG, "length", "a dot")
    assert (text.model, text.endpoint) == ("m", "http://127.0.0.1:9/v1")
    assert thought.recording.form is AnswerForm.RESPONSE
    assert thought.reply.reasoning == f"Hm. {SVG}"
    assert "R005" in thought.codes
    unusable = {"99": "no attempt", "c0ffee/1": "2 attempts", silent: "brought no answer", "c0/1": "names no attempt"}
    for attempt, message in unusable.items():
        assert message in str(run("add", "b", "--attempt", attempt, "--why", "-").exception)


def shrunk(name: str, keep: tuple[str, ...] = ()) -> tuple[Case, Case]:
    """A case that ships, and the same with its answer minimised."""
    from svgguard.testing.corpus import record

    case = find(EVERY, name)
    data = minimise(case, keep).data
    recording = record(data, case.recording.form, model=case.model, finish_reason=case.finish_reason)
    return case, replace(case, recording=recording)


@pytest.mark.parametrize(
    "name", ["pelican-x1-redefined", "bar-chart-ampersand-less-than", "balloon-two-drafts", "heron-a-plan-only"]
)
def test_what_is_left_fails_in_the_same_way(name: str) -> None:
    before, after = shrunk(name)
    verdict = judge(after)
    assert verdict.codes == before.codes
    assert (verdict.svg is None) == (before.svg is None)
    assert len(after.text) < len(before.text) / 4
    assert minimise(after).data == after.recording.data


@pytest.mark.parametrize(
    "name", ["pelican-x1-redefined", "lighthouse-y1-equal-values", "heron-x2-as-x1", "coffee-rx-twice", "snail-elipse"]
)
def test_what_is_left_means_the_same(name: str) -> None:
    before, after = shrunk(name)
    assert {fault.message for fault in judge(after).faults} <= {fault.message for fault in judge(before).faults}


def test_a_fault_alone_can_be_kept() -> None:
    _, after = shrunk("bar-chart-ampersand-less-than", ("X015",))
    assert judge(after).codes == ("X015",)
    assert "Tea & coffee sold per week" in after.text


def test_a_case_is_minimised_in_place_or_as_another(root: Path) -> None:
    run("add", "boat", "-", "-m", "m", "--prompt", "a boat", "--why", "Twice.", given=BROKEN)
    run("minimise", "boat", "--keep", "x001", "--as", "least")
    assert [case.name for case in load(root)] == ["boat", "least"]
    assert (root / ".gitattributes").read_bytes() == b"* -text\n"
    assert find(load(root), "boat").text == BROKEN
    assert find(load(root), "least").codes == ("X001",)
    done = run("minimise", "xml/boat")
    assert f"{len(BROKEN)} → " in done.output
    boat = find(load(root), "boat")
    assert judge(boat).passed
    assert boat.text.startswith("Here is the boat") or "It has a mast" in boat.text
    assert "has no fault V001" in run("minimise", "boat", "--keep", "V001").output


def test_cases_are_counted(root: Path) -> None:
    add(root, "dot", CollectedAnswer(SVG.encode(), model="m", prompt="a dot", endpoint="vllm 0.12"), "Kept.")
    add(root, "boat", CollectedAnswer(BROKEN.encode(), model="m", prompt="a boat"), "Kept.")
    counted = json.loads(run("stats", "--output", "json").output)
    assert counted["cases"] == 2
    assert counted["endpoint"] == {"": 1, "vllm 0.12": 1}
    assert counted["code"] == {"R008": 1, "R010": 1, "X001": 1}
    assert set(counted["uncovered"]) == set(all_rules()) - {"R008", "R010", "X001"}
    text = run("stats").output
    assert text.startswith("2 cases\n")
    assert "(not said)" in text
    assert census(EVERY).cases == len(EVERY)


def test_a_response_is_minimised_where_its_text_stands(root: Path) -> None:
    response = {"id": "kept", "choices": [{"message": {"content": BROKEN + "é"}, "finish_reason": "length"}]}
    add(root, "boat", CollectedAnswer(json.dumps(response).encode(), AnswerForm.RESPONSE, "m", "a boat"), "Kept.")
    run("minimise", "boat")
    [case] = load(root)
    assert json.loads(case.recording.data)["id"] == "kept"
    assert len(case.text) < len(BROKEN)


def event(delta: dict[str, object], reason: str | None = None) -> bytes:
    return b"data: " + json.dumps({"choices": [{"delta": delta, "finish_reason": reason}]}).encode()


def test_a_stream_is_minimised_to_one_event_that_says_all(root: Path) -> None:
    pieces = ["", *(BROKEN[at : at + 7] for at in range(0, len(BROKEN), 7))]
    said = [b": waiting", *(event({"content": piece}) for piece in pieces), event({}, "stop"), b"data: [DONE]", b""]
    add(root, "boat", CollectedAnswer(b"\n\n".join(said), AnswerForm.STREAM, "m", "a boat"), "Kept.")
    run("minimise", "boat", "--keep", "X001")
    [case] = load(root)
    assert case.codes == ("X001",)
    assert '<rect width="2" width="3" height="32"/>' in case.text
    assert case.recording.data == event({"content": case.text}) + b"\n\n" + event({}, "stop") + b"\n\n"


def test_a_stream_whose_text_comes_otherwise_is_minimised_by_its_events(root: Path) -> None:
    def call(text: str) -> bytes:
        return event({"tool_calls": [{"index": 0, "function": {"name": "draw", "arguments": text}}]})

    drawing = json.dumps({"svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="2" r="3"/></svg>'})
    said = [b": waiting", call(drawing), b": waiting", event({}, "tool_calls"), b"data: [DONE]", b""]
    add(root, "boat", CollectedAnswer(b"\n\n".join(said), AnswerForm.STREAM, "m", "a boat"), "Kept.")
    run("minimise", "boat", "--keep", "X001")
    [case] = load(root)
    assert case.text == drawing
    assert b"waiting" not in case.recording.data
    assert "X001" in case.codes
