"""What svgguard says to models: no prompt shows what must not be copied, and what was copied is the prompt's fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from loopback_server import chunk, serving, stream

import svgguard
from svgguard.ask import prompt_file
from svgguard.types import Blame, Severity, Status

PROMPTS = sorted(path.stem for path in (Path(svgguard.__file__).parent / "data/prompts").glob("[a-z]*.md"))
ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90">'


def pieces(name: str) -> list[str]:
    """A prompt's text and its phrases, with a word where a value is put in."""
    file = prompt_file(name)
    return [re.sub(r"\$\w+", "it", piece) for piece in (file.text, *file.phrases.values())]


@pytest.mark.parametrize("name", PROMPTS)
class TestEachPrompt:
    def test_is_no_faulty_svg(self, name: str) -> None:
        for piece in pieces(name):
            result = svgguard.check(piece)
            assert result.svg is None or result.status is Status.CLEAN
            assert {fault.name for fault in result.faults} <= {"no-svg", "plan-without-svg", "prompt-echo"}

    def test_holds_nothing_to_copy_into_a_picture(self, name: str) -> None:
        for piece in pieces(name):
            assert not re.search(r"\.\.\.|…|<[a-z]", piece), "an ellipsis or a tag"
            assert set(re.findall(r"\b[A-Z]\b", piece)) <= {"A", "I"}, "a metavariable"
            assert set(re.findall(r'"([^"]*)"', piece)) <= {"http://www.w3.org/2000/svg", "it"}, "an example"


class TestEcho:
    @pytest.mark.parametrize(
        "words",
        [
            "draws every part in full and leaves none out",
            "Answer with one complete  SVG\ndocument and nothing else",
            "is well-formed XML: every attribute is written once per element and quoted",
        ],
    )
    @pytest.mark.parametrize(
        ("around", "severity"),
        [
            ("{}\n" + ROOT + "<circle r='9'/></svg>", Severity.INFO),
            (ROOT + "<!-- {} --><circle r='9'/></svg>", Severity.INFO),
            (ROOT + "<circle r='9'/><text y='40' font-size='1'>{}</text></svg>", Severity.WARNING),
            ("{}", Severity.INFO),
        ],
    )
    def test_is_told_and_held_against_the_prompt(self, words: str, around: str, severity: Severity) -> None:
        faults = [f for f in svgguard.check(around.format(words)).faults if f.name == "prompt-echo"]
        assert [(f.blame, f.severity) for f in faults] == [(Blame.PROMPT, severity)]

    @pytest.mark.parametrize("words", ["every part of it", "Draw this", "Answer with one word", "leaves none out"])
    def test_is_not_seen_in_a_few_words(self, words: str) -> None:
        assert not any(f.name == "prompt-echo" for f in svgguard.check(f"{words}\n{ROOT}<circle r='9'/></svg>").faults)


class TestCopies:
    SYSTEM = 'Write <svg viewBox="0 0 W H"> with groups <g id="part">…</g> in the colour cobaltblue.'

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (ROOT.replace("90 90", "W H") + "<circle r='9'/></svg>", "V040"),
            (ROOT + "<circle r='9'/><g>…</g></svg>", "R017"),
            (ROOT + "<circle r='9' fill='cobaltblue'/></svg>", "V063"),
        ],
    )
    def test_are_held_against_the_prompt_that_shows_them(self, answer: str, code: str) -> None:
        def blames(system: str) -> set[Blame]:
            with serving(stream(chunk(answer), chunk(finish="stop"))) as server:
                result = svgguard.generate("a dot", base_url=server.url, model="m", system=system, attempts=1)
            return {fault.blame for fault in result.faults if fault.code == code}

        assert blames(self.SYSTEM) == {Blame.PROMPT}
        assert blames("Draw in SVG.") == {Blame.MODEL}

    def test_are_the_models_where_the_picture_was_to_be_of_them(self) -> None:
        answer = ROOT + "<circle r='9' fill='cobaltblue'/></svg>"
        with serving(stream(chunk(answer), chunk(finish="stop"))) as server:
            result = svgguard.generate("a cobaltblue dot", base_url=server.url, model="m", attempts=1)
        assert {fault.blame for fault in result.faults} == {Blame.MODEL}
