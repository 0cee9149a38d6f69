"""Faults that somebody knows of: comments that exempt, the command that writes them, and baselines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Run

import svgguard
from svgguard.types import Policy

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
GREY = '<path fill="stormy grey" d="M0 0h9v9"/>'
DOTS = '<circle cx="4" cy="4" r="3" fill="mud"/>'


def svg(*pieces: str) -> str:
    return f"{HEAD}{''.join(pieces)}</svg>\n"


def comment(codes: str) -> str:
    return f"<!-- svgguard: ignore {codes} -->"


def count(run: Run, text: str, name: str = "a.svg") -> int:
    Path(name).write_text(text, encoding="utf-8")
    files = json.loads(run("check", "--output", "json", name).out)["files"]
    return sum(fault["code"] == "V063" for file in files for fault in file["faults"])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (svg(GREY, DOTS), 2),
        (svg(comment("V063"), GREY, DOTS), 1),
        (svg(GREY, comment("V063"), DOTS), 1),
        (svg(comment("V"), "<g>", GREY, DOTS, "</g>", DOTS), 1),
        (svg(comment("invented-colour"), "<g><g>", GREY, "</g>", DOTS, "</g>"), 0),
        (svg(comment("S002, V063"), GREY), 0),
        (svg(comment("V064"), GREY), 1),
        (comment("V063") + svg(GREY, DOTS), 0),
        (svg("<!-- svgguard: ignore -->", GREY), 1),
        (svg("<!-- please ignore V063 -->", GREY), 1),
        (svg(comment("V063"), "<title>&lt;/svg></title>", GREY), 1),
    ],
)
def test_a_comment_exempts_the_next_element_or_the_file(run: Run, text: str, left: int) -> None:
    assert count(run, text) == left


def test_nothing_exempts_what_runs_or_is_no_document(run: Run) -> None:
    Path("a.svg").write_text(comment("U X ALL") + svg(comment("U X"), "<script>1</script>"), encoding="utf-8")
    assert "U006" in run("check", "a.svg").out
    Path("a.svg").write_text(comment("X") + BROKEN, encoding="utf-8")
    assert "X001" in run("check", "a.svg").out


def test_what_a_model_wrote_excuses_nothing(run: Run) -> None:
    text = comment("V063") + svg(GREY)
    assert "V063" in run("check", "-", stdin=text).out
    Path("a.svg").write_text(text, encoding="utf-8")
    assert "V063" in run("check", "--answers", "a.svg").out
    Path("rows.jsonl").write_text(json.dumps({"svg": text}) + "\n", encoding="utf-8")
    assert "V063" in run("check", "--field", "svg", "rows.jsonl").out
    assert [fault.code for fault in svgguard.check(text).faults] == ["V063"]
    assert not svgguard.check(text, policy=Policy(exemptions=True)).faults


def test_what_is_exempted_is_not_repaired(run: Run) -> None:
    text = svg(comment("V063"), GREY, DOTS)
    Path("a.svg").write_text(text, encoding="utf-8")
    run("check", "--fix", "--unsafe-fixes", "a.svg")
    after = Path("a.svg").read_text(encoding="utf-8")
    assert GREY in after and DOTS not in after


def test_comments_are_written(run: Run) -> None:
    Path("a.svg").write_text('<?xml version="1.0"?>\n' + svg("<g>", GREY, "</g>", DOTS), encoding="utf-8")
    run("check", "--add-ignore", "a.svg")
    after = Path("a.svg").read_text(encoding="utf-8")
    assert after.count(comment("V063")) == 2 and GREY in after
    assert run("check", "a.svg").out == "No faults in 1 file.\n"
    Path("b.svg").write_text(BROKEN, encoding="utf-8")
    run("check", "--add-ignore", "b.svg")
    assert Path("b.svg").read_text(encoding="utf-8") == BROKEN


def test_a_baseline_hides_what_it_knows_and_nothing_else(run: Run) -> None:
    Path("a.svg").write_text(svg(GREY), encoding="utf-8")
    Path("b.svg").write_text(BROKEN, encoding="utf-8")
    assert run("check", "--output", "baseline=known.json", ".").code == 1
    assert len(json.loads(Path("known.json").read_text(encoding="utf-8"))["faults"]) == 2
    assert run("check", "--baseline", "known.json", ".").code == 0
    Path("a.svg").write_text(svg("<!-- moved -->\n", GREY, "\n", DOTS), encoding="utf-8")
    done = run("check", "--baseline", "known.json", "--output", "concise", ".")
    assert done.code == 1 and done.out.count("V063") == 1 and "mud" in done.out
    Path("svgguard.toml").write_text('baseline = "known.json"', encoding="utf-8")
    from svgguard.configuration import _nearest

    _nearest.cache_clear()
    assert run("check", "b.svg").code == 0


def test_what_is_no_baseline_is_said(run: Run) -> None:
    Path("a.svg").write_text(CLEAN, encoding="utf-8")
    done = run("check", "--baseline", "gone.json", "a.svg")
    assert done.code == 2 and "cannot read the baseline gone.json" in done.err
    Path("odd.json").write_text("[]", encoding="utf-8")
    assert "is no baseline" in run("check", "--baseline", "odd.json", "a.svg").err
