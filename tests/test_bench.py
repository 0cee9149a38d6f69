"""`svgguard bench`: models × prompts × samples as one run, over real HTTP: varied, budgeted, taken up again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Run
from loopback_server import Answer, Seen, reply, serving, streamed

from svgguard.log import Selection, open_log, stats

PROMPTS = "a house\n# no prompt\na boat\na sun\n"


def failing_boats(seen: Seen) -> Answer:
    said = json.dumps(seen.body["messages"])
    return streamed(BROKEN if "boat" in said and seen.body["model"] == "small" else CLEAN)


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    path = tmp_path / "prompts.txt"
    path.write_text(PROMPTS, encoding="utf-8")
    return path


def manifest(folder: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_models_by_prompts_by_samples_end_with_the_table(run: Run, prompts: Path) -> None:
    with serving(failing_boats) as one, serving(failing_boats) as two:
        models = ["-m", "small", "-m", f"large@{two.url}", "--base-url", one.url]
        where = ["-o", "out", "--log", "log.sqlite", "--run", "first"]
        done = run("bench", *models, "--prompts", prompts, "-n", 2, *where)
        assert (len(one.seen), len(two.seen)) == (6, 6)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[1].split()[:4] == ["large", "6", "3", "0.0%"] and lines[2].split()[:4] == ["small", "6", "3", "33.3%"]
    assert "large and small are not told apart" in done.out, "three prompts prove little"
    assert "Fewer than 10 prompts" in done.out and "run 'first'" in done.err
    told = manifest("out")
    pictures = told["pictures"]
    assert isinstance(pictures, list) and len(pictures) == 12
    assert all((Path("out") / one["file"]).is_file() for one in pictures)
    assert {(one["model"], one["prompt"], one["sample"]) for one in pictures} >= {("small", "a boat", 2)}
    (again,) = stats("log.sqlite", ("run",), Selection(runs=("first",)))
    assert (again.attempts, again.prompts) == (12, 3)


def test_the_same_command_again_asks_for_the_rest_only(run: Run, prompts: Path) -> None:
    with serving(failing_boats) as server:
        ask = ["bench", "-m", "small", "--base-url", server.url, "--prompts", prompts, "-o", "out", "--log", "l.sqlite"]
        first = run(*ask, "-n", 3, "-j", 1, "--budget-tokens", 70)
        asked = len(server.seen)
        assert first.code == 1 and "the same command with more goes on" in first.err
        assert 3 < asked < 9
        second = run(*ask, "-n", 3)
        assert second.code == 0 and "going on with" in second.err
        assert len(server.seen) == 9, "what was answered is not asked again"
        assert second.out.splitlines()[1].split()[:3] == ["small", "9", "3"]
        assert run(*ask, "-n", 4).code == 2, "a folder of another bench"
        fresh = run(*ask[:-4], "-o", "other", "--log", "l.sqlite", "-n", 3)
        assert fresh.code == 0 and len(server.seen) == 18, "a new run takes nothing from an earlier one"


def test_what_is_varied_stands_apart(run: Run, prompts: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("Draw with lines only.", encoding="utf-8")
    with serving(failing_boats) as server:
        ask = ["bench", "-m", "small", "--base-url", server.url, "--prompts", prompts, "-n", 1, "--log", "l.sqlite"]
        done = run(*ask, "--vary", "prompt=default,mine.md", "--vary", "temperature=0,1")
        said = [json.dumps(seen.body["messages"]) for seen in server.seen]
        heat = [seen.body.get("temperature") for seen in server.seen]
    assert done.code == 0, done.err
    assert sum("with lines only" in one for one in said) == 6 and heat.count(0.0) == heat.count(1.0) == 6
    assert [line.split("  ")[1].strip() for line in done.out.splitlines()[1:5]] == [
        "prompt=default, temperature=0", "prompt=default, temperature=1",
        "prompt=mine.md, temperature=0", "prompt=mine.md, temperature=1",
    ]  # fmt: skip
    assert run("stats", "--log", "l.sqlite").out.splitlines()[1].split()[:3] == ["small", "12", "3"]


def test_drawings_bring_their_parts(run: Run) -> None:
    with serving(streamed(CLEAN)) as server:
        ask = ["bench", "-m", "m", "--base-url", server.url, "-n", 1, "--attempts", 1, "--log", "l.sqlite"]
        done = run(*ask, "--prompts", "pelican-bicycle")
    assert done.code == 0, done.err
    assert "parts missing" in done.out
    (row,) = [row for row in open_log("l.sqlite").rows() if row["step"] == "ask"]
    assert row["parts_there"] is not None and row["run"].startswith("svgguard-bench 2")


def test_an_endpoint_that_answers_nothing_is_no_failure_of_the_model(run: Run, prompts: Path) -> None:
    with serving(reply({"error": "no"}, 400)) as server:
        done = run("bench", "-m", "m", "--base-url", server.url, "--prompts", prompts, "-n", 1, "--log", "l.sqlite")
    assert done.code == 1 and "3 pictures brought no answer, the first: m: " in done.err
    (figures,) = stats("l.sqlite")
    assert (figures.attempts, figures.answers, figures.first_pass.failures) == (3, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--vary", "colour=red"], "what may be varied"),
        (["--vary", "thinking=maybe"], "on or off"),
        (["--vary", "temperature=hot"], "float"),
        (["--vary", "prompt=gone.md"], "gone.md"),
        (["--budget-money", "1"], "--price"),
        (["--prompts", "gone.txt"], "gone.txt"),
        (["--log", "off"], "cannot be off"),
    ],
)
def test_mistakes_are_one_line(run: Run, arguments: list[str], word: str) -> None:
    done = run("bench", "-m", "m", "--base-url", "http://127.0.0.1:9/v1", "--log", "l.sqlite", *arguments)
    assert done.code == 2 and done.err.count("\n") == 1 and word in done.err
