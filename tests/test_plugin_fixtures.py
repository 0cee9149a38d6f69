"""The fixtures, the marker and the assertion that the plugin gives to people's own tests."""

from __future__ import annotations

import openai
import pytest

import svgguard
from svgguard.rules import all_rules
from svgguard.testing import Replay, UnexpectedSvgError, assert_svg
from svgguard.testing.corpus import load
from svgguard.testing.loopback import LoopbackServer

pytest_plugins = "pytester"

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Everything is loaded: pytester drops what a run imports, and a library loaded twice mistakes its exceptions."""
    case = next(case for case in load() if case.recording.reply is not None)
    with LoopbackServer([case]) as server:
        svgguard.generate(case.prompt, model=case.model, base_url=server.base_url, attempts=1, log=False)
    all_rules()
    svgguard.render(SVG, size=8)


@pytest.fixture
def own(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with a corpus of two answers to one question."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    folder = pytester.mkdir("corpus") / "gemma"
    folder.mkdir()
    for name, reply, status, codes in (("plan", "No dot today.", "rejected", '"R002"'), ("drawn", SVG, "clean", "")):
        toml = f'model = "gemma"\nprompt = "a dot"\nstatus = "{status}"\ncodes = [{codes}]\nwhy = "Seen twice."\n'
        (folder / f"{name}.reply.txt").write_text(reply, encoding="utf-8")
        (folder / f"{name}.toml").write_text(toml, encoding="utf-8")
    (folder / "drawn.svg").write_text(SVG, encoding="utf-8")
    return pytester


def run(pytester: pytest.Pytester, source: str, *args: str) -> pytest.RunResult:
    file = pytester.makepyfile(source)
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "svgguard.testing.plugin", *args, file)


def test_generate_gets_the_recorded_answers_in_turn(own: pytest.Pytester) -> None:
    source = """
        import pytest, svgguard

        @pytest.mark.svgguard_replay("plan", "gemma/drawn")
        def test_asks_again(svgguard_replay):
            result = svgguard.generate("a dot")
            assert [attempt.status for attempt in result.attempts] == ["rejected", "clean"]
            assert [request["model"] for request in svgguard_replay.requests] == ["gemma", "gemma"]

        @pytest.mark.svgguard_replay("plan")
        class TestWhole:
            def test_last_answer_stays(self):
                result = svgguard.generate("a dot", base_url="https://api.example.com/v1", model="other", api_key="k")
                assert [attempt.status for attempt in result.attempts[:2]] == ["rejected", "rejected"]
        """
    run(own, source).assert_outcomes(passed=2)


def test_every_openai_client_gets_them(own: pytest.Pytester) -> None:
    source = """
        import asyncio, openai, pytest

        QUESTION = {"model": "any", "messages": [{"role": "user", "content": "a dot"}]}

        @pytest.mark.svgguard_replay("drawn")
        def test_clients():
            answer = openai.OpenAI(max_retries=0).chat.completions.create(**QUESTION)
            assert "<circle" in answer.choices[0].message.content
            client = openai.AsyncOpenAI(base_url="https://api.example.com/v1", api_key="k", max_retries=0)

            async def text():
                stream = await client.chat.completions.create(stream=True, **QUESTION)
                return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

            assert asyncio.run(text()) == answer.choices[0].message.content

        @pytest.mark.svgguard_replay("drawn")
        def test_nothing_else_goes_out():
            client = openai.OpenAI(base_url="https://api.example.com/v1", api_key="k", max_retries=0)
            assert [model.id for model in client.models.list()] == ["gemma"]
            with pytest.raises(openai.APIConnectionError) as caught:
                client.embeddings.create(model="any", input="x")
            assert "only chat completions are replayed" in str(caught.value.__cause__)
        """
    run(own, source, "-W", "default").assert_outcomes(passed=2)


def test_a_marker_without_a_known_case_says_so(own: pytest.Pytester) -> None:
    source = """
        import pytest

        @pytest.mark.svgguard_replay("owl")
        def test_owl(): ...

        @pytest.mark.svgguard_replay
        def test_nothing(): ...
        """
    result = run(own, source)
    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["no case is called 'owl'*", "name the cases to replay*"])
    assert "testing/plugin.py" not in result.stdout.str()
    assert "another exception" not in result.stdout.str()


def test_the_endpoint_answers_over_http(own: pytest.Pytester) -> None:
    source = """
        import json, urllib.request

        def test_client(svgguard_endpoint):
            body = {"model": svgguard_endpoint.models[0], "messages": [{"role": "user", "content": "a dot"}]}
            url = svgguard_endpoint.base_url + "/chat/completions"
            with urllib.request.urlopen(url, json.dumps(body).encode()) as response:
                answer = json.load(response)
            assert "<circle" in answer["choices"][0]["message"]["content"]
            assert svgguard_endpoint.requests == [body]
        """
    run(own, source).assert_outcomes(passed=1)


def test_without_a_corpus_of_its_own_a_project_gets_the_one_that_ships(
    svgguard_endpoint: LoopbackServer, own: pytest.Pytester
) -> None:
    source = """
        def test_corpus(svgguard_corpus):
            assert len({case.model for case in svgguard_corpus}) >= 5
        """
    run(own, source, "-o", "svgguard_corpus=absent").assert_outcomes(passed=1)
    assert len(svgguard_endpoint.models) >= 5


@pytest.mark.svgguard_replay("xml/lighthouse-y1-equal-values")
def test_this_project_replays_its_own(svgguard_replay: Replay) -> None:
    client = openai.OpenAI(base_url="http://127.0.0.1:9/v1", api_key="none")
    answer = client.chat.completions.create(model="any", messages=[{"role": "user", "content": "a pelican"}])
    assert answer.choices[0].message.content == svgguard_replay.cases[0].text
    assert svgguard_replay.requests[0]["model"] == "any"


def test_checks_leave_pictures_in_a_folder_of_the_test(own: pytest.Pytester) -> None:
    source = f"""
        SVG = {SVG!r}

        def test_good(svgguard_check):
            assert svgguard_check(SVG).status == "clean"

        def test_bad(svgguard_check):
            svgguard_check(SVG, looks_like=SVG.replace('r="3"', 'r="2"'))
        """
    result = run(own, source)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.re_match_lines([r"E +.*picture differs in \d+\.\d+% of its pixels"])
    result.stdout.fnmatch_lines(["*pictures in svgguard-failures/*/test_bad/: after.png, difference.png, expected.png"])


@pytest.mark.parametrize(
    ("svg", "allow", "message"),
    [
        (SVG.replace('"4"', '"4" cx="4"', 1), (), "1 fault: X001"),
        (SVG.replace('r="3"', 'r="x"'), ("X", "D"), "1 fault: V024"),
        ("no drawing", (), "1 fault: R002"),
        ("no drawing", ("R",), "there is no document to draw"),
    ],
)
def test_an_svg_with_faults_is_refused(svg: str, allow: tuple[str, ...], message: str) -> None:
    with pytest.raises(UnexpectedSvgError, match=message):
        assert_svg(svg, allow=allow)


def test_an_svg_shows_its_parts() -> None:
    svg = SVG.replace("<circle", '<g id="sun"><circle').replace("</svg>", "</g><!-- boat --></svg>")
    assert [sighting.part for sighting in assert_svg(svg, parts=["sun"]).parts] == ["sun"]
    for subject in (svg, svgguard.check(svg)):
        with pytest.raises(UnexpectedSvgError, match="boat"):
            assert_svg(subject, parts=["sun", "boat"])


def test_parts_that_may_be_there_or_not_are_not_taken_for_granted() -> None:
    with pytest.raises(UnexpectedSvgError, match=r"nothing tells whether it shows bicycle, .*, foot: have parts named"):
        assert_svg(SVG, drawing="pelican-bicycle")


def test_an_svg_without_faults_is_given_back() -> None:
    assert assert_svg(SVG).svg == SVG
    assert assert_svg(f"```svg\n{SVG}\n```").svg == SVG
    assert assert_svg(svgguard.repair(SVG.replace('"4"', '"4" cx="4"', 1))).svg == SVG
    assert assert_svg(SVG.replace('r="3"', 'r="x"'), allow=("V024", "D001")).ok


def test_an_svg_looks_like_a_picture_or_another_svg(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("looks")
    (folder / "dot.svg").write_text(SVG, encoding="utf-8")
    (folder / "dot.png").write_bytes(svgguard.render(SVG, size=64).png)
    moved = SVG.replace('cx="4"', 'cx="5"')
    for look in (
        SVG,
        folder / "dot.svg",
        folder / "dot.png",
        str(folder / "dot.png"),
        (folder / "dot.png").read_bytes(),
    ):
        assert_svg(folder / "dot.svg", looks_like=look)
        with pytest.raises(UnexpectedSvgError, match="picture differs"):
            assert_svg(moved, looks_like=look)
    assert_svg(moved, looks_like=SVG, tolerance=0.5)
    with pytest.raises(UnexpectedSvgError, match="there is no such picture"):
        assert_svg(SVG, looks_like=folder / "owl.png")


@pytest.mark.parametrize(("configured", "passed"), [("", 0), ('fail-on = "fatal"', 1), ('ignore = ["V063"]', 1)])
def test_the_check_heeds_the_configuration(own: pytest.Pytester, configured: str, passed: int) -> None:
    (own.path / "svgguard.toml").write_text(configured, encoding="utf-8")
    invented = SVG.replace("r=", 'fill="stormy grey" r=')
    source = f"def test_it(svgguard_check):\n    svgguard_check({invented!r})\n"
    run(own, source).assert_outcomes(passed=passed, failed=1 - passed)
