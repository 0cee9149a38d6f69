"""The reports, over results made by hand: what a reader, a program and `patch` are given."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from svgguard.cli.checking.outcome import FileOutcome
from svgguard.cli.report.form import ReportStyle, load
from svgguard.cli.report.forms.diff import unified
from svgguard.cli.report.forms.full import full
from svgguard.cli.report.forms.json_ import entry, failure
from svgguard.cli.report.lines import concise, guesses
from svgguard.cli.report.rates import rates_csv, rates_json, rates_markdown, rates_text
from svgguard.cli.report.rules import rule_fields, rule_markdown, rule_text, rules_markdown, rules_text
from svgguard.cli.report.summary import Tally, summary
from svgguard.cli.report.text import columns, excerpt, table, visible
from svgguard.log.intervals import Counts, clustered
from svgguard.log.rates import Failures, Omissions, Rates
from svgguard.result import Result
from svgguard.rules import SYNTAX, Example, Rule
from svgguard.types import Blame, Fault, Safety, Severity, Status

SOURCE = '<svg>\n\t<line x1="0" x1="5"/>\n</svg>\n'
LINE = Fault(
    "X001",
    "attribute-redefined",
    Severity.FATAL,
    Blame.MODEL,
    Safety.SAFE,
    start=SOURCE.index("x1", 20),
    end=SOURCE.index("/>"),
    line=2,
    column=14,
    message="Attribute x1 redefined",
    repair="rename it to x2",
)


def fault(safety: Safety = Safety.SAFE, *, applied: bool = False, **changes: object) -> Fault:
    return Fault.from_dict(LINE.to_dict() | {"safety": safety, "applied": applied} | changes)


def result(*faults: Fault, status: Status = Status.FAULTY, source: str = SOURCE, svg: str | None = SOURCE) -> Result:
    return Result(source, status, svg, faults)


def marked(source: str, start: int, end: int, width: int = 100) -> str:
    """The characters above the ``^``, told by the columns they stand in."""
    line, marks = excerpt(source, start, end, width)
    assert columns(line) <= width
    first, last = marks.index("^"), len(marks)
    out, at = "", 0
    for char in line:
        if first <= at < last:
            out += char
        at += columns(char)
    return out


class TestExcerpt:
    @pytest.mark.parametrize(
        ("source", "span"),
        [
            ('<a b="1">', 'b="1"'),
            ('one\ntwo <a b="1">\nthree', 'b="1"'),
            ('one\r\ntwo <a b="1">\r\nthree', 'b="1"'),
            ("<text>日本語</text><a>", "<a>"),
            ("<text>日本語</text>", "本"),
            ("e\u0301e\u0301 <a>", "<a>"),
            ("x" * 5000 + "<span>" + "y" * 5000, "<span>"),
            ("日" * 500 + "<span>" + "本" * 500, "<span>"),
            ("x" * 90 + "<span>", "<span>"),
        ],
    )
    def test_the_marks_stand_under_the_span(self, source: str, span: str) -> None:
        at = source.index(span)
        assert marked(source, at, at + len(span)) == span

    def test_a_tab_is_as_wide_as_it_is_shown(self) -> None:
        line, marks = excerpt("\t<a>", 1, 4)
        assert (line, marks) == ("    <a>", "    ^^^")

    def test_a_span_over_lines_is_marked_to_the_end_of_its_first(self) -> None:
        assert excerpt("<a\nb>", 0, 5) == ("<a", "^^")

    @pytest.mark.parametrize("at", [0, 5, 6, 11])
    def test_a_place_without_length_has_one_mark(self, at: int) -> None:
        line, marks = excerpt("first\nsecond", at, at)
        assert line in ("first", "second")
        assert marks.strip() == "^"

    def test_an_offset_outside_the_source_is_brought_inside(self) -> None:
        assert excerpt("ab", 9, 12) == ("ab", "  ^")
        assert excerpt("", 0, 0) == ("", "^")

    def test_a_span_wider_than_the_room_is_cut(self) -> None:
        line, marks = excerpt("a" * 300, 0, 300, 40)
        assert line.endswith("…")
        assert columns(line) == columns(marks) == 40

    def test_a_cut_line_says_so_on_both_sides(self) -> None:
        line, _ = excerpt("x" * 300 + "!" + "y" * 300, 300, 301, 60)
        assert line.startswith("…x")
        assert line.endswith("y…")


def test_nothing_a_model_wrote_reaches_the_terminal_as_a_command() -> None:
    assert visible("a\x1b[31mb\u202ec\ud800\n") == "a\ufffd[31mb\ufffdc\ufffd\ufffd"
    evil = fault(message="\x1b]0;owned\x07", repair="\x9b2J")
    shown = "\n".join(full("p\x1b.svg", result(evil, source="\x1b[2J" + SOURCE)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


class TestFull:
    def test_place_span_and_help(self) -> None:
        (block,) = full("bike.svg", result(fault()))
        assert block.split("\n") == [
            "bike.svg:2:14: fatal X001 attribute-redefined [safe] Attribute x1 redefined",
            '    2 |     <line x1="0" x1="5"/>',
            "      |                  ^^^^^^",
            "      = help: rename it to x2",
        ]

    def test_no_help_without_a_repair(self) -> None:
        (block,) = full("bike.svg", result(fault(Safety.MANUAL, repair="")))
        assert "help" not in block

    def test_what_was_repaired_is_not_shown(self) -> None:
        assert list(full("bike.svg", result(fault(applied=True)))) == []

    def test_colours_change_nothing_but_the_colours(self) -> None:
        (plain,) = full("bike.svg", result(fault()))
        (coloured,) = full("bike.svg", result(fault()), colour=True)
        assert coloured != plain
        assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


class TestConcise:
    def test_one_line_for_each_fault(self) -> None:
        lines = list(concise("bike.svg", result(fault(), fault(Safety.MANUAL, message="two\nlines"))))
        assert lines == [
            "bike.svg:2:14: fatal X001 attribute-redefined [safe] Attribute x1 redefined",
            "bike.svg:2:14: fatal X001 attribute-redefined [manual] two\ufffdlines",
        ]

    @pytest.mark.parametrize("report", [full, concise])
    def test_a_rejection_is_never_silent(self, report: type) -> None:
        lines = list(report("a.svg", result(status=Status.REJECTED, svg=None)))
        assert lines == ["a.svg: no well-formed SVG could be had from this"]
        assert list(report("a.svg", result(status=Status.CLEAN))) == []

    def test_only_applied_unsafe_repairs_are_guesses(self) -> None:
        faults = fault(applied=True), fault(Safety.UNSAFE), fault(Safety.UNSAFE, applied=True, repair="closed here")
        (line,) = guesses("a.svg", result(*faults))
        assert line == "a.svg:2:14: guessed at X001 attribute-redefined: closed here"


class TestJson:
    def written(self, *items: dict[str, Any]) -> dict[str, Any]:
        form = load("json", ReportStyle())
        text = form.begin() + form.separator.join(map(json.dumps, items)) + form.end(Tally())
        assert text.endswith("\n")
        loaded: dict[str, Any] = json.loads(text)
        return loaded

    def test_no_files_are_valid_too(self) -> None:
        assert self.written()["files"] == []

    def test_each_file_and_each_error_is_an_entry(self) -> None:
        whole = self.written(entry("a.svg", result(fault())), failure("b.svg", "gone"))
        first, second = whole["files"]
        assert whole["schema"] == first["schema"] == 1
        assert first["faults"][0]["code"] == "X001"
        assert not {"source", "svg", "passes"} & set(first)
        assert second == {"path": "b.svg", "error": "gone"}

    def test_with_text_a_result_can_be_read_back(self) -> None:
        given = result(fault(), source='\ud800"\n')
        (item,) = self.written(entry("a.svg", given, text=True))["files"]
        assert Result.from_dict(item) == given


class TestSummary:
    def tally(self, *results: Result) -> Tally:
        tally = Tally()
        for one in results:
            tally.add_file([FileOutcome("a.svg", one)])
        return tally

    def test_clean(self) -> None:
        assert summary(self.tally(result(status=Status.CLEAN)), fixing=False) == "No faults in 1 file."

    def test_what_could_be_done(self) -> None:
        tally = self.tally(result(fault(), fault(Safety.UNSAFE)), result(fault(Safety.MANUAL)), result())
        said = summary(tally, fixing=False)
        assert said == "Found 3 faults in 2 files: 3 fatal (1 repairable with --fix, 1 more with --unsafe-fixes)."

    def test_what_was_done(self) -> None:
        tally = self.tally(result(fault(applied=True), fault(Safety.UNSAFE)))
        said = summary(tally, fixing=True)
        assert said == "Found 2 faults in 1 file: 2 fatal (1 repaired, 1 remaining, 1 repairable with --unsafe-fixes)."
        assert "1 would be repaired" in summary(tally, fixing=True, dry=True)

    def test_a_file_without_document_is_counted(self) -> None:
        tally = self.tally(result(fault(Safety.MANUAL), status=Status.REJECTED, svg=None))
        assert "1 file without a well-formed SVG" in summary(tally, fixing=True)
        assert tally.to_dict()["remaining"] == 1


class TestDiff:
    def test_patch_applies_it(self, tmp_path: Path) -> None:
        before, after = "one\ntwo\x0cstill\r\nthree", "one\n2\x0cstill\r\nthree\n"
        (tmp_path / "a.svg").write_bytes(before.encode())
        diff = "".join(unified("a.svg", before, after))
        assert diff.startswith("--- a.svg\n+++ a.svg\n@@ ")
        assert "\\ No newline at end of file\n" in diff
        command = ["git", "apply", "--whitespace=nowarn", "-p0", "-"]
        subprocess.run(command, cwd=tmp_path, input=diff.encode(), check=True)
        assert (tmp_path / "a.svg").read_bytes() == after.encode()

    def test_nothing_to_change_is_no_diff(self) -> None:
        assert list(unified("a.svg", SOURCE, SOURCE)) == []


def stage(failures: int, doubtful: int = 0, answers: int = 60) -> Failures:
    return Failures(failures // 2, failures - failures // 2, doubtful, clustered([(failures, answers)]))


def rates(model: str, counts: tuple[int, int], **more: Any) -> Rates:
    prompts: Mapping[str, Counts] = {str(n): (counts[0] // 12, 5) for n in range(12)}
    given: dict[str, Any] = {
        "group": {"model": model}, "prompts": 12, "attempts": 62, "answers": 60, "requests": 70, "unanswered": 3,
        "first_pass": stage(counts[0], 2), "after_repair": stage(counts[1]), "after_reasking": stage(0),
        "apart": {"server": 4}, "omissions": Omissions(0, 0, 0, 0, None), "codes": {"R008": 3, "X001": 5},
        "prompt_tokens": 1000, "completion_tokens": 20_000, "wasted_tokens": 500, "seconds": 61.5, "cost": None,
        "versions": ("0.1.0",), "policies": 1, "failed": {"first_pass": prompts, "after_reasking": prompts},
    }  # fmt: skip
    return Rates(**given | more)


MODELS = [rates("gemma-4", (36, 12)), rates("", (0, 0), cost=0.25)]


class TestRates:
    def test_each_share_has_its_interval_and_the_number_of_samples(self) -> None:
        shown = rates_text(MODELS).splitlines()
        assert re.split(r"  +", shown[0]) == [
            "model", "answers", "prompts", "first pass", "after repair", "after re-asking"
        ]  # fmt: skip
        assert re.split(r"  +", shown[1].strip()) == [
            "gemma-4", "60", "12", "60.0% (47.4% to 71.4%)", "20.0% (11.8% to 31.8%)", "0.0% (0.0% to 6.0%)"
        ]  # fmt: skip
        assert shown[2].startswith("(not named)")
        text = "\n".join(shown)
        assert "18 → 6 → 0" in text and "2 → 0 → 0" in text, "the grades stand apart"
        assert "fault of server" in text and "fault of budget" not in text
        assert "X001 5, R008 3" in shown[-1]
        assert "(not named) fails less than gemma-4, by 60.0 points" in text

    def test_what_cannot_be_told_apart_is_not_ranked(self) -> None:
        uneven: Mapping[str, Counts] = {str(n): (n % 5, 5) for n in range(12)}
        other = rates("b", (24, 12), failed={"first_pass": uneven, "after_reasking": uneven})
        same = replace(other, group={"model": "c"}, failed={stage: {**uneven, "3": (4, 5)} for stage in other.failed})
        text = rates_text([other, same])
        assert "b and c are not told apart" in text and "fails less" not in text
        assert "cannot be compared" in rates_text([other, replace(same, failed={s: {} for s in same.failed})])

    def test_what_is_summed_over_versions_or_few_prompts_is_said(self) -> None:
        text = rates_text([rates("m", (36, 12), versions=("0.1.0", "0.2.0"), policies=2, prompts=4)])
        assert "sums what svgguard 0.1.0 and 0.2.0 found: --by version" in text
        assert "under 2 policies" in text and "Fewer than 10 prompts: m." in text
        assert "sums" not in rates_text(MODELS) and "Fewer" not in rates_text(MODELS)

    def test_omissions_leave_out_what_could_not_be_told(self) -> None:
        found = Omissions(3, 30, 7, 2, clustered([(3, 30)]))
        shown = rates_text([rates("m", (0, 0), omissions=found)])
        assert re.search(r"m +3 = 10\.0% \(3\.5% to 25\.6%\) +30 +7 +2", shown)

    def test_no_rows(self) -> None:
        assert rates_text([]) == "No attempts are recorded."
        assert json.loads(rates_json([])) == [] and rates_csv([]) == ""

    def test_markdown_has_the_same_tables(self) -> None:
        shown = rates_markdown(MODELS).splitlines()
        assert shown[0] == "| model | answers | prompts | first pass | after repair | after re-asking |"
        assert shown[2].startswith("| gemma-4 | 60 | 12 | 60.0% (")

    def test_json_keeps_counts_shares_and_comparisons(self) -> None:
        first, second = json.loads(rates_json(MODELS))
        assert (first["model"], first["attempts"], first["apart"]) == ("gemma-4", 62, {"server": 4})
        assert first["first_pass"]["failures"] == 36 and first["first_pass"]["per_attempt"] == 36 / 62
        assert first["first_pass"]["low"] == pytest.approx(0.474, abs=0.001)
        assert [one["with"] for one in first["compared"]] == [{"model": ""}] * 2 and "compared" not in second

    def test_csv_is_one_line_for_each_group(self) -> None:
        first, second = csv.DictReader(io.StringIO(rates_csv(MODELS)))
        assert (first["first_pass_failures"], first["after_repair_failures"], first["attempts"]) == ("36", "12", "62")
        assert (second["model"], second["fault_of_server"], second["cost"]) == ("", "4", "0.25")


RULE = Rule(
    "X998", "made-up", Severity.ERROR, Blame.MODEL, SYNTAX,
    "What it is, with a | in it.\n\nWhy it is bad.",
    (Example("<a\x01>\n```", None), Example("<b>", "<b/>", Safety.SAFE)),
)  # fmt: skip


class TestRules:
    def test_the_table_has_a_line_for_each(self) -> None:
        head, line = rules_text([RULE]).splitlines()
        assert head.split() == ["code", "name", "severity", "blame", "stage", "summary"]
        assert line.split()[:5] == ["X998", "made-up", "error", "model", "syntax"]

    def test_markdown_cells_keep_their_bars(self) -> None:
        assert rules_markdown([RULE]).splitlines()[-1].endswith("| What it is, with a \\| in it |")

    def test_the_page_shows_examples_with_their_control_characters_spelt_out(self) -> None:
        shown = rule_text(RULE)
        assert "Why it is bad." in shown
        assert "    <a\\x01>\n" in shown
        assert "(no document)" in shown

    def test_a_fence_is_longer_than_those_inside(self) -> None:
        assert "````text\n<a\\x01>\n```\n````" in rule_markdown(RULE)

    def test_fields_are_plain(self) -> None:
        fields = json.loads(json.dumps(rule_fields(RULE)))
        assert fields["code"] == "X998"
        assert fields["examples"][1] == {"before": "<b>", "after": "<b/>", "safety": "safe"}


def test_a_table_lines_up_whatever_the_width_of_its_characters() -> None:
    lines = table(("a", "b"), [("日本", "1"), ("x", "22")], right=[1], paint=lambda text, **_: text).splitlines()
    assert len({columns(line) for line in lines}) == 1


def test_reports_do_not_import_what_is_slow() -> None:
    code = (
        "import sys; from svgguard.cli.report import rates\n"
        "from svgguard.cli.report.forms import diff, full, json_, sarif\n"
        "print(sorted({'rich', 'sqlalchemy', 'openai', 'PIL', 'cairosvg', 'resvg_py'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
