"""Cases that are more than a text: whole responses, recorded streams, HTTP errors, policies, places, pictures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import svgguard
from svgguard.endpoint import Request, sender, target
from svgguard.extraction.reply import Reply
from svgguard.testing.corpus import AnswerForm, Case, CorpusError, FaultPlace, find, load, record, strays
from svgguard.testing.corpus.outcome import judge
from svgguard.testing.corpus.pictures import compare, difference
from svgguard.testing.corpus.writing import replaced, write_case
from svgguard.testing.loopback import LoopbackServer
from svgguard.types import Limits, Policy, Safety

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
CUT = SVG.removesuffix("</svg>")

Build = Callable[..., Case]


def message(content: object, finish: str | None = "stop", **more: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **more}, "finish_reason": finish}
    return json.dumps({"object": "chat.completion", "model": "m", "choices": [choice]}).encode()


def chunk(content: str = "", finish: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": {"content": content, **more}, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
BOOM = b'data: {"error": {"message": "boom"}}\n\n'
EVENTS = chunk(SVG[:40]) + chunk(SVG[40:]) + chunk(finish="stop") + DONE


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Writes a case and loads it."""

    def build(data: bytes, form: AnswerForm, *, svg: str | None = SVG, toml: str = "", **known: Any) -> Case:
        settings = {"model": "m", "prompt": "a dot", "status": "clean", "codes": [], "why": "None."} | known
        path = write_case(tmp_path / "m", "dot", data, form, settings)
        if svg is not None:
            path.with_suffix(".svg").write_bytes(svg.encode())
        path.write_text(path.read_text(encoding="utf-8") + toml, encoding="utf-8")
        return load(tmp_path)[0]

    return build


RECORDED = {
    "whole": (message(SVG), AnswerForm.RESPONSE, 200, "clean", []),
    "parts": (message([{"type": "text", "text": SVG}]), AnswerForm.RESPONSE, 200, "clean", []),
    "reasoning only": (message(None, reasoning=f"Hm. {SVG}"), AnswerForm.RESPONSE, 200, "repaired", ["R005", "R010"]),
    "empty": (message(""), AnswerForm.RESPONSE, 200, "rejected", ["R001"]),
    "error in 200": (b'{"error": {"message": "boom", "code": 502}}', AnswerForm.RESPONSE, 200, "rejected", ["E010"]),
    "no choices": (b'{"choices": []}', AnswerForm.RESPONSE, 200, "rejected", ["E012"]),
    "a page": (b"<html>log in</html>", AnswerForm.RESPONSE, 200, "rejected", ["E011"]),
    "loading": (b'{"error": {"message": "Loading model"}}', AnswerForm.RESPONSE, 503, "rejected", ["E007"]),
    "overflow": (b'{"error": "exceed_context_size_error"}', AnswerForm.RESPONSE, 400, "rejected", ["E009"]),
    "stream": (EVENTS, AnswerForm.STREAM, 200, "clean", []),
    "stream with returns": (EVENTS.replace(b"\n", b"\r\n"), AnswerForm.STREAM, 200, "clean", []),
    "stream cut": (chunk(CUT), AnswerForm.STREAM, 200, "repaired", ["E013", "X012"]),
    "stream with an error": (chunk(CUT) + BOOM, AnswerForm.STREAM, 200, "repaired", ["E014", "X012"]),
    "stream with junk": (chunk(CUT) + b"data: {bad\n\n", AnswerForm.STREAM, 200, "repaired", ["E014", "X012"]),
    "stream thinking": (chunk(reasoning="Hm. ") + EVENTS, AnswerForm.STREAM, 200, "clean", []),
    "stream of an error": (BOOM, AnswerForm.STREAM, 200, "rejected", ["E014"]),
}  # fmt: skip
"""What came back; then what it is, its HTTP status, and what must become of it."""


@pytest.fixture(params=RECORDED)
def recorded(request: pytest.FixtureRequest, build: Build) -> Case:
    data, form, status, outcome, codes = RECORDED[request.param]
    known: dict[str, Any] = {"status": outcome, "codes": codes}
    if status != 200:
        known["http_status"] = status
    return build(data, form, svg=None if outcome == "rejected" else SVG, **known)


def test_what_came_back_is_read_as_the_client_reads_it(recorded: Case) -> None:
    verdict = judge(recorded)
    assert not list(verdict.differences())
    assert recorded.recording.data


