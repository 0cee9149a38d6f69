"""Configuration: what may be written, where it is found, who heeds it, and what is said of mistakes."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from command_line import BROKEN, CLEAN, Run

import svgguard
from svgguard.configuration import KEYS, Configuration, ConfigurationError, Settings, configuration_in, nearest
from svgguard.types import Policy, Safety, Severity

COLOUR = CLEAN.replace("<path ", '<path fill="stormy grey" ')
"""V063, a warning or worse."""
INFO = CLEAN.replace(' viewBox="0 0 9 9"', "")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "icons" / "deep").mkdir(parents=True)
    (tmp_path / "broken.svg").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "icons" / "colour.svg").write_text(COLOUR, encoding="utf-8")
    (tmp_path / "icons" / "deep" / "broken.svg").write_text(BROKEN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    # What was looked up before this was written is not to be remembered.
    from svgguard.configuration import _nearest

    _nearest.cache_clear()
    return file


def codes(run: Run, *arguments: object) -> list[str]:
    files = json.loads(run("check", "--output", "json", *arguments).out)["files"]
    # X099 says that there is no document, whatever is ignored.
    return [fault["code"] for file in files for fault in file.get("faults", ()) if fault["code"] != "X099"]


class TestKeys:
    def test_keys_and_settings_are_the_same(self) -> None:
        assert [name.replace("-", "_") for name in KEYS] == [field.name for field in fields(Settings)]

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('selct = ["X"]', "unknown key 'selct'; did you mean 'select'?"),
            ('fail_on = "error"', "unknown key 'fail_on'; did you mean 'fail-on'?"),
            ('output-format = "json"', "unknown key 'output-format'"),
            ('select = ["inventd-colour"]', "did you mean 'invented-colour'?"),
            ("select = [3]", "select: is [3]; give a list of strings"),
            ('fail-on = "warn"', "give fatal or error or warning or info or never"),
            ('severity = { V063 = "bad" }', "severity: is 'bad'"),
            ('renderer = "inkscape"', "give resvg or cairosvg"),
            ("jobs = -1", "give a whole number, 0 or more"),
            ("jobs = true", "give a whole number"),
            ("limits = { charaters = 3 }", "unknown key 'charaters'; did you mean 'characters'?"),
            ('per-file-ignores = ["X"]', "give a table"),
            ("draw = 1", "give true or false"),
            ('drawing = "pelican-bicycle"\nparts = ["beak"]', "a drawing brings its own parts"),
            ("select = ", "not TOML"),
        ],
    )
    def test_a_mistake_says_where_what_and_what_to_do(self, tmp_path: Path, run: Run, line: str, said: str) -> None:
        file = write(tmp_path / "svgguard.toml", line)
        with pytest.raises(ConfigurationError) as caught:
            configuration_in(file)
        assert str(caught.value).startswith(str(file)) and said in str(caught.value)
        done = run("check", ".")
        assert done.code == 2 and said in done.err and done.err.count("\n") == 1

    def test_rules_by_code_prefix_name_and_all(self, tmp_path: Path) -> None:
        file = write(tmp_path / "svgguard.toml", 'select = ["ALL"]\nignore = ["x001", "N", "invented-colour"]')
        policy = configuration_in(file).policy()
        assert policy.ignore == {"X001", "N", "V063"}
        assert all(policy.wants(code) for code in ("X002", "U001", "D001", "P001")) and not policy.wants("X001")


class TestNearest:
    def test_the_nearest_wins_whole(self, folder: Path) -> None:
        write(folder / "pyproject.toml", '[tool.svgguard]\nselect = ["V"]\nfail-on = "error"')
        write(folder / "icons" / "pyproject.toml", '[project]\nname = "x"')
        assert nearest(folder / "icons" / "colour.svg").settings.select == {"V"}
        write(folder / "icons" / "svgguard.toml", 'ignore = ["V063"]')
        told = nearest("icons")
        assert told.settings.select == frozenset() and told.settings.ignore == {"V063"}
        assert told.settings.threshold is Severity.WARNING
        assert nearest("broken.svg").settings.threshold is Severity.ERROR

    def test_its_own_file_goes_before_that_of_all_tools(self, folder: Path) -> None:
        write(folder / "pyproject.toml", '[tool.svgguard]\nselect = ["V"]')
        write(folder / "svgguard.toml", 'select = ["X"]')
        assert nearest().settings.select == {"X"}

    def test_each_file_by_its_own(self, folder: Path, run: Run) -> None:
        assert codes(run, ".") == ["X001", "V063", "X001"]
        write(folder / "icons" / "svgguard.toml", 'ignore = ["X"]')
        assert codes(run, ".") == ["X001", "V063"]
        assert codes(run, "--isolated", ".") == ["X001", "V063", "X001"]
        assert codes(run, "--config", "icons/svgguard.toml", ".") == ["V063"]

    def test_the_command_line_goes_above(self, folder: Path, run: Run) -> None:
        write(folder / "svgguard.toml", 'select = ["V"]\nignore = ["V063"]')
        assert codes(run, ".") == []
        assert codes(run, "--select", "X", ".") == ["X001", "X001"]
        assert codes(run, "--ignore", "D", ".") == ["V063"]
        assert codes(run, "--extend-select", "attribute-redefined", ".") == ["X001", "X001"]

    def test_per_file(self, folder: Path, run: Run) -> None:
        write(folder / "svgguard.toml", '[per-file-ignores]\n"icons/deep/" = ["X"]\n"colour.svg" = ["ALL"]')
        assert codes(run, ".") == ["X001"]
        assert svgguard.Policy.from_config("icons/deep/broken.svg").ignore == {"X"}


class TestSeverity:
    def test_it_decides_what_fails(self, folder: Path, run: Run) -> None:
        assert run("check", "icons/colour.svg").code == 1
        assert run("check", "--severity", "V063=info", "icons/colour.svg").code == 0
        assert run("check", "--severity", "V=error,V063=info".replace(",", "\x00"), "icons/colour.svg").code == 2
        write(folder / "svgguard.toml", 'fail-on = "fatal"')
        done = run("check", "--output", "concise", "icons/colour.svg")
        assert done.code == 0 and "V063" in done.out
        assert run("check", "--fail-on", "info", "icons/colour.svg").code == 1
        assert run("check", "broken.svg").code == 1
        assert run("check", "--fail-on", "never", "broken.svg").code == 0
        assert run("check", "--exit-zero", "--fail-on", "info", "broken.svg").code == 0

    def test_it_is_shown_in_every_form(self, run: Run) -> None:
        for form in ("full", "concise", "grouped", "json", "jsonl", "github", "junit", "sarif"):
            shown = run("check", "--severity", "X001=error", "--output", form, "-", stdin=BROKEN).out
            assert "error" in shown.replace("errors", ""), form

    def test_the_longest_prefix_decides(self) -> None:
        policy = Policy(severities={"V": Severity.ERROR, "V063": Severity.INFO})
        (fault,) = svgguard.check(COLOUR, policy=policy).faults
        assert fault.severity is Severity.INFO
        assert svgguard.check(COLOUR, policy=policy).status == "clean"

    def test_in_order(self) -> None:
        assert Severity.FATAL.reaches(Severity.WARNING) and not Severity.INFO.reaches(Severity.WARNING)


class TestPolicy:
    def test_from_the_nearest_configuration(self, folder: Path) -> None:
        assert Policy.from_config() == Policy()
        write(
            folder / "svgguard.toml",
            'unsafe-fixes = false\npasses = 2\ndraw = false\nrenderer = "resvg"\nlimits = { depth = 9 }\n'
            'severity = { X001 = "info" }',
        )
        policy = Policy.from_config(folder / "icons")
        assert (policy.apply, policy.passes, policy.draw, policy.renderer) == (Safety.SAFE, 2, False, "resvg")
        assert policy.limits.depth == 9 and policy.severity("X001", Severity.FATAL) is Severity.INFO

    def test_a_broken_one_is_an_exception(self, folder: Path) -> None:
        write(folder / "svgguard.toml", "nonsense = 1")
        with pytest.raises(svgguard.ConfigurationError, match="nonsense"):
            Policy.from_config()


class TestConfigCommand:
    def test_it_says_what_holds_and_from_where(self, folder: Path, run: Run) -> None:
        file = write(folder / "pyproject.toml", '[tool.svgguard]\nselect = ["X", "invented-colour"]')
        done = run("config", "icons")
        lines = {line.partition(" = ")[0]: line for line in done.out.splitlines()[1:]}
        assert done.out.startswith(f"# {file}\n")
        assert list(lines) == list(KEYS)
        assert lines["select"].startswith(f'select = ["V063", "X"]  # {file} [tool.svgguard]: ')
        assert "# default: " in lines["fail-on"] and '"warning"' in lines["fail-on"]

    def test_as_json(self, run: Run) -> None:
        told = json.loads(run("config", "--isolated", "--output", "json").out)
        assert told["file"] is None and told["keys"]["jobs"] == {"value": 0, "from": None}

    def test_what_it_shows_can_be_read_back(self, folder: Path, run: Run) -> None:
        lines = [line for line in run("config").out.splitlines() if ' = ""' not in line]
        assert configuration_in(write(folder / "svgguard.toml", "\n".join(lines))).settings == Configuration().settings
