"""What `check` is given: archives, tables, packed files, patterns, what is passed over, and where repairs go."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, REPAIRED, Run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str = BROKEN) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def paths(run: Run, *arguments: str) -> list[str]:
    files = json.loads(run("check", "--output", "json", *arguments).out)["files"]
    return [Path(file["path"]).as_posix() for file in files]


def test_archives(run: Run) -> None:
    with zipfile.ZipFile("a.zip", "w") as archive:
        archive.writestr("in/broken.svg", BROKEN)
        archive.writestr("packed.svgz", gzip.compress(CLEAN.encode()))
        archive.writestr("notes.txt", "none")
    with tarfile.open("b.tar.gz", "w:gz") as packed:
        member = tarfile.TarInfo("broken.svg")
        member.size = len(BROKEN)
        packed.addfile(member, io.BytesIO(BROKEN.encode()))
    assert paths(run, "a.zip", "b.tar.gz") == ["a.zip/in/broken.svg", "a.zip/packed.svgz", "b.tar.gz/broken.svg"]
    done = run("check", "--fix", "a.zip")
    assert done.code == 1 and "--output-dir writes it" in done.err
    assert run("check", "--output-dir", "out", "a.zip").code == 0
    assert Path("out/a.zip/in/broken.svg").read_text(encoding="utf-8") == REPAIRED
    write("no.zip", "nothing")
    assert "cannot read the archive" in run("check", "no.zip").err


def test_tables(run: Run) -> None:
    with Path("t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "svg"], ["1", BROKEN], ["2", CLEAN * 3000]])
    write("t.jsonl", "\n".join(json.dumps({"choices": [{"text": text}]}) for text in (BROKEN, CLEAN)) + "\nnonsense\n")
    assert paths(run, "--field", "svg", "t.csv") == ["t.csv#1", "t.csv#2"]
    done = run("check", "--field", "choices.0.text", "--output", "concise", "t.jsonl")
    assert done.out.startswith("t.jsonl#1:2:39: fatal X001") and "t.jsonl#3: not JSON" in done.err
    assert "say which field holds the SVG: --field id or svg" in run("check", "t.csv").err
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"svg": [BROKEN, None, CLEAN]}), "t.parquet")
    done = run("check", "--field", "svg", "--output", "concise", "t.parquet")
    assert "t.parquet#1:2:39: fatal X001" in done.out and "t.parquet#2: the field 'svg' holds no text" in done.err
    assert "--field svg" in run("check", "t.parquet").err


def test_packed_files_stay_packed(run: Run) -> None:
    Path("a.svgz").write_bytes(gzip.compress(BROKEN.encode()))
    assert run("check", "--fix", "--backup", "a.svgz").code == 0
    assert gzip.decompress(Path("a.svgz").read_bytes()).decode() == REPAIRED
    assert gzip.decompress(Path("a.svgz.bak").read_bytes()).decode() == BROKEN


def test_what_is_passed_over(run: Run) -> None:
    for name in ("a.svg", "gen/b.svg", "gen/keep.svg", "vendor/c.svg", "deep/out/d.svg"):
        write(name)
    write(".gitignore", "gen/*\n!gen/keep.svg\nout/\n")
    write("svgguard.toml", 'exclude = ["vendor/"]')
    assert paths(run, ".") == ["a.svg", "gen/keep.svg"]
    assert paths(run, "--no-gitignore", ".") == ["a.svg", "deep/out/d.svg", "gen/b.svg", "gen/keep.svg"]
    assert paths(run, "vendor", "deep/out") == ["vendor/c.svg", "deep/out/d.svg"]
    assert paths(run, "vendor/c.svg") == ["vendor/c.svg"]
    assert paths(run, "--force-exclude", "vendor/c.svg", "a.svg") == ["a.svg"]
    assert paths(run, "gen/*.svg") == ["gen/b.svg", "gen/keep.svg"]
    assert "no file matches this pattern" in run("check", "none/*.svg").err


def test_standard_input_under_a_name(run: Run) -> None:
    page = f"<p>one</p>{BROKEN}"
    done = run("check", "--fix", "--stdin-filename", "page.html", "-", stdin=page)
    assert (done.code, done.out) == (0, f"<p>one</p>{REPAIRED}")


def test_repairs_go_where_they_are_sent(run: Run) -> None:
    write("in/deep/a.svg")
    write("in/b.svg", CLEAN)
    assert run("check", "--output-dir", "out", "in").code == 0
    assert Path("out/deep/a.svg").read_text(encoding="utf-8") == REPAIRED
    assert Path("out/b.svg").read_text(encoding="utf-8") == CLEAN
    assert Path("in/deep/a.svg").read_text(encoding="utf-8") == BROKEN


def test_an_empty_file_has_its_own_word(run: Run) -> None:
    write("a.svg", "")
    assert run("check", "a.svg").err == "svgguard: a.svg: empty; there is nothing in it\n"