@pytest.fixture
def server(recorded: Case) -> Iterator[LoopbackServer]:
    with LoopbackServer([recorded]) as server:
        yield server


def test_a_client_gets_the_same_over_http(recorded: Case, server: LoopbackServer) -> None:
    streamed = recorded.recording.form is AnswerForm.STREAM
    request = Request(({"role": "user", "content": "a dot"},), {"stream": streamed}, "m")
    with sender(target(model="m", base_url=server.base_url)) as send:
        outcome = send(request)
    expected = recorded.recording
    assert (outcome.fault and outcome.fault.code) == (expected.fault and expected.fault.code)
    assert said(outcome.reply) == said(expected.reply)


def said(reply: Reply | None) -> object:
    return reply and (reply.text, reply.reasoning, reply.finish_reason, reply.complete)


def test_a_recorded_stream_is_sent_to_the_byte(build: Build) -> None:
    data = b": warming up\r\n\r\n" + chunk("größer ") + EVENTS
    case = build(data, AnswerForm.STREAM, status="repaired", codes=["R010"])
    with LoopbackServer([case]) as server:
        assert post(server, {"model": "m", "messages": [], "stream": True}) == data
        whole = json.loads(post(server, {"model": "m", "messages": []}))
    assert whole["choices"][0]["message"]["content"] == "größer " + SVG


def post(server: LoopbackServer, body: object) -> bytes:
    import urllib.request

    url = server.base_url + "/chat/completions"
    with urllib.request.urlopen(url, json.dumps(body).encode()) as response:  # noqa: S310 - a loopback address
        data: bytes = response.read()
    return data


def test_an_answer_brings_its_own_finish_reason(build: Build) -> None:
    with pytest.raises(CorpusError, match="brings its own finish_reason; remove the key"):
        build(message(SVG), AnswerForm.RESPONSE, finish_reason="length")


def test_a_stream_has_no_status_of_its_own(build: Build) -> None:
    with pytest.raises(CorpusError, match="a stream has no http_status of its own"):
        build(EVENTS, AnswerForm.STREAM, http_status=503)


def test_two_answers_are_one_too_many(build: Build, tmp_path: Path) -> None:
    build(SVG.encode(), AnswerForm.TEXT)
    (tmp_path / "m" / "dot.sse").write_bytes(EVENTS)
    with pytest.raises(CorpusError, match=r"has several answers, dot\.reply\.txt, dot\.sse; keep one"):
        load(tmp_path)


def test_a_policy_decides_what_is_looked_for_and_repaired(build: Build) -> None:
    reply = SVG.replace('r="3"', 'r="3" r="2"')
    toml = '[policy]\napply = "none"\nselect = ["X"]\nlimits = { elements = 9 }\n'
    case = build(reply.encode(), AnswerForm.TEXT, svg=None, status="faulty", codes=["X001"], toml=toml)
    assert case.policy == Policy(apply=None, select=frozenset("X"), limits=Limits(elements=9))
    assert judge(case).passed
    told = case.path.read_text(encoding="utf-8")
    case.path.write_text(told.replace('status = "faulty"', 'status = "rejected"'), encoding="utf-8")
    safe = build_again(case, 'apply = "none"', 'apply = "safe"')
    assert safe.policy.apply is Safety.SAFE


