"""Loading cases: the corpus that ships is whole, and an incomplete case is named clearly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from svgguard.corpus import Case, CorpusError, is_case, load
from svgguard.types import Status

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>'
TOML = 'model = "m"\nprompt = "a dot"\nstatus = "clean"\ncodes = []\nwhy = "Nothing."\n'

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a case; a part given as None is left out."""

    def write(*, reply: bytes | None = SVG.encode(), svg: str | None = SVG, toml: str | None = TOML) -> Path:
        folder = tmp_path / "m"
        folder.mkdir(exist_ok=True)
        for suffix, content in ((".reply.txt", reply), (".svg", svg), (".toml", toml)):
            if content is not None:
                (folder / f"dot{suffix}").write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def test_the_corpus_that_ships_covers_five_models() -> None:
    models = [case.model for case in load()]
    assert len(models) >= 14
    assert len(set(models)) >= 5


@pytest.mark.parametrize("case", load(), ids=lambda case: case.id)
def test_each_case_that_ships_is_sound(case: Case) -> None:
    assert case.id.split("/")[0] == case.model
    assert len(case.why) > 60
    assert (case.status is Status.CLEAN) == (not case.codes)
    if case.svg is not None:
        assert etree.fromstring(case.svg.encode()).tag == "{http://www.w3.org/2000/svg}svg"


def test_cases_are_many_and_no_two_alike() -> None:
    cases = load()
    assert len(cases) >= 200
    assert len({case.recording.data for case in cases}) == len(cases)
    assert len({case.svg for case in cases if case.svg is not None}) >= 60


def test_a_case_keeps_every_byte(write: Write) -> None:
    text = "\ufeff```svg\r\n" + SVG + "\r\n``` \t"
    [case] = load(write(reply=text.encode()))
    assert case.text == text
    assert case.reply.text == text
    assert (case.id, case.model, case.prompt, case.svg, case.status) == ("m/dot", "m", "a dot", SVG, Status.CLEAN)


def test_codes_are_distinct_and_in_order(write: Write) -> None:
    [case] = load(write(toml=TOML.replace("[]", '["X001", "R008", "X001"]')))
    assert case.codes == ("R008", "X001")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"toml": None}, "dot.toml: missing"),
        ({"svg": None}, "status is 'clean', but dot.svg is missing"),
        ({"toml": TOML.replace("clean", "rejected")}, "status is 'rejected', but dot.svg is there"),
        ({"toml": TOML.replace("clean", "fine")}, "status is 'fine'; expected one of clean, repaired"),
        ({"toml": TOML.replace("why", "because")}, "lacks why"),
        ({"toml": TOML + "colour = 3\n"}, "unknown key 'colour'"),
        ({"toml": TOML.replace("[]", '"X001"')}, "codes is 'X001'; expected a list"),
        ({"toml": TOML.replace("[]", "[1]")}, "expected a list of strings"),
        ({"toml": "model = "}, "dot.toml: "),
        ({"reply": b"\xff<svg/>"}, "dot.reply.txt: not UTF-8"),
        ({"toml": TOML.replace('prompt = "a dot"', "")}, "lacks prompt; write what the model was asked for"),
        ({"toml": TOML.replace("prompt =", "drawing =")}, "there is no drawing 'a dot' in prompts/drawings"),
        ({"toml": TOML + 'faults = ["3-14 X001"]\n'}, "'3-14 X001' is not of the form 'LINE:COLUMN CODE'"),
        ({"toml": TOML + 'faults = ["3:14 X001"]\n'}, "codes and faults disagree about X001"),
        ({"toml": TOML + "tolerance = 3\n"}, "tolerance is 3; give the share of the pixels, 0 to 1"),
        ({"toml": TOML + "tolerance = true\n"}, "tolerance is True; expected a number"),
        ({"toml": TOML + 'missing = ["stem"]\n'}, "missing says nothing without the parts asked for"),
        ({"toml": TOML + 'policy = "safe"\n'}, "policy is 'safe'; expected a table"),
        ({"toml": TOML + 'policy.apply = "some"\n'}, "policy.apply is 'some'; expected one of unsafe, safe, none"),
        ({"toml": TOML + "policy.passes = 0\n"}, "policy: passes is 0; give a whole number above 0"),
        ({"toml": TOML + "policy.limits.width = 3\n"}, "unknown key 'width' in policy.limits; known are characters"),
        ({"toml": TOML + 'policy.select = "X"\n'}, "policy.select is 'X'; expected a list of strings"),
    ],
)
def test_an_incomplete_case_is_named(write: Write, parts: dict[str, str | None], message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load(write(**parts))
    assert message in str(caught.value)


def test_a_folder_without_cases_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no case"):
        load(tmp_path)
    with pytest.raises(CorpusError, match="no such folder"):
        load(tmp_path / "absent")


def test_only_a_toml_file_beside_a_reply_is_a_case(write: Write) -> None:
    folder = write() / "m"
    (folder / "other.toml").write_text("", encoding="utf-8")
    assert [path.name for path in sorted(folder.iterdir()) if is_case(path)] == ["dot.toml"]


def test_loading_imports_nothing_heavy() -> None:
    heavy = ["lxml", "PIL", "openai", "sqlalchemy", "rich", "cairosvg", "resvg_py", "svgguard.guard"]
    code = f"import sys, svgguard.corpus as c; c.load(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
