"""The pytest plugin, as a project that uses it would see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import svgguard
from svgguard.rules import all_rules

pytest_plugins = "pytester"

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n  <circle cx="4" cy="4" r="3"/>\n</svg>'


def write_case(root: Path, name: str, *, svg: str | None = SVG, status: str = "clean", codes: str = "") -> None:
    folder = root / "corpus" / "gemma"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.reply.txt").write_bytes(SVG.encode())
    if svg is not None:
        (folder / f"{name}.svg").write_bytes(svg.encode())
    (folder / f"{name}.toml").write_text(
        f'model = "gemma"\nprompt = "a dot"\nstatus = "{status}"\ncodes = [{codes}]\nwhy = "Kept for the dot."\n',
        encoding="utf-8",
    )


@pytest.fixture(autouse=True)
def setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other plugins stay out, for speed. The engine is loaded: pytester drops every module that a run imports."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    svgguard.repair(SVG)
    all_rules()


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "svgguard.testing.plugin", *args)


def test_a_case_is_a_test_with_a_useful_id(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot")
    result = run(pytester, "-v", "corpus")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*corpus/gemma/dot.toml::dot PASSED*"])


def test_testpaths_are_enough(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot")
    pytester.makepyfile(test_own="def test_own(): pass")
    pytester.makeini("[pytest]\ntestpaths = . corpus\n")
    run(pytester).assert_outcomes(passed=2)
    run(pytester, "--svgguard").assert_outcomes(passed=1)


def test_a_failure_names_what_differs(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot", svg=SVG.replace('r="3"', 'r="2" '), status="repaired", codes='"X001"')
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*gemma/dot*",
            "status is clean, not repaired; not found: X001; svg differs",
            "gemma was asked for: a dot",
            "Kept for the dot.",
            "expected: repaired, X001",
            "found:    clean, no faults",
            "- X001",
            '-  <circle cx="4" cy="4" r="2" />',
            '+  <circle cx="4" cy="4" r="3"/>',
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_difference_in_line_ends_is_visible(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot", svg=SVG.replace('9 9">\n', '9 9">\r\n'))
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["-'<svg *\\r'"])


def test_a_difference_in_the_last_line_end_is_visible(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot", svg=SVG + "\n")
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["-</svg>", "+</svg>", "\\ No newline at end of file"])


def test_a_document_where_none_was_expected(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot", svg=None, status="rejected")
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["status is clean, not rejected; an svg where none was expected"])


def test_an_incomplete_case_fails_in_one_line(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot", svg=None)
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*dot.toml: status is 'clean', but dot.svg is missing*"])


def test_cases_are_selected_by_code(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "one", codes='"X001"')
    write_case(pytester.path, "two")
    run(pytester, "corpus", "-k", "not X001").assert_outcomes(passed=1, deselected=1)


def test_other_toml_files_are_left_alone(pytester: pytest.Pytester) -> None:
    write_case(pytester.path, "dot")
    (pytester.path / "corpus" / "settings.toml").write_text("not toml at all", encoding="utf-8")
    run(pytester, "corpus").assert_outcomes(passed=1)


def test_costs_nothing_when_unused() -> None:
    code = "import sys, svgguard.testing.plugin as p, pathlib; p._is_case(pathlib.Path('x.py'));"
    code += "print(sorted(m for m in sys.modules if m.startswith(('svgguard', 'lxml', 'PIL', 'openai'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['svgguard', 'svgguard.testing', 'svgguard.testing.plugin']"
