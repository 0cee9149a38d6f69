"""The commands besides `check`: render, rule, generate, stats and demo, as a user would type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import ANSWER, BROKEN, CLEAN, NO_SVG, REPAIRED, Run
from loopback_server import Seen, reply, serving, streamed

from svgguard.result import Result
from svgguard.rules import all_rules


class TestRender:
    def test_a_picture_stands_beside_its_document(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(CLEAN, encoding="utf-8")
        done = run("render", "a.svg", "--size", "40", "--background", "white")
        assert (done.code, done.out) == (0, "")
        assert done.err == "wrote a.png (40×40, resvg)\n"
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")

    def test_what_is_repaired_first_is_said(self, run: Run) -> None:
        done = run("render", "-", stdin=BROKEN)
        assert done.code == 0
        assert done.data.startswith(b"\x89PNG")
        assert "repaired before drawing (X001)" in done.err

    def test_strict_refuses_it(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("render", "a.svg", "--strict")
        assert done.code == 1
        assert "a.svg:2:" in done.err
        assert not (tmp_path / "a.png").exists()

    def test_svg_is_the_repaired_document(self, run: Run, tmp_path: Path) -> None:
        assert run("render", "-", "-o", "b.svg", stdin=BROKEN).code == 0
        assert (tmp_path / "b.svg").read_text(encoding="utf-8") == REPAIRED

    @pytest.mark.parametrize(("suffix", "magic"), [("pdf", b"%PDF"), ("ps", b"%!PS")])
    def test_pages(self, run: Run, tmp_path: Path, suffix: str, magic: bytes) -> None:
        from svgguard.rendering import engines

        if missing := next((e.hint for e in engines() if e.name == "cairosvg" and e.version is None), ""):
            pytest.skip(missing)
        assert run("render", "-", "-o", f"a.{suffix}", stdin=CLEAN).code == 0
        assert (tmp_path / f"a.{suffix}").read_bytes().startswith(magic)

    def test_nothing_to_draw(self, run: Run, tmp_path: Path) -> None:
        done = run("render", "-", "-o", "a.png", stdin=NO_SVG)
        assert done.code == 1
        assert "R002" in done.err
        assert not (tmp_path / "a.png").exists()

    @pytest.mark.parametrize(
        "arguments",
        [
            ["-", "-o", "a.bmp"],
            ["-", "-o", "a.pdf", "--size", "9"],
            ["-", "--engine", "crayon"],
            ["-", "--background", "no such colour"],
            ["-", "-o", "no/such/folder/a.png"],
            ["gone.svg"],
        ],
    )
    def test_mistakes_are_one_line(self, run: Run, arguments: list[str]) -> None:
        done = run("render", *arguments, stdin=CLEAN)
        assert done.code == 2
        assert done.err.startswith("svgguard: ")
        assert done.err.count("\n") == 1


class TestRule:
    def test_every_rule_is_in_the_table(self, run: Run) -> None:
        shown = run("rule").out
        assert all(f"\n{code}  " in shown for code in all_rules())
        listed = json.loads(run("rule", "--output", "json").out)
        assert [item["code"] for item in listed] == list(all_rules())
        assert run("rule", "--output", "markdown").out.startswith("| code | name |")

    @pytest.mark.parametrize("name", ["X001", "x001", "attribute-redefined"])
    def test_a_page(self, run: Run, name: str) -> None:
        done = run("rule", name)
        assert done.code == 0
        assert all_rules()["X001"].page in done.out
        assert 'x1="8" y1="3" x2="9"' in done.out
        assert json.loads(run("rule", name, "--output", "json").out)["code"] == "X001"
        assert run("rule", name, "--output", "markdown").out.startswith("# X001 attribute-redefined\n")


class TestGenerate:
    def test_the_document_goes_to_standard_output(self, run: Run) -> None:
        with serving(streamed(ANSWER)) as server:
            done = run("generate", "a line", "--model", "gemma", "--base-url", server.url)
        assert done.code == 0
        assert done.out.strip() == CLEAN.strip()
        assert "R008" in done.err
        assert server.seen[0].body["model"] == "gemma"

    def test_options_reach_the_endpoint(self, run: Run) -> None:
        with serving(streamed(CLEAN)) as server:
            done = run(
                "generate", "-", "-m", "gemma", "--base-url", server.url, "--temperature", "0.5", "--max-tokens", "99",
                "--header", "X-Team: birds", "--param", 'stop=["</svg>"]', "--param", "mode=fast", stdin="a heron",
            )  # fmt: skip
        assert done.code == 0
        seen = server.seen[0]
        assert (seen.body["temperature"], seen.body["max_tokens"]) == (0.5, 99)
        assert (seen.body["stop"], seen.body["mode"]) == (["</svg>"], "fast")
        assert {name.lower(): value for name, value in seen.headers.items()}["x-team"] == "birds"
        assert "a heron" in json.dumps(seen.body["messages"])

    def test_files_are_written_by_their_suffix(self, run: Run, tmp_path: Path) -> None:
        with serving(streamed(BROKEN)) as server:
            done = run(
                "generate", "a box", "-m", "g", "--base-url", server.url, "-o", "a.svg", "-o", "a.png", "-o", "a.json"
            )
        assert (done.code, done.out) == (0, "")
        assert (tmp_path / "a.svg").read_text(encoding="utf-8").strip() == REPAIRED.strip()
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
        whole = Result.from_dict(json.loads((tmp_path / "a.json").read_text(encoding="ascii")))
        assert [fault.code for fault in whole.faults] == ["X001"]

    def test_no_picture_in_any_answer(self, run: Run) -> None:
        with serving(streamed(NO_SVG)) as server:
            done = run("generate", "a box", "-m", "g", "--base-url", server.url, "--attempts", "2", "--json")
        assert done.code == 1
        assert json.loads(done.out)["status"] == "rejected"
        assert len(server.seen) == 2
        assert "R002" in done.err

    def test_no_answer_at_all(self, run: Run) -> None:
        with serving(reply({"error": {"message": "out of order"}}, 400)) as server:
            done = run("generate", "a box", "-m", "g", "--base-url", server.url, "--retries", "0")
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert "out of order" in done.err

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (["a box"], "SVGGUARD_BASE_URL"),
            (["  "], "PROMPT"),
            (["a box", "-o", "a.bmp"], ".png"),
            (["a box", "--header", "nonsense"], "Name: value"),
            (["a box", "--param", "nonsense"], "NAME=VALUE"),
        ],
    )
    def test_mistakes_are_one_line(self, run: Run, arguments: list[str], word: str) -> None:
        done = run("generate", *arguments)
        assert done.code == 2
        assert done.err.count("\n") == 1
        assert word in done.err


class TestStats:
    def test_what_was_generated_is_counted(self, run: Run, tmp_path: Path) -> None:
        def answer(seen: Seen) -> Any:
            return streamed(BROKEN if "box" in json.dumps(seen.body["messages"]) else CLEAN)

        with serving(answer) as server:
            ask = ["-m", "gemma", "--base-url", server.url, "--log", "log.sqlite"]
            first, second = run("generate", "a box", *ask), run("generate", "a line", *ask)
            run("generate", "a line", *ask, "--no-log")
        assert "attempts are recorded in log.sqlite" in first.err
        assert "recorded" not in second.err
        done = run("stats", "--log", "log.sqlite")
        assert done.code == 0
        row = done.out.splitlines()[1].split()
        assert row[:4] == ["gemma", "2", "2", "50.0%"]
        (model,) = json.loads(run("stats", "--log", "log.sqlite", "--output", "json").out)
        assert (model["first_pass"]["failures"], model["after_repair"]["failures"]) == (1, 0)
        assert run("stats", "--log", "log.sqlite", "--output", "csv").out.splitlines()[1].startswith("gemma,2,2,2,2,0,")
        by_code = run("stats", "--log", "log.sqlite", "--by", "code").out.splitlines()
        assert by_code[0].split() == ["code", "found", "in", "answers", "prompts", "share"]
        assert by_code[1].split()[:5] == ["X001", "1", "2", "2", "50.0%"]
        wrong = run("stats", "--by", "colour")
        assert wrong.code == 2 and "rates are asked by model" in wrong.err
        assert run("stats", "--log", "log.sqlite", "-m", "other").out == "No attempts are recorded.\n"
        assert run("stats", "--log", "log.sqlite", "--since", "yesterday").code == 2
        assert run("stats", "--log", "log.sqlite", "--since", "1h", "--by", "prompt").out.count("\na line") == 3

    def test_a_log_that_is_not_there(self, run: Run) -> None:
        done = run("stats", "--log", "gone.sqlite")
        assert done.code == 2
        assert "gone.sqlite" in done.err

    def test_no_log(self, run: Run) -> None:
        assert run("stats").out == "No attempts are recorded.\n"


def test_demo_is_given_its_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from svgguard.cli.demo import run as demo

    seen: list[Path] = []
    monkeypatch.setattr(demo, "run_demo", seen.append)
    assert run("demo", "--out", "here").code == 0
    assert seen == [Path("here")]