def build_again(case: Case, old: str, new: str) -> Case:
    case.path.write_text(case.path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return load(case.path.parent.parent)[0]


def test_a_drawing_brings_its_prompt(build: Build) -> None:
    case = build(SVG.encode(), AnswerForm.TEXT)
    assert build_again(case, 'prompt = "a dot"', 'drawing = "pelican-bicycle"').prompt.startswith("Draw a pelican")


def test_every_fault_has_its_place(build: Build) -> None:
    reply = SVG.replace('r="3"', 'r="3" r="2"').replace('cy="4"', 'cy="4" cy="5"')
    known: dict[str, Any] = {"status": "repaired", "codes": ["X001"], "faults": ["1:84 X001", "1:98 X001"]}
    case = build(reply.encode(), AnswerForm.TEXT, **known)
    verdict = judge(case)
    assert case.places is not None
    assert all(isinstance(place, FaultPlace) for place in case.places)
    assert [place.code for place in verdict.places] == ["X001", "X001"]
    exact = build_again(case, '"1:84 X001", "1:98 X001"', ", ".join(f'"{place}"' for place in verdict.places))
    assert judge(exact).passed
    fewer = build_again(exact, f'"{verdict.places[0]}", ', "")
    assert list(judge(fewer).differences()) == [f"unexpected: {verdict.places[0]}"]


def test_missing_parts_are_expected_by_name(build: Build) -> None:
    svg = SVG.replace("<circle", '<g id="sun"><circle').replace("</svg>", "</g><!-- boat --></svg>")
    parts = {"parts": ["sun", "boat"], "missing": ["boat"]}
    case = build(svg.encode(), AnswerForm.TEXT, svg=svg, status="faulty", codes=["P002"], **parts)
    verdict = judge(case)
    assert verdict.missing == ("boat",)
    assert judge(build_again(case, "P002", verdict.codes[0])).passed
    assert "missing: boat, not nothing" in judge(build_again(case, '["boat"]', "[]")).differences()


def test_strays_are_named(build: Build, tmp_path: Path) -> None:
    build(SVG.encode(), AnswerForm.TEXT)
    folder = tmp_path / "m"
    for name in ("old.svg", "half.toml", "half.svg", "lone.sse", "notes.md", "settings.toml"):
        (folder / name).write_bytes(b"")
    found = {stray.path.name: stray.incomplete for stray in strays(folder)}
    assert found == {"half.toml": True, "lone.sse": True, "old.svg": False}


def test_a_folder_without_cases_has_no_strays(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(b"")
    assert not list(strays(tmp_path))


def test_a_case_is_found_by_its_name() -> None:
    cases = load()
    assert find(cases, cases[0].id) is cases[0]
    assert find(cases, "pelican-x1-redefined").id == "xml/pelican-x1-redefined"
    with pytest.raises(CorpusError, match="no case is called"):
        find(cases, "absent")
    with pytest.raises(CorpusError, match="several cases are called"):
        find([*cases, cases[0]], cases[0].name)


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('a = "x"\n', 'a = "new"\nb = ["1", "2"]\n'),
        ("# a = 1\nb = [  # why\n]\na = '''\nb = 3\n'''", '# a = 1\nb = ["1", "2"]\na = "new"\n'),
        ("[table]\na = 1\n", 'a = "new"\nb = ["1", "2"]\n[table]\na = 1\n'),
        ('c = """\na = 1\n"""\n\na = 2 # two\n', 'c = """\na = 1\n"""\n\na = "new"\nb = ["1", "2"]\n'),
    ],
)
def test_values_are_replaced_and_all_else_is_kept(toml: str, expected: str) -> None:
    assert replaced(toml, {"a": "new", "b": ["1", "2"]}) == expected


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    import tomllib

    settings = {
        "model": 'quoted "m" \\ \x7f\x01',
        "why": 'Two\nlines, """ and \\.',
        "codes": [f"X{number:03}" for number in range(40)],
        "parameters": {"top_k": 64, "on": True, "deep": {"x": 1.5}},
    }
    path = write_case(tmp_path, "dot", b"x", AnswerForm.TEXT, settings)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == settings
    with pytest.raises(CorpusError, match=r"dot\.toml: there already; choose another name"):
        write_case(tmp_path, "dot", b"x", AnswerForm.STREAM, settings)


def test_pictures_are_compared_pixel_by_pixel() -> None:
    png = svgguard.render(SVG, size=90).png
    assert compare(png, SVG).share == 0
    look = compare(png, SVG.replace('cx="4"', 'cx="5"'))
    assert 0.05 < look.share < 0.4
    assert look.problem(0.5) == ""
    assert look.problem(0.01).startswith("picture differs in ")
    assert look.found is not None
    assert difference(png, look.found).startswith(b"\x89PNG")
    assert compare(png, SVG.replace("9 9", "9 4")).share == 1
    assert "cannot be read" in compare(b"nothing", SVG).problem(1)
    assert compare(png, "<svg").problem(1)


def test_a_text_is_a_reply_with_the_finish_reason_given() -> None:
    recording = record(SVG.encode(), finish_reason="length", model="m")
    assert recording.reply is not None
    assert (recording.reply.text, recording.reply.finish_reason, recording.reply.model) == (SVG, "length", "m")
