"""The command line, as a person or a script meets it: output, exit codes, files written and files left alone."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from command_line import ANSWER, BROKEN, CLEAN, NO_SVG, REPAIRED, Run

import svgguard
from svgguard.cli.checking.examine import Task
from svgguard.cli.checking.sharing import tell
from svgguard.cli.checking.telling import CheckJob, Teller
from svgguard.cli.inputs import Input
from svgguard.result import Result
from svgguard.types import Policy, Safety, Status

SLOW = {"rich", "sqlalchemy", "openai", "PIL", "cairosvg", "resvg_py"}
"""What costs too much to be imported by a command that does not need it."""


def process(*arguments: object, cwd: Path, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command line as a process of its own."""
    command = [sys.executable, "-m", "svgguard", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=os.environ | environ, timeout=60)


class TestCheck:
    def test_nothing_found(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(CLEAN, encoding="utf-8")
        done = run("check", "a.svg")
        assert (done.code, done.out, done.err) == (0, "No faults in 1 file.\n", "")

    def test_a_fault_is_shown_in_its_place(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "a.svg")
        assert done.code == 1
        first, line, marks, *_ = done.out.splitlines()
        assert first.startswith("a.svg:2:")
        assert "X001" in first
        assert line.endswith('<rect width="4" height="5" fill="red" fill="red"/>')
        assert line[marks.index("^") :].startswith("fill")
        assert done.out.splitlines()[-1].startswith("Found 1 fault in 1 file: 1 fatal (1 repairable with --fix")
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == BROKEN

    def test_concise_is_one_line_each(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        lines = run("check", "--output", "concise", "a.svg").out.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("a.svg:2:")

    def test_json_is_one_document_whatever_happens(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        (tmp_path / "b.svg").write_text(CLEAN, encoding="utf-8")
        done = run("check", "--output", "json", "a.svg", "gone.svg", "b.svg")
        whole = json.loads(done.out)
        first, second, third = whole["files"]
        assert done.code == 2
        assert [fault["code"] for fault in first["faults"]] == ["X001"]
        assert second["path"] == "gone.svg"
        assert "no such file" in second["error"]
        assert third["status"] == "clean"
        assert "source" not in third
        assert (whole["summary"]["files"], whole["summary"]["errors"]) == (2, 1)

    def test_json_with_text_gives_the_result_back(self, run: Run) -> None:
        (item,) = json.loads(run("check", "--output", "json", "--include-text", "-", stdin=BROKEN).out)["files"]
        assert Result.from_dict(item) == svgguard.check(BROKEN.encode())

    def test_standard_input(self, run: Run) -> None:
        assert run("check", "-", stdin=CLEAN).code == 0
        done = run("check", "-", stdin=BROKEN)
        assert done.code == 1
        assert done.out.startswith("<stdin>:2:")

    def test_no_svg_in_an_answer_is_a_fault_and_not_an_error(self, run: Run) -> None:
        done = run("check", "-", stdin=NO_SVG)
        assert done.code == 1
        assert "R002" in done.out

    def test_folders_are_searched_for_svg(self, run: Run, tmp_path: Path) -> None:
        for name in ("b/one.svg", "a/two.SVG", "a/notes.txt", ".hidden/three.svg", "node_modules/x/four.svg"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(BROKEN, encoding="utf-8")
        files = json.loads(run("check", "--output", "json").out)["files"]
        assert [Path(item["path"]).as_posix() for item in files] == ["a/two.SVG", "b/one.svg"]
        files = json.loads(run("check", "--output", "json", "--extension", "txt,md", ".").out)["files"]
        assert [Path(item["path"]).name for item in files] == ["notes.txt", "two.SVG", "one.svg"]
        assert len(json.loads(run("check", "--output", "json", ".hidden").out)["files"]) == 1

    def test_select_and_ignore(self, run: Run) -> None:
        both = BROKEN.replace(' xmlns="http://www.w3.org/2000/svg"', "")
        codes = [
            [
                fault["code"]
                for fault in json.loads(run("check", "--output", "json", "-", *more, stdin=both).out)["files"][0][
                    "faults"
                ]
            ]
            for more in (["--select", "x,N"], ["--select", "N001"], ["--ignore", "X", "--ignore", "R"])
        ]
        assert codes[0] == ["N001", "X001"]
        assert "X001" not in codes[1] + codes[2]
        assert "N001" in codes[1]

    def test_a_code_that_no_rule_has_is_a_mistake(self, run: Run) -> None:
        done = run("check", "--select", "Q1", "-")
        assert done.code == 2
        assert "Q1" in done.err


class TestFix:
    def test_repairs_in_place(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "--fix", "a.svg")
        assert (done.code, done.out) == (0, "Found 1 fault in 1 file: 1 fatal (1 repaired, 0 remaining).\n")
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == REPAIRED
        assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]

    def test_encoding_and_line_ends_stay(self, run: Run, tmp_path: Path) -> None:
        text = '<?xml version="1.0" encoding="iso-8859-1"?>\r\n' + BROKEN.replace(
            "\n<rect", "\r\n<title>Bär</title><rect"
        )
        (tmp_path / "a.svg").write_bytes(text.encode("iso-8859-1"))
        assert run("check", "--fix", "a.svg").code == 0
        expected = text.replace(' fill="red" fill="red"', ' fill="red"').encode("iso-8859-1")
        assert (tmp_path / "a.svg").read_bytes() == expected

    def test_a_file_without_faults_is_not_touched(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "a.svg"
        path.write_text(CLEAN, encoding="utf-8")
        os.utime(path, ns=(10**18, 10**18))
        before = path.stat()
        assert run("check", "--fix", "--unsafe-fixes", "a.svg").code == 0
        after = path.stat()
        assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)

    def test_a_file_that_gives_no_document_is_not_touched(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(NO_SVG, encoding="utf-8")
        done = run("check", "--fix", "--unsafe-fixes", "a.txt")
        assert done.code == 1
        assert "1 file without a well-formed SVG" in done.out
        assert (tmp_path / "a.txt").read_text(encoding="utf-8") == NO_SVG

    def test_an_answer_becomes_its_document(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.md").write_text(ANSWER, encoding="utf-8")
        assert run("check", "--fix", "--answers", "a.md").code == 0
        assert (tmp_path / "a.md").read_text(encoding="utf-8").strip() == CLEAN.strip()

    def test_standard_input_becomes_standard_output(self, run: Run) -> None:
        done = run("check", "--fix", "-", stdin=BROKEN)
        assert (done.code, done.out) == (0, REPAIRED)
        assert "1 repaired" in done.err
        assert run("check", "--fix", "-", stdin=CLEAN).out == CLEAN
        assert run("check", "--fix", "-", stdin=NO_SVG).out == ""

    def test_unsafe_repairs_are_asked_for_and_told(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from svgguard import guard

        def guess(source: bytes, *, policy: Policy, parts: object) -> Result:
            (fault,) = svgguard.check(source).faults
            bold = policy.applies(Safety.UNSAFE)
            fault = replace(fault, safety=Safety.UNSAFE, applied=bold)
            return Result(
                source.decode(), Status.REPAIRED if bold else Status.REJECTED, REPAIRED if bold else None, (fault,)
            )

        monkeypatch.setattr(guard, "repair", guess)
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "--fix", "a.svg")
        assert done.code == 1
        assert "1 repairable with --unsafe-fixes" in done.out
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == BROKEN
        done = run("check", "--fix", "--unsafe-fixes", "a.svg")
        assert done.code == 0
        assert done.err.startswith("a.svg:2:")
        assert "guessed at X001" in done.err
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == REPAIRED

    def test_unsafe_repairs_alone_write_nothing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "--unsafe-fixes", "a.svg")
        assert (done.code, done.err) == (1, "--unsafe-fixes does nothing without --fix or --diff\n")
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == BROKEN

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
    def test_permissions_and_links_stay(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        (tmp_path / "a.svg").chmod(0o604)
        (tmp_path / "link.svg").symlink_to("a.svg")
        assert run("check", "--fix", "link.svg").code == 0
        assert (tmp_path / "link.svg").is_symlink()
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == REPAIRED
        assert stat.S_IMODE((tmp_path / "a.svg").stat().st_mode) == 0o604

    def test_a_write_that_fails_leaves_the_file(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full_disk(*_: object) -> None:
            raise OSError(28, "No space left on device")

        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        monkeypatch.setattr(os, "replace", full_disk)
        done = run("check", "--fix", "a.svg")
        assert done.code == 2
        assert done.err == "svgguard: a.svg: cannot write it: No space left on device\n"
        assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == BROKEN


class TestDiff:
    def test_says_what_would_change_and_writes_nothing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "--diff", "--fix", "a.svg")
        assert done.code == 1
        lines = done.out.splitlines()
        assert lines[:2] == ["--- a.svg", "+++ a.svg"]
        assert '-<rect width="4" height="5" fill="red" fill="red"/>' in lines
        assert '+<rect width="4" height="5" fill="red"/>' in lines
        assert "1 would be repaired" in done.err
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == BROKEN

    def test_nothing_to_change(self, run: Run) -> None:
        done = run("check", "--diff", "-", stdin=CLEAN)
        assert (done.code, done.out) == (0, "")

    def test_has_no_json(self, run: Run) -> None:
        assert run("check", "--diff", "--output", "json", "-").code == 2


class TestErrors:
    @pytest.mark.parametrize(
        ("name", "content", "word"),
        [
            ("picture.svg", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "binary"),
            ("packed.svg", b"\x1f\x8b\x08\0\0\0\0\0", "damaged"),
        ],
    )
    def test_what_is_no_text_is_one_line_and_the_rest_goes_on(
        self, run: Run, tmp_path: Path, name: str, content: bytes, word: str
    ) -> None:
        (tmp_path / name).write_bytes(content)
        (tmp_path / "z.svg").write_text(CLEAN, encoding="utf-8")
        done = run("check", name, "z.svg")
        assert done.code == 2
        assert done.err.startswith(f"svgguard: {name}: ")
        assert done.err.count("\n") == 1
        assert word in done.err
        assert done.out == "No faults in 1 file.\n"

    def test_utf_16_is_text(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_bytes(CLEAN.encode("utf-16"))
        assert "binary" not in run("check", "a.svg").err

    def test_a_folder_without_svg(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        done = run("check", "empty")
        assert done.code == 2
        assert (
            done.err == "svgguard: empty: no .svg or .svgz files in this folder; name the files, or say --extension\n"
        )

    def test_a_fault_of_the_engine_costs_one_file_only(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from svgguard import guard

        real = guard.check

        def fragile(source: bytes, **options: Any) -> Result:
            if b"fragile" in source:
                raise RuntimeError("out of ideas")
            return real(source, **options)

        monkeypatch.setattr(guard, "check", fragile)
        (tmp_path / "a.svg").write_text("fragile", encoding="utf-8")
        (tmp_path / "b.svg").write_text(CLEAN, encoding="utf-8")
        done = run("check", "a.svg", "b.svg")
        assert done.code == 2
        assert "a.svg: internal error" in done.err
        assert "RuntimeError: out of ideas" in done.err
        assert done.out == "No faults in 1 file.\n"

    @pytest.mark.parametrize(
        "arguments", [["chekc"], ["check", "--fxi"], ["check", "--output", "xml"], ["rule", "X000"]]
    )
    def test_a_mistyped_command_is_one_line(self, run: Run, arguments: list[str]) -> None:
        done = run(*arguments)
        assert done.code == 2
        assert done.out == ""
        assert done.err.startswith("svgguard: ")
        assert done.err.count("\n") == 1

    def test_without_a_command_there_is_help(self, run: Run) -> None:
        done = run()
        assert done.code == 2
        assert "generate" in done.out


class TestProcess:
    def test_version(self, tmp_path: Path) -> None:
        done = process("--version", cwd=tmp_path)
        assert done.stdout.split() == [b"svgguard,", b"version", svgguard.__version__.encode()]

    def test_several_processes_give_the_same(self, tmp_path: Path) -> None:
        for number in range(20):
            (tmp_path / f"{number:02}.svg").write_text(BROKEN if number % 3 else CLEAN, encoding="utf-8")
        (tmp_path / "15.svg").write_bytes(b"\0" * 20)
        alone, shared = (process("check", "gone", ".", *jobs, cwd=tmp_path) for jobs in ([], ["--jobs", "2"]))
        assert alone.returncode == shared.returncode == 2
        assert shared.stdout == alone.stdout
        assert shared.stderr == alone.stderr
        assert process("check", "--fix", "--jobs", "2", *sorted(tmp_path.glob("0*.svg")), cwd=tmp_path).returncode == 0
        assert (tmp_path / "01.svg").read_text(encoding="utf-8") == REPAIRED

    def test_a_console_that_lacks_the_characters(self, tmp_path: Path) -> None:
        text = BROKEN.replace("<rect", "<!-- 鳥 --><rect").encode()
        done = process("check", "-", cwd=tmp_path, stdin=text, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
        assert done.returncode == 1
        assert rb"\u9ce5" in done.stdout
        assert b"Error" not in done.stderr

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
    def test_a_reader_who_leaves_is_no_error(self, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(
            BROKEN.replace("<rect", "<rect fill='red' fill='red'/>" * 5000 + "<rect"), encoding="utf-8"
        )
        command = [sys.executable, "-m", "svgguard", "check", "a.svg"]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            assert child.stdout and child.stderr
            child.stdout.read(10)
            child.stdout.close()
            assert child.stderr.read() == b""

    def test_check_imports_nothing_slow(self, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        code = (
            "import sys\nfrom svgguard.cli import main\n"
            "try: main(['check', 'a.svg'])\n"
            f"except SystemExit: print(sorted({SLOW} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_told_is_not_gathered(tmp_path: Path) -> None:
    def endless() -> Any:
        for number in count():
            file = tmp_path / f"{number}.svg"
            file.write_text(CLEAN, encoding="utf-8")
            yield CheckJob(Task(), Input(str(file)))

    stream = tell(Teller(()), endless(), processes=1)
    assert [next(stream).tally.files for _ in range(3)] == [1] * 3
