"""The forms of report, as those who read them do: official schemas, the commands of GitHub, patches that apply."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import BROKEN, CLEAN, REPAIRED, Done, Run
from lxml import etree

from svgguard.cli.report.form import names
from svgguard.types import Severity

SCHEMAS = Path(__file__).with_name("data") / "schemas"
COLOUR = CLEAN.replace("<path ", '<path fill="stormy grey" ')
AWKWARD = '<svg xmlns="http://www.w3.org/2000/svg"><!-- 鳥 & "x" --><rect width=\'4\' hieght="5"/>\n<g></svg>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each kind of thing that a report tells of, under names that need care."""
    files = {
        "clean.svg": CLEAN,
        "broken.svg": BROKEN,
        "colour.svg": COLOUR,
        "awkward, 100%: 鳥.svg": AWKWARD,
        "none.svg": "no drawing at all",
        "page.md": f"# A page\n\n{BROKEN}\n\n{BROKEN}",
        "code.py": f"A = {BROKEN!r}\n",
        "rows.jsonl": "".join(json.dumps({"svg": text}) + "\n" for text in (CLEAN, BROKEN)) + "{}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "binary.svg").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "empty.svg").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def report(run: Run, form: str, *more: str) -> Done:
    return run("check", "--output", form, "--extension", "md,py", "--field", "svg", ".", *more)


def sarif_of(done: Done) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(loaded, json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))
    return loaded


class TestSarif:
    def test_it_is_valid(self, folder: Path, run: Run) -> None:
        done = report(run, "sarif")
        (told,) = sarif_of(done)["runs"]
        rules = {rule["id"]: rule for rule in told["tool"]["driver"]["rules"]}
        assert {result["ruleId"] for result in told["results"]} == set(rules)
        assert rules["X001"]["help"]["markdown"].startswith("# X001 attribute-redefined")
        assert told["invocations"][0]["executionSuccessful"] is False
        troubles = [note["message"]["text"] for note in told["invocations"][0]["toolExecutionNotifications"]]
        assert any("binary" in text for text in troubles) and any("empty" in text for text in troubles)
        uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in told["results"]}
        assert "awkward%2C%20100%25%3A%20%E9%B3%A5.svg" in uris
        prints = [result["partialFingerprints"]["svgguard/v1"] for result in told["results"]]
        assert len(set(prints)) == len(prints)

    def test_no_file_is_valid_too(self, run: Run) -> None:
        assert sarif_of(run("check", "--output", "sarif", "-", stdin=CLEAN))["runs"][0]["results"] == []

    def test_its_fixes_repair(self, folder: Path, run: Run) -> None:
        (told,) = sarif_of(run("check", "--output", "sarif", "broken.svg"))["runs"]
        ((change,),) = [fix["artifactChanges"] for fix in told["results"][0]["fixes"]]
        text = BROKEN
        for one in reversed(change["replacements"]):
            region = one["deletedRegion"]
            lines = text.splitlines(keepends=True)
            at = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
            assert at == region["charOffset"]
            text = text[:at] + one["insertedContent"]["text"] + text[at + region["charLength"] :]
        assert text == REPAIRED

    def test_what_no_edit_of_the_file_would_repair_has_no_fix(self, folder: Path, run: Run) -> None:
        (told,) = sarif_of(report(run, "sarif"))["runs"]
        for result in told["results"]:
            uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert not (uri.endswith((".py", ".jsonl")) and "fixes" in result)


class TestJunit:
    def test_it_is_valid(self, folder: Path, run: Run) -> None:
        schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
        document = etree.fromstring(report(run, "junit").data)
        schema.assertValid(document)
        suites = {suite.get("name"): suite for suite in document}
        assert suites["./broken.svg"].get("failures") == "1"
        assert suites["./clean.svg"].get("failures") == "0" and suites["./clean.svg"].get("tests") == "1"
        assert suites["./binary.svg"].get("errors") == "1"

    def test_what_does_not_fail_the_run_passes(self, folder: Path, run: Run) -> None:
        document = etree.fromstring(run("check", "--output", "junit", "--fail-on", "fatal", "colour.svg").data)
        assert document[0].get("failures") == "0" and "V063" in str(document.xpath("string()"))


