"""Files and streams of the command line survive: pipes, links, closed streams, killed workers. Real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FAULTY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width=3 height="3"/></svg>'
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files and a shell")


def run(folder: Path, *arguments: str, shell: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "svgguard", *arguments]
    if shell:
        command = ["sh", "-c", f'"$0" "$@" {shell}', *command]
    return subprocess.run(command, cwd=folder, capture_output=True, errors="replace", timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    folder.mkdir()
    (folder / "a.svg").write_text(FAULTY, encoding="utf-8")
    return folder


@posix
class TestWalks:
    def test_only_regular_files_are_read(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe.svg")
        (folder / "folder.svg").mkdir()
        (folder / "nowhere.svg").symlink_to(folder / "no such file")
        done = run(folder, "check", "--output", "concise")
        assert done.returncode == 1 and done.stdout.count("X002") == 1 and done.stderr == ""

    def test_a_link_that_leads_out_is_followed_only_when_named(self, folder: Path) -> None:
        outside = folder.parent / "outside.svg"
        outside.write_text(FAULTY, encoding="utf-8")
        (folder / "out.svg").symlink_to(outside)
        (folder / "in.svg").symlink_to(folder / "a.svg")
        done = run(folder, "check", "--fix", ".")
        assert done.returncode == 0 and outside.read_text(encoding="utf-8") == FAULTY
        assert 'width="3"' in (folder / "a.svg").read_text(encoding="utf-8") and (folder / "in.svg").is_symlink()
        assert run(folder, "check", "--fix", "out.svg").returncode == 0
        assert outside.read_text(encoding="utf-8") != FAULTY and (folder / "out.svg").is_symlink()

    def test_the_same_file_named_twice_is_one(self, folder: Path) -> None:
        (folder / "b.svg").symlink_to("a.svg")
        done = run(folder, "check", "--output", "concise", "a.svg", ".", "./a.svg", str(folder / "a.svg"), "b.svg")
        assert done.stdout.count("X002") == 1 and "in 1 file" in done.stdout

    def test_a_hard_link_is_not_torn_apart(self, folder: Path) -> None:
        os.link(folder / "a.svg", folder.parent / "other name.svg")
        done = run(folder, "check", "--fix", "a.svg")
        assert done.returncode == 2 and "a hard link" in done.stderr
        assert (folder / "a.svg").samefile(folder.parent / "other name.svg")
        assert (folder / "a.svg").read_text(encoding="utf-8") == FAULTY

    def test_a_file_too_large_is_not_read(self, folder: Path) -> None:
        with (folder / "large.svg").open("wb") as file:
            file.truncate(2**40)
        done = run(folder, "check", "large.svg")
        assert done.returncode == 2 and "too large" in done.stderr


@posix
class TestStreams:
    @pytest.mark.parametrize("shell", [">&-", ">&- 2>&-", "<&-", "2>&-"])
    @pytest.mark.parametrize("arguments", [["check"], ["rule", "X001"], ["check", "-"], ["render", "a.svg", "-o", "-"]])
    def test_closed_ones_give_no_traceback(self, folder: Path, shell: str, arguments: list[str]) -> None:
        done = run(folder, *arguments, shell=shell)
        assert done.returncode in (0, 1, 2) and "Traceback" not in done.stderr and "internal error" not in done.stderr

    def test_a_folder_cannot_be_drawn(self, folder: Path) -> None:
        for name in (".", "..", str(folder)):
            done = run(folder, "render", name)
            assert done.returncode == 2 and "is a folder" in done.stderr and "Traceback" not in done.stderr


@posix
def test_a_killed_worker_costs_only_what_was_not_done(folder: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from svgguard.cli import main\n"
        "from svgguard.cli.checking import examine, tasks\n"
        "class Killed(examine.Task):\n"
        "    def examine(self, given):\n"
        "        if given.path.endswith('m.svg'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return super().examine(given)\n"
        "tasks.Task = Killed\n"
        "if __name__ == '__main__': main(['check', '-j', '2', '--output', 'concise', '.'])\n"
    )
    script = folder.parent / "killed.py"
    script.write_text(code, encoding="utf-8")
    for name in (*"bcdefghijklmnopqrstuvwxyz", *(f"z{n:03}" for n in range(130))):
        (folder / f"{name}.svg").write_text(FAULTY, encoding="utf-8")
    done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "m.svg: the process that was to work on it died; run again with --jobs 1" in done.stderr
    assert done.stdout.count("X002") == 155 and done.stderr.count("died; run again") == 1


@posix
def test_a_fix_that_is_killed_leaves_every_file_as_it_was_or_repaired(folder: Path) -> None:
    repaired = FAULTY.replace("width=3", 'width="3"')
    files = [folder / f"{n:03}.svg" for n in range(200)]
    for file in files:
        file.write_text(FAULTY, encoding="utf-8")
    with subprocess.Popen([sys.executable, "-m", "svgguard", "check", "--fix", "."], cwd=folder) as process:
        while process.poll() is None:
            if any(file.read_text(encoding="utf-8") != FAULTY for file in files):
                process.kill()
                break
    found = [file.read_text(encoding="utf-8") for file in files]
    assert set(found) <= {FAULTY, repaired} and repaired in found
    assert run(folder, "check", "--fix", ".").returncode == 0
    assert {file.read_text(encoding="utf-8") for file in files} == {repaired}
