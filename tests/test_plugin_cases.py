"""What the plugin does with cases beyond running them: rewriting, pictures, stray files, workers, reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

import svgguard
from svgguard.rules import all_rules
from svgguard.testing.corpus.case import TOLERANCE
from svgguard.testing.corpus.pictures import compare

pytest_plugins = "pytester"

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n  <circle cx="4" cy="4" r="3"/>\n</svg>'
TOML = """# Kept by hand.
model = "gemma"
prompt = "a dot"
status = "clean"
codes = [
]
why = \"\"\"
status = "not this one"
\"\"\"
"""


@pytest.fixture(autouse=True)
def setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other plugins stay out, for speed. The engine is loaded: pytester drops every module that a run imports."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("CI", raising=False)
    svgguard.repair(SVG)
    svgguard.render(SVG, size=8)
    all_rules()


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    folder = pytester.path / "corpus" / "gemma"
    folder.mkdir(parents=True)
    write(folder)
    return folder


def write(folder: Path, name: str = "dot", *, reply: str = SVG, svg: str | None = SVG, toml: str = TOML) -> None:
    (folder / f"{name}.reply.txt").write_bytes(reply.encode())
    (folder / f"{name}.toml").write_bytes(toml.encode())
    if svg is not None:
        (folder / f"{name}.svg").write_bytes(svg.encode())


def run(pytester: pytest.Pytester, *args: str, plugins: tuple[str, ...] = ()) -> pytest.RunResult:
    loaded = [word for name in (*plugins, "svgguard.testing.plugin") for word in ("-p", name)]
    return pytester.runpytest_inprocess(*loaded, *args)


def test_update_makes_what_is_found_what_is_expected(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, reply=f"```svg\n{SVG}", toml=TOML + 'faults = ["1:1 X001"]\n')
    (folder / "dot.toml").write_text(TOML.replace("[\n]", '["X001"]') + 'faults = ["1:1 X001"]\n', encoding="utf-8")
    result = run(pytester, "--svgguard-update", "corpus")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "*svgguard: expectations rewritten*",
            "gemma/dot: status: clean → repaired; codes: X001 → R009; faults: 1:1 X001 → 1:1 R009",
            "1 rewritten;*",
        ]
    )
    written = (folder / "dot.toml").read_text(encoding="utf-8")
    assert written.startswith('# Kept by hand.\nmodel = "gemma"\nprompt = "a dot"\nstatus = "repaired"\n')
    assert 'codes = ["R009"]' in written
    assert 'status = "not this one"' in written
    run(pytester, "corpus").assert_outcomes(passed=1)


def test_update_writes_and_removes_documents(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, reply="No drawing today.")
    write(folder, "drawn", svg=None, toml=TOML.replace("clean", "rejected"))
    result = run(pytester, "--svgguard-update", "corpus")
    result.stdout.fnmatch_lines(["*dot.svg removed*", "*drawn.svg written*"])
    assert not (folder / "dot.svg").exists()
    assert (folder / "drawn.svg").read_bytes() == SVG.encode()


def test_update_is_refused_in_ci(pytester: pytest.Pytester, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = run(pytester, "--svgguard-update", "corpus")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*refused where CI is set*"])


def test_an_unknown_renderer_is_refused(pytester: pytest.Pytester, folder: Path) -> None:
    result = run(pytester, "--svgguard-renderer", "crayon", "corpus")
    result.stderr.fnmatch_lines(["*--svgguard-renderer crayon: there are resvg and cairosvg"])


def test_a_picture_is_compared_with_a_tolerance(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "dot.png").write_bytes(svgguard.render(SVG.replace('r="3"', 'r="2.9"'), size=60).png)
    result = run(pytester, "corpus")
    result.assert_outcomes(failed=1)
    result.stdout.re_match_lines([r"picture differs in \d\.\d\d% of its pixels"])
    (folder / "dot.toml").write_text(TOML + "tolerance = 0.2\n", encoding="utf-8")
    run(pytester, "corpus").assert_outcomes(passed=1)
    (folder / "dot.toml").write_text(TOML, encoding="utf-8")
    run(pytester, "--svgguard-update", "corpus").stdout.fnmatch_lines(["gemma/dot: dot.png rewritten"])
    run(pytester, "--svgguard-renderer", "resvg", "corpus").assert_outcomes(passed=1)


def test_another_engine_may_smooth_edges_in_its_own_way(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "dot.png").write_bytes(svgguard.render(SVG, size=60, engine="resvg").png)
    (folder / "dot.toml").write_text(TOML + 'renderer = "resvg"\n', encoding="utf-8")
    assert compare((folder / "dot.png").read_bytes(), SVG, engine="cairosvg").share > TOLERANCE
    run(pytester, "--svgguard-renderer", "cairosvg", "corpus").assert_outcomes(passed=1)
    (folder / "dot.png").write_bytes(svgguard.render(SVG.replace('r="3"', 'r="3.5"'), size=60, engine="resvg").png)
    run(pytester, "--svgguard-renderer", "cairosvg", "corpus").assert_outcomes(failed=1)


def test_a_failure_leaves_pictures_until_the_case_passes(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, svg=SVG.replace('r="3"', 'r="2"'))
    result = run(pytester, "corpus")
    result.stdout.fnmatch_lines(["pictures in svgguard-failures/gemma/dot/: after.png, before.png, difference.png, *"])
    left = pytester.path / "svgguard-failures" / "gemma" / "dot"
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in left.glob("*.png"))
    assert (left / "found.svg").read_text(encoding="utf-8") == SVG
    assert (left.parent.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    write(folder)
    run(pytester, "corpus").assert_outcomes(passed=1)
    assert not left.exists()


def test_faults_are_compared_by_place(pytester: pytest.Pytester, folder: Path) -> None:
    broken = SVG.replace('r="3"', 'r="3" r="3"')
    toml = TOML.replace("clean", "repaired").replace("[\n]", '["X001"]') + 'faults = ["2:31 X001", "2:99 X001"]\n'
    write(folder, reply=broken, toml=toml)
    result = run(pytester, "corpus")
    result.stdout.fnmatch_lines(["not found: 2:99 X001*", "- 2:99 X001"])
    result.stdout.no_fnmatch_line("*unexpected*")


def test_the_summary_says_what_differs(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, toml=TOML.replace("clean", "faulty"))
    result = run(pytester, "corpus")
    result.stdout.fnmatch_lines(["FAILED corpus/gemma/dot.toml::dot - status is clean, not*"])


def test_incomplete_and_obsolete_files_are_reported(pytester: pytest.Pytester, folder: Path) -> None:
    for name in ("cat.reply.txt", "hat.reply.json", "owl.sse", "old.svg", "old.png"):
        (folder / name).write_bytes(b"")
    result = run(pytester, "-W", "default", "corpus")
    result.assert_outcomes(passed=1, failed=3, warnings=2)
    result.stdout.fnmatch_lines(
        [
            "*cat.reply.txt: incomplete, there is no .toml file beside it*",
            "*ObsoleteFileWarning: *old.png: obsolete, it belongs to no case; remove it",
        ]
    )


def test_an_obsolete_file_is_a_failed_test_where_warnings_are_errors(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "old.svg").write_bytes(b"")
    result = run(pytester, "-W", "error", "corpus")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*old.svg: obsolete, it belongs to no case; remove it"])


def test_answers_outside_a_corpus_are_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "data").mkdir()
    (pytester.path / "data" / "log.sse").write_bytes(b"")
    assert run(pytester).ret == pytest.ExitCode.NO_TESTS_COLLECTED
    run(pytester, "--svgguard").assert_outcomes(failed=1)


def test_cases_are_selected_by_model_and_run_again_when_they_failed(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, "bad", toml=TOML.replace("clean", "faulty"))
    cache = ("cacheprovider",)
    run(pytester, "-k", "gemma", "corpus", plugins=cache).assert_outcomes(passed=1, failed=1)
    run(pytester, "--lf", "corpus", plugins=cache).assert_outcomes(failed=1)


def test_workers_share_the_cases(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, "bad", toml=TOML.replace("clean", "faulty"))
    result = run(pytester, "-n", "1", "--svgguard-update", "corpus", plugins=("xdist.plugin",))
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["gemma/bad: status: faulty → clean"])


def test_junit_knows_the_case(pytester: pytest.Pytester, folder: Path) -> None:
    write(folder, toml=TOML.replace("clean", "faulty"))
    run(pytester, "--junit-xml", "out.xml", "corpus")
    [case] = etree.parse(pytester.path / "out.xml").iter("testcase")
    properties = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
    assert case.get("name") == "dot"
    assert properties == {"model": "gemma", "codes": ""}
    [failure] = case.iter("failure")
    assert failure.get("message") == "status is clean, not faulty"
