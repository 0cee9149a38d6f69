"""``svgguard generate``: its steps and budget by switches, and a file of prompts; over real HTTP."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from command_line import Run
from loopback_server import Answer, Seen, chunk, reply, serving, stream

from svgguard.log import open_log

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
BAD, GOOD = '<path d="banana" fill="red"/>', '<path d="M1 1h3v3z" fill="red"/>'


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SVGGUARD_LOG", "log.sqlite")
    return partial(run, "generate")


def drawing(inside: str) -> str:
    return f'{ROOT}<rect width="9" height="9"/>{inside}</svg>'


def says(text: str) -> Answer:
    return stream(chunk(text), chunk(finish="stop"))


def each(seen: Seen) -> Answer:
    said = json.dumps(seen.body["messages"])
    if "broken" in said:
        return reply({"error": "out of order"}, 500)
    return says("A poem instead." if "poem" in said else drawing(f'<g id="x{len(said)}"/>'))


class TestOnePicture:
    def test_steps_can_be_left_out(self, run: Run) -> None:
        with serving(says(drawing(BAD)), says(drawing(GOOD))) as server:
            done = run("a box", "-m", "m", "--base-url", server.url, "--skip", "patch", "--skip", "resample")
        assert (done.code, done.out) == (0, drawing(GOOD))
        assert [row["step"] for row in open_log().rows()] == ["ask", "reask"]

    def test_a_budget(self, run: Run) -> None:
        ask = ["a box", "-m", "m", "--attempts", "9", "--budget-tokens", "3000"]
        with serving(says("A poem instead.")) as server:
            done = run(*ask, "--base-url", server.url, "--budget-money", "1", "--price", "0.1/0.4")
        assert done.code == 1 and 0 < len(server.seen) < 9
        assert server.seen[0].body["max_tokens"] < 3000

    @pytest.mark.parametrize(
        ("arguments", "word"),
        [
            (["--skip", "nap", "a box"], "cut-loop"),
            (["--budget-money", "1", "a box"], "--price"),
            (["--price", "cheap", "a box"], "0.10/0.40"),
            (["--budget-tokens", "10", "a box"], "one answer"),
            (["--resume", "a box"], "--from"),
            (["--jobs", "3", "a box"], "--from"),
            (["--from", "gone.txt", "--json"], "gone.txt"),
            (["--from", "-", "--json"], "no prompt"),
            (["--from", "-"], "--out-dir"),
            (["--from", "-", "--json", "a box"], "no PROMPT"),
            (["--from", "-", "--json", "--resume", "--no-log"], "--resume"),
            ([], "PROMPT"),
        ],
    )
    def test_mistakes_are_one_line(self, run: Run, arguments: list[str], word: str) -> None:
        with serving(each) as server:
            done = run(*arguments, "-m", "m", "--base-url", server.url)
        assert done.code == 2 and done.err.count("\n") == 1 and word in done.err
        assert server.seen == []


class TestManyPictures:
    PROMPTS = "# animals\na bee\n\n  a fox\n"

    def test_every_line_is_a_prompt(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "prompts.txt").write_text(self.PROMPTS, encoding="utf-8")
        with serving(each) as server:
            done = run("--from", "prompts.txt", "--out-dir", "out/deep", "-j", "2", "-m", "m", "--base-url", server.url)
        assert (done.code, done.out) == (0, "")
        assert [path.name for path in sorted((tmp_path / "out" / "deep").iterdir())] == ["0001.svg", "0002.svg"]
        assert "0001.svg  clean     a bee" in done.err and "0002.svg  clean     a fox" in done.err

    def test_each_has_its_own_end_and_the_worst_is_the_exit_code(self, run: Run, tmp_path: Path) -> None:
        with serving(each) as server:
            ask = ["--from", "-", "--json", "--retries", "0", "--attempts", "1", "-m", "m", "--base-url", server.url]
            done = run(*ask, stdin="a bee\nbroken\na poem")
            mild = run(*ask, stdin="a bee\na poem")
        assert (done.code, mild.code) == (2, 1)
        items = {item["index"]: item for item in map(json.loads, done.out.splitlines())}
        assert (items[0]["status"], items[2]["status"]) == ("clean", "rejected")
        assert items[1]["prompt"] == "broken" and "out of order" in items[1]["error"]

    def test_resuming(self, run: Run) -> None:
        with serving(each) as server:
            ask = ["--from", "-", "--json", "-m", "m", "--base-url", server.url, "--resume"]
            first, again = run(*ask, stdin="a bee\n"), run(*ask, stdin="a bee\na fox\n")
        assert len(server.seen) == 2 and (first.code, again.code) == (0, 0)
        assert json.loads(first.out)["svg"] in {json.loads(line)["svg"] for line in again.out.splitlines()}
