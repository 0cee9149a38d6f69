"""``svgguard judge``: the table, the JSON, the exit codes, and the calibration beside the rate."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from loopback_server import Seen, completion, reply, serving

from svgguard.cli import cli
from svgguard.data import data

PADLOCK = data("prompts") / "drawings" / "padlock-icon.svg"


@pytest.fixture(autouse=True)
def judges(hermetic: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SVGGUARD_JUDGES", str(tmp_path / "judges"))


def run(server: Any, *arguments: str) -> Result:
    whom = ["--base-url", server.url, "-m", "eye", "--votes", "1", "--size", "64"]
    return CliRunner().invoke(cli, ["judge", *arguments, *whom], standalone_mode=False)


def seeing(seen: Seen) -> Any:
    """Sees what is there, and no keyhole."""
    return reply(completion("no" if "keyhole" in seen.body["messages"][-1]["content"][1]["text"] else "yes"))


def test_a_table_with_the_rate_below() -> None:
    with serving(seeing) as server:
        done = run(server, str(PADLOCK), "--drawing", "padlock-icon")
    assert done.return_value == 1, done.output
    keyhole = next(line for line in done.output.splitlines() if "keyhole" in line and "touch" not in line)
    assert keyhole.split("?")[1].split()[:2] == ["no", "0:1"]
    assert "parts missing, as the judge says" in done.output and "not calibrated" in done.output


def test_the_errors_of_the_judge_stand_beside_the_rate() -> None:
    with serving(seeing) as server:
        measured = run(server, "--calibrate", "--trials", "3")
        done = run(server, str(PADLOCK), "--part", "keyhole", "--output", "json")
    assert measured.return_value == 0 and "judge eye: recall" in measured.output
    said = json.loads(done.output)
    assert said["missing"] == ["keyhole"] and said["omissions"]["recall"] is not None
    assert said["omissions"]["caveat"] == "the judge is not shown to do better than guessing"
    assert done.return_value == 1
    with serving(seeing) as server:
        table = run(server, str(PADLOCK), "--part", "keyhole").output
    assert re.search(
        r"its recall [\d.]+% \(.*?\), false alarms [\d.]+% \(.*?\); corrected for its errors: unknown", table
    )
    assert "judge eye: calibrated by 3 + 3 trials on 3 drawings, judge-3, 2" in table


@pytest.mark.parametrize(
    "arguments",
    [[], [str(PADLOCK)], ["--calibrate", str(PADLOCK)], [str(PADLOCK), "--part", "x", "--votes", "2"],
     [str(PADLOCK), "--part", "x", "--trials", "3"], ["--part", "x"]],
)  # fmt: skip
def test_what_makes_no_sense_is_a_usage_error(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, ["judge", *arguments, "--base-url", "http://127.0.0.1:9/v1"]).exit_code == 2


def test_what_is_no_drawing_cannot_be_judged(tmp_path: Path) -> None:
    path = tmp_path / "no.svg"
    path.write_text("nothing", encoding="utf-8")
    with serving(seeing) as server:
        assert run(server, str(path), "--part", "x").return_value == 1
