"""What a picture must show, said to the commands: ``check``, ``parts`` and ``judge`` take the same words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run
from loopback_server import completion, reply, serving

from svgguard import check
from svgguard.judging.mutation import trials

PELICAN = "pelican-bicycle"
CART = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60">\n'
    '  <g id="cart"><rect id="box" x="10" y="10" width="80" height="30" fill="#a52"/>\n'
    '    <circle id="wheel-left" cx="25" cy="45" r="10"/><circle id="wheel-right" cx="75" cy="45" r="10"/></g>\n'
    "</svg>\n"
)
FLAG = '<g id="flag"><path d="M50 10V2h9v5h-9z" fill="red"/></g>'
SPECIFICATION = """
prompt = "A cart with a flag."
kind = "vehicle"

[[parts]]
name = "box"

[[parts]]
name = "wheel"
count = 2

[[parts]]
name = "flag"
importance = "essential"
"""


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "cart.svg").write_text(CART, encoding="utf-8")
    (tmp_path / "cart.toml").write_text(SPECIFICATION, encoding="utf-8")
    return run


@pytest.fixture(scope="module")
def forkless() -> str:
    (trial,) = [trial for trial in trials([PELICAN]) if trial.part == "fork"]
    return trial.without


class TestCheck:
    def test_a_part_that_is_missing_is_a_fault(self, run: Run) -> None:
        assert run("check", "cart.svg").code == 0
        done = run("check", "cart.svg", "--part", "box", "--part", "3 wheels", "--part", "flag", "--output", "concise")
        assert done.code == 1
        assert "P001 missing-part" in done.out and "P003 few-parts" in done.out and "Found 2 faults" in done.out

    def test_what_is_there_is_no_fault(self, run: Run) -> None:
        assert run("check", "cart.svg", "--part", "box", "--part", "two wheels").code == 0

    def test_a_drawing_by_name(self, run: Run, forkless: str) -> None:
        done = run("check", "-", "--drawing", PELICAN, "--output", "concise", stdin=forkless)
        assert done.code == 1 and "P001 missing-part" in done.out and "fork" in done.out

    def test_a_drawing_in_a_file(self, run: Run) -> None:
        done = run("check", "cart.svg", "--drawing", "cart.toml", "--output", "json")
        said = json.loads(done.out)["files"][0]
        assert done.code == 1
        assert [(part["part"], part["presence"]) for part in said["parts"]] == [
            ("box", "found"),
            ("wheel", "found"),
            ("flag", "missing"),
        ]
        assert said["wanted"] == {"names": ["box", "2 wheel", "flag"], "by": "drawing", "drawing": "cart", "note": ""}
        assert [fault["code"] for fault in said["faults"]] == ["P001"]
        assert check(CART, drawing=Path("cart.toml")).parts == check(CART, drawing="cart.toml").parts

    def test_it_fixes_what_it_can_beside(self, run: Run) -> None:
        Path("cart.svg").write_text(CART.replace('fill="#a52"', 'fill="#a52" fill="#a52"'), encoding="utf-8")
        done = run("check", "cart.svg", "--fix", "--part", "flag")
        assert done.code == 1 and "P001" in done.out and "1 repaired, 1 remaining" in done.out
        assert Path("cart.svg").read_text(encoding="utf-8") == CART

    def test_several_processes_know_it_too(self, run: Run) -> None:
        done = run("check", "cart.svg", "--part", "flag", "-j", "2", "--output", "concise")
        assert done.code == 1 and "P001" in done.out

    def test_parts_can_be_left_alone_like_any_code(self, run: Run) -> None:
        assert run("check", "cart.svg", "--part", "flag", "--ignore", "P").code == 0


class TestWords:
    @pytest.mark.parametrize("command", ["check", "parts", "judge", "generate"])
    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--drawing", "pelican"), "did you mean pelican-bicycle?"),
            (("--drawing", "pelican-bicicle"), "did you mean pelican-bicycle?"),
            (("--drawing", "metro"), "did you mean metro-map?"),
            (("--drawing", "qqq"), "no drawing is called 'qqq'; 'svgguard parts --list'"),
            (("--drawing", "nowhere.toml"), "nowhere.toml: No such file or directory"),
            (("--drawing", "cart.svg"), "no TOML"),
            (("--part", ""), "names no part"),
            (("--part", "box", "--part", " "), "names no part"),
            (("--part", "box", "--part", "Box"), "is there twice"),
            (("--part", "box", "--drawing", PELICAN), "exclude each other"),
        ],
    )
    def test_what_makes_no_sense_is_said_in_a_line(
        self, run: Run, command: str, options: tuple[str, ...], said: str
    ) -> None:
        done = run(command, "cart.svg", *options)
        assert done.code == 2 and said in done.err and len(done.err.splitlines()) == 1 and not done.out

    @pytest.mark.parametrize("command", ["parts", "judge"])
    def test_something_must_be_asked_for(self, run: Run, command: str) -> None:
        done = run(command, "cart.svg")
        assert done.code == 2 and "--drawing NAME, or --part" in done.err


class TestQuestion:
    def test_the_request_for_a_missing_part_as_data(self, run: Run) -> None:
        done = run("parts", "cart.svg", "--drawing", "cart.toml", "--question")
        said = json.loads(done.out)
        assert done.code == 1 and said["part"] == "flag" and said["step"] == "parts" and said["why"] == "P001 flag"
        assert "A cart with a flag." in said["messages"][0]["content"] and not Path("cart.svg.parts.png").exists()

    def test_what_the_picture_is_of(self, run: Run) -> None:
        done = run("parts", "cart.svg", "--part", "flag", "--question", "--prompt", "A hand-cart")
        assert "A hand-cart" in json.loads(done.out)["messages"][0]["content"]
        assert run("parts", "cart.svg", "--part", "flag", "--prompt", "A hand-cart").code == 2

    def test_nothing_is_asked_where_nothing_is_missing(self, run: Run) -> None:
        done = run("parts", "cart.svg", "--part", "box", "--question")
        assert (done.code, json.loads(done.out)) == (0, None)

    def test_spec_is_another_name_of_drawing(self, run: Run) -> None:
        done = run("parts", "cart.svg", "--spec", "cart.toml", "--no-picture")
        assert done.code == 1 and "flag" in done.out and "2 of 3 parts found" in done.out


class TestGenerate:
    def test_a_drawing_brings_its_prompt(self, run: Run) -> None:
        with serving(reply(completion(CART.replace("</svg>", FLAG + "</svg>")))) as server:
            whom = ("-m", "m", "--base-url", server.url, "--no-log", "--no-stream")
            done = run("generate", "--drawing", "cart.toml", *whom)
            other = run("generate", "A red cart.", "--drawing", "cart.toml", "--thinking", *whom)
        assert (done.code, other.code) == (0, 0)
        asked = [str(seen.body["messages"][-1]["content"]) for seen in server.seen]
        assert asked[0].endswith("\n\nA cart with a flag.") and asked[1].endswith("\n\nA red cart.")
        assert "parts: box, 2 wheel, flag (listed by the drawing cart)" in done.err and "3 of 3 parts found" in done.err

    def test_what_is_missing_is_told(self, run: Run) -> None:
        with serving(reply(completion(CART))) as server:
            whom = ("-m", "m", "--base-url", server.url, "--no-log", "--no-stream", "--attempts", "1")
            done = run("generate", "a cart", "--part", "box", "--part", "flag", *whom)
        assert done.code == 0 and "P001 missing-part" in done.err and "1 of 2 parts found, flag missing" in done.err

    def test_of_many_pictures_each_is_looked_at(self, run: Run) -> None:
        Path("prompts.txt").write_text("a cart\nanother cart\n", encoding="utf-8")
        with serving(reply(completion(CART))) as server:
            whom = ("-m", "m", "--base-url", server.url, "--no-log", "--no-stream", "--attempts", "1")
            done = run("generate", "--from", "prompts.txt", "--json", "--part", "flag", *whom)
        found = [json.loads(line) for line in done.out.splitlines()]
        assert [one["parts"][0]["presence"] for one in found] == ["missing", "missing"]


class TestCalibrate:
    def test_on_one_drawing(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("SVGGUARD_JUDGES", str(tmp_path / "judges"))
        with serving(reply(completion("yes"))) as server:
            whom = ("-m", "m", "--base-url", server.url, "--no-log", "--votes", "1", "--size", "64")
            done = run("judge", "--calibrate", "--trials", "2", "--drawing", "padlock-icon", *whom)
            assert done.code == 0 and "2 + 2 trials on 1 drawing," in done.out
            assert run("judge", "--calibrate", "--drawing", "padlok", *whom).code == 2


class TestUnknown:
    """Parts of which nothing tells whether they are there."""

    NAMELESS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'
    SAID = "<stdin>: 2 of 2 parts unknown: moon, sun\n"

    @pytest.mark.parametrize(
        ("option", "code", "said"), [([], 0, SAID), (["--unknown", "fault"], 1, SAID), (["--unknown", "ok"], 0, "")]
    )
    def test_check_says_how_many_there_are(self, run: Run, option: list[str], code: int, said: str) -> None:
        done = run("check", "-", "--part", "moon", "--part", "sun", *option, stdin=self.NAMELESS)
        assert (done.code, done.out, done.err) == (code, "No faults in 1 file.\n", said)
