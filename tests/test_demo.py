"""The demo: the whole flow over HTTP, and what it leaves behind."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from svgguard.cli.demo.run import STANDING_IN, run_demo
from svgguard.log import stats
from svgguard.testing.corpus import Case, load
from svgguard.testing.corpus.case import STAND_IN
from svgguard.testing.strict import draw_strictly

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30" fill="#0a0"/></svg>'
KEPT = (
    "heron-a-plan-only",
    "heron-b-asked-again",
    "pelican-x1-redefined",
    "dashes-forever",
    "whale-clean",
)
SMALL, MIDDLE, LARGE = (f"{STAND_IN}gemma-4-{size}-it" for size in ("12B", "26B-A4B", "31B"))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for case in load() if case.name in KEPT]


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def out(cases: list[Case], said: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "new"
    run_demo(folder, cases=cases, omission=False, say=said.append)
    return folder


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.size


def test_every_answer_becomes_what_its_case_says(out: Path, cases: list[Case]) -> None:
    by_name = {case.name: case for case in cases}
    for written, case in (
        (f"{MIDDLE}/pelican-x1-redefined", "pelican-x1-redefined"),
        (f"{LARGE}/whale-clean", "whale-clean"),
        (f"{SMALL}/heron-a-plan-only", "heron-b-asked-again"),
    ):
        assert (out / f"{written}.svg").read_bytes().decode() == by_name[case].svg


def test_writes_pictures_before_and_after(out: Path) -> None:
    pictures = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert pictures == [
        f"{SMALL}/heron-a-plan-only-after.png",
        f"{SMALL}/heron-a-plan-only-before.png",
        f"{MIDDLE}/pelican-x1-redefined-after.png",
        f"{MIDDLE}/pelican-x1-redefined-before.png",
        f"{LARGE}/dashes-forever-before.png",
        f"{LARGE}/whale-clean-after.png",
        f"{LARGE}/whale-clean-before.png",
    ]
    assert size(out / f"{MIDDLE}/pelican-x1-redefined-after.png") == (480, 360)
    whale = out / LARGE
    assert (whale / "whale-clean-before.png").read_bytes() == (whale / "whale-clean-after.png").read_bytes()


def test_records_every_attempt(out: Path) -> None:
    figures = {model.group["model"]: model for model in stats(out / "log.sqlite")}
    assert {model: figure.requests for model, figure in figures.items()} == {
        SMALL: 2,
        MIDDLE: 1,
        LARGE: 2,
    }
    assert figures[MIDDLE].first_pass.failures == 1
    assert figures[MIDDLE].after_repair.failures == 0
    assert figures[SMALL].after_repair.failures == 1
    assert figures[SMALL].after_reasking.failures == 0


def test_says_what_came_and_where_it_is(out: Path, said: list[str]) -> None:
    text = "\n".join(said)
    assert "repaired  a pelican riding a bicycle  R008 X001" in text
    assert "(2 answers)" in text
    assert "after re-asking" in text
    assert str(out / "index.html") in text
    assert STANDING_IN in text


def test_no_rate_is_taken_for_one_of_a_model(out: Path, said: list[str]) -> None:
    """The table names stand-ins alone, and the page says what they are."""
    assert all(model.group["model"].startswith(STAND_IN) for model in stats(out / "log.sqlite"))
    assert not re.search(rf"(?<!{STAND_IN})gemma", "\n".join(said))
    page = (out / "index.html").read_text(encoding="utf-8")
    assert STANDING_IN in page
    assert not re.search(
        rf"(?<!{STAND_IN})gemma", html.tostring(html.fromstring(page), encoding="unicode", method="text")
    )


def test_the_page_is_whole_and_needs_nothing_else(out: Path) -> None:
    page = html.fromstring((out / "index.html").read_text(encoding="utf-8"))
    assert len(page.findall(".//article")) == 4
    assert not page.findall(".//script")
    assert not page.findall(".//*[@href]")
    assert all((image.get("src") or "").startswith("data:image/png;base64,") for image in page.iter("img"))
    assert [badge.text for badge in page.findall(".//article//span")] == ["repaired", "repaired", "clean", "rejected"]
    assert any("x2" in (line.text or "") for line in page.findall(".//details//ins"))


def test_a_second_run_starts_the_log_anew(out: Path, cases: list[Case]) -> None:
    run_demo(out, cases=cases, omission=False, say=lambda line: None)
    assert sum(model.requests for model in stats(out / "log.sqlite")) == 5


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (f"Here:\n{SVG}\nBye", ""),
        (SVG.replace('width="40"', 'width="40" width="4"'), "Attribute width redefined line 1, column "),
        (SVG + SVG, "Extra content at the end of the document"),
        (SVG[:-20], "line 1, column "),
        (SVG.replace(" xmlns=", " data-xmlns="), "not in the SVG namespace"),
        ("I had rather not.", "no <svg>"),
    ],
)
def test_before_is_a_drawing_or_an_error(answer: str, error: str) -> None:
    before = draw_strictly(answer, 80)
    assert error in before.error
    assert bool(before.error) == bool(error)
    with Image.open(io.BytesIO(before.png)) as image:
        assert image.size == ((80, 60) if not error else (480, 320))


def test_a_pelican_without_its_fork_gets_one(tmp_path: Path) -> None:
    said: list[str] = []
    run_demo(tmp_path, cases=[], say=said.append)
    assert any("repaired" in line and "P001" in line and "(2 answers)" in line for line in said)
    folder = tmp_path / LARGE
    before, after = (folder / f"pelican-bicycle-without-fork-{when}.png" for when in ("before", "after"))
    assert before.read_bytes() != after.read_bytes()
    assert 'id="fork"' in (folder / "pelican-bicycle-without-fork.svg").read_text(encoding="utf-8")
    (figures,) = stats(tmp_path / "log.sqlite")
    assert (figures.requests, figures.after_repair.failures, figures.after_reasking.failures) == (2, 1, 0)
