"""The command line, as a person or a script meets it: output, exit codes, files written and files left alone."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from loopback_server import Seen, reply, serving, streamed

import svgguard
from svgguard.cli import main
from svgguard.cli.examine import Task, outcomes
from svgguard.result import Result
from svgguard.rules import all_rules
from svgguard.types import Policy, Safety, Status

SLOW = {"rich", "sqlalchemy", "openai", "PIL", "cairosvg", "resvg_py"}
"""What costs too much to be imported by a command that does not need it."""
CLEAN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>\n'
BROKEN = '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="4" height="5" fill="red" fill="red"/>\n</svg>\n'
MENDED = BROKEN.replace(' fill="red" fill="red"', ' fill="red"')
ANSWER = f"Here it is.\n\n```svg\n{CLEAN}```\n"
NO_SVG = "I would rather write you a poem about it, in four verses and without rhymes.\n"


@dataclass(frozen=True)
class Done:
    """What a run left behind."""

    code: int
    data: bytes
    err: str

    @property
    def out(self) -> str:
        return self.data.decode().replace("\r\n", "\n")


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SVGGUARD_LOG", "off")
    for name in (
        "SVGGUARD_BASE_URL",
        "SVGGUARD_ENDPOINT",
        "SVGGUARD_MODEL",
        "OPENAI_BASE_URL",
        "FORCE_COLOR",
        "SVGGUARD_DEBUG",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)

    def call(*arguments: object, stdin: str | bytes = b"") -> Done:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return Done(int(end.value.code or 0), out, err.decode())

    return call


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
        assert done.out.splitlines()[-1].startswith("Found 1 fault in 1 file (1 repairable with --fix")
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
    def test_mends_in_place(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("check", "--fix", "a.svg")
        assert (done.code, done.out) == (0, "Found 1 fault in 1 file (1 repaired, 0 remaining).\n")
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == MENDED
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
        assert run("check", "--fix", "a.md").code == 0
        assert (tmp_path / "a.md").read_text(encoding="utf-8").strip() == CLEAN.strip()

    def test_standard_input_becomes_standard_output(self, run: Run) -> None:
        done = run("check", "--fix", "-", stdin=BROKEN)
        assert (done.code, done.out) == (0, MENDED)
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
                source.decode(), Status.REPAIRED if bold else Status.REJECTED, MENDED if bold else None, (fault,)
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
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == MENDED

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
        assert (tmp_path / "a.svg").read_text(encoding="utf-8") == MENDED
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
            ("packed.svg", b"\x1f\x8b\x08\0\0\0\0\0", "gunzip"),
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
        assert done.err == "svgguard: empty: no .svg files in this folder; name the files, or say --extension\n"

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
        assert (tmp_path / "01.svg").read_text(encoding="utf-8") == MENDED

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


def test_outcomes_are_not_gathered(tmp_path: Path) -> None:
    def endless() -> Any:
        while True:
            yield str(tmp_path / "a.svg")

    (tmp_path / "a.svg").write_text(CLEAN, encoding="utf-8")
    stream = outcomes(Task(), endless(), [".svg"])
    assert [next(stream).changed for _ in range(3)] == [False] * 3


class TestRender:
    def test_a_picture_stands_beside_its_document(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(CLEAN, encoding="utf-8")
        done = run("render", "a.svg", "--size", "40", "--background", "white")
        assert (done.code, done.out) == (0, "")
        assert done.err == "wrote a.png (40×40, resvg)\n"
        assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")

    def test_what_is_mended_first_is_said(self, run: Run) -> None:
        done = run("render", "-", stdin=BROKEN)
        assert done.code == 0
        assert done.data.startswith(b"\x89PNG")
        assert "mended before drawing (X001)" in done.err

    def test_strict_refuses_it(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.svg").write_text(BROKEN, encoding="utf-8")
        done = run("render", "a.svg", "--strict")
        assert done.code == 1
        assert "a.svg:2:" in done.err
        assert not (tmp_path / "a.png").exists()

    def test_svg_is_the_mended_document(self, run: Run, tmp_path: Path) -> None:
        assert run("render", "-", "-o", "b.svg", stdin=BROKEN).code == 0
        assert (tmp_path / "b.svg").read_text(encoding="utf-8") == MENDED

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
        assert (tmp_path / "a.svg").read_text(encoding="utf-8").strip() == MENDED.strip()
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
        assert row[:6] == ["gemma", "2", "2", "50.0%", "/", "50.0%"]
        (model,) = json.loads(run("stats", "--log", "log.sqlite", "--output", "json").out)
        assert (model["first_pass"]["failures"], model["after_repair"]["failures"]) == (1, 0)
        assert run("stats", "--log", "log.sqlite", "--output", "csv").out.splitlines()[1].startswith("gemma,2,2,1,0,0,")

    def test_a_log_that_is_not_there(self, run: Run) -> None:
        done = run("stats", "--log", "gone.sqlite")
        assert done.code == 2
        assert "gone.sqlite" in done.err

    def test_no_log(self, run: Run) -> None:
        assert run("stats").out == "No attempts are recorded.\n"


def test_demo_is_given_its_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from svgguard import demo

    seen: list[tuple[Path, bool]] = []
    monkeypatch.setattr(demo, "run_demo", lambda out, cases: seen.append((out, cases is None)))
    assert run("demo", "--out", "here").code == 0
    assert run("demo", "--out", "there", "--all").code == 0
    assert seen == [(Path("here"), True), (Path("there"), False)]