class TestGithub:
    def test_each_fault_is_an_annotation(self, folder: Path, run: Run) -> None:
        lines = [line for line in report(run, "github").out.splitlines() if line.startswith("::")]
        command = re.compile(
            r"::(error|warning|notice) file=([^,:\s][^,:]*),(line=\d+,col=\d+,[^:]*,)?title=[^:]*::\S.*"
        )
        assert lines and all(command.fullmatch(line) for line in lines)
        assert any("awkward%2C 100%25%3A 鳥.svg" in line for line in lines)
        row = next(line for line in lines if "rows.jsonl#2" in line)
        assert "file=rows.jsonl,line=2,col=1" in row


class TestGitlab:
    def test_each_fault_is_an_issue(self, folder: Path, run: Run) -> None:
        issues = json.loads(report(run, "gitlab").out)
        assert all(
            set(issue) == {"description", "check_name", "fingerprint", "severity", "location"} for issue in issues
        )
        assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}
        assert len({issue["fingerprint"] for issue in issues}) == len(issues)
        assert all(issue["location"]["lines"]["begin"] >= 1 for issue in issues)

    def test_a_fingerprint_survives_lines_that_move(self, folder: Path, run: Run) -> None:
        before = [issue["fingerprint"] for issue in json.loads(run("check", "--output", "gitlab", "broken.svg").out)]
        (folder / "broken.svg").write_text("<!-- one -->\n\n" + BROKEN, encoding="utf-8")
        after = [issue["fingerprint"] for issue in json.loads(run("check", "--output", "gitlab", "broken.svg").out)]
        assert before == after


class TestLines:
    def test_json_lines_are_lines_of_json(self, folder: Path, run: Run) -> None:
        entries = [json.loads(line) for line in report(run, "jsonl").out.splitlines()]
        assert [entry["path"] for entry in entries if "#" in entry["path"]] == [f"./rows.jsonl#{n}" for n in (1, 2, 3)]
        assert "no field 'svg'" in entries[-1]["error"]

    def test_groups(self, folder: Path, run: Run) -> None:
        text = run("check", "--output", "grouped", "broken.svg", "clean.svg").out
        assert text.startswith("broken.svg:\n  2:39  fatal X001 attribute-redefined [safe] ")
        assert "clean.svg" not in text


class TestSeveral:
    def test_each_to_its_file_and_one_to_the_screen(self, folder: Path, run: Run) -> None:
        done = run("check", "--output", "concise", "--output", "sarif=out/a.sarif", "--output", "junit=out/a.xml", ".")
        assert "X001" in done.out and done.out.splitlines()[-1].startswith("Found ")
        assert json.loads((folder / "out" / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
        assert etree.parse(folder / "out" / "a.xml").getroot().tag == "testsuites"

    def test_two_for_the_screen_are_a_mistake(self, folder: Path, run: Run) -> None:
        done = run("check", "--output", "json", "--output", "sarif", ".")
        assert done.code == 2 and "only one report can be printed" in done.err

    def test_a_form_that_there_is_not(self, run: Run) -> None:
        done = run("check", "--output", "sariff", "-", stdin=CLEAN)
        assert done.code == 2 and "did you mean 'sarif'?" in done.err

    def test_with_a_diff_beside(self, folder: Path, run: Run) -> None:
        done = run("check", "--diff", "--output", "json=told.json", "broken.svg")
        assert done.out.startswith("--- broken.svg") and json.loads((folder / "told.json").read_text(encoding="utf-8"))


def test_statistics_and_silence(folder: Path, run: Run) -> None:
    done = run("check", "--output", "concise", "--statistics", "broken.svg", "colour.svg", "page.md")
    assert done.out.splitlines()[-2:] == ["3  X001  attribute-redefined", "1  V063  invented-colour"]
    done = run("check", "--quiet", "--output", "concise", "clean.svg")
    assert (done.code, done.out, done.err) == (0, "", "")
    done = run("check", "--verbose", "clean.svg")
    assert "configuration: none" in done.err


def test_no_colour_is_the_last_word(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("check", "broken.svg").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("check", "broken.svg").out


@pytest.mark.parametrize("form", names())
def test_a_form_is_a_file_and_tells_of_severity(form: str, run: Run) -> None:
    shown = run(
        "check",
        *([] if form == "diff" else ["--output", form]),
        "--diff" if form == "diff" else "-q",
        "-",
        stdin=BROKEN,
    )
    # A baseline tells two faults apart by their places, and leaves how grave they are to whoever reads it.
    words = {"github": "::error", "gitlab": "blocker", "diff": "---", "baseline": "fingerprint"}
    assert words.get(form, str(Severity.FATAL)) in shown.out
