"""The cache of `check`: the same words from it as without, new words for whatever has changed, and never in the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Run

from svgguard import guard
from svgguard.cli.checking import cache

FORMS = ("full", "json", "jsonl", "sarif")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number in range(6):
        (tmp_path / f"{number}.svg").write_text((BROKEN, CLEAN)[number % 2].replace("4", str(number + 1)), "utf-8")
    (tmp_path / "page.html").write_text(f"<p>A page</p>{BROKEN}{CLEAN}", encoding="utf-8")
    (tmp_path / "answer.txt").write_text(f"Here:\n```svg\n{BROKEN}```\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was found anew."""
    seen: list[object] = []
    for name in ("check", "repair"):

        def counting(source: object, real: object = getattr(guard, name), **options: object) -> object:
            seen.append(source)
            return real(source, **options)  # type: ignore[operator]

        monkeypatch.setattr(guard, name, counting)
    return seen


def anew() -> None:
    """As another process would begin."""
    cache.opened.cache_clear()


def test_it_says_the_same_and_looks_at_nothing(folder: Path, run: Run, looked_at: list[object]) -> None:
    for form in FORMS:
        arguments = ("check", "--extension", "html,txt", "--output", form, ".")
        plain = run(*arguments, "--no-cache")
        assert not (folder / ".svgguard_cache").exists() or form != FORMS[0]
        first = run(*arguments)
        anew()
        looked_at.clear()
        second = run(*arguments)
        assert plain == first == second and not looked_at
    assert (folder / ".svgguard_cache" / ".gitignore").read_text(encoding="ascii") == "*\n"


def test_what_changes_is_looked_at(folder: Path, run: Run, looked_at: list[object]) -> None:
    run("check", ".")
    looked_at.clear()
    (folder / "0.svg").write_text(CLEAN.replace("h9", "h8"), encoding="utf-8")
    run("check", ".")
    assert len(looked_at) == 1
    for option in (["--ignore", "X"], ["--no-draw"], ["--part", "box"], ["--severity", "X=info"], ["--diff"]):
        looked_at.clear()
        run("check", ".", *option)
        assert len(looked_at) == 6, option


def test_repairs_are_the_same(folder: Path, run: Run) -> None:
    for _ in range(2):
        anew()
        assert "+<rect" in run("check", "--diff", ".").out
    assert run("check", "--fix", ".").code == 0
    assert "redefined" not in run("check", ".").out


@pytest.mark.parametrize("damage", ["nonsense", "other", "readonly"])
def test_a_damaged_one_is_begun_anew(folder: Path, run: Run, damage: str) -> None:
    told = run("check", ".")
    file = folder / ".svgguard_cache" / "results.sqlite"
    if damage == "nonsense":
        file.write_bytes(b"no database" * 999)
    elif damage == "other":
        with sqlite3.connect(file) as database:
            database.execute("UPDATE results SET result = x'00'")
        database.close()
    else:
        file.unlink()
        file.mkdir()
    anew()
    assert run("check", ".") == told


def test_a_few_files_by_name_leave_nothing_behind(folder: Path, run: Run) -> None:
    run("check", "0.svg", "1.svg")
    assert not (folder / ".svgguard_cache").exists()
