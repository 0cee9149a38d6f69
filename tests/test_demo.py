"""The demo: the whole flow over HTTP, and what it leaves behind."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from svgguard.cli.demo.run import run_demo
from svgguard.log import stats
from svgguard.testing.corpus import Case, load
from svgguard.testing.strict import draw_strictly

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30" fill="#0a0"/></svg>'
KEPT = (
    "gemma-4-12B-it/heron-a-plan-only",
    "gemma-4-12B-it/heron-b-asked-again",
    "gemma-4-26B-A4B-it/pelican-x1-redefined",
    "gemma-4-31B-it/dashes-forever",
    "gemma-4-31B-it/whale-clean",
)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case for case in load() if case.id in KEPT]


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
    by_id = {case.id: case for case in cases}
    for written, case in (
        ("gemma-4-26B-A4B-it/pelican-x1-redefined", "gemma-4-26B-A4B-it/pelican-x1-redefined"),
        ("gemma-4-31B-it/whale-clean", "gemma-4-31B-it/whale-clean"),
        ("gemma-4-12B-it/heron-a-plan-only", "gemma-4-12B-it/heron-b-asked-again"),
    ):
        assert (out / f"{written}.svg").read_bytes().decode() == by_id[case].svg


def test_writes_pictures_before_and_after(out: Path) -> None:
    pictures = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert pictures == [
        "gemma-4-12B-it/heron-a-plan-only-after.png",
        "gemma-4-12B-it/heron-a-plan-only-before.png",
        "gemma-4-26B-A4B-it/pelican-x1-redefined-after.png",
        "gemma-4-26B-A4B-it/pelican-x1-redefined-before.png",
        "gemma-4-31B-it/dashes-forever-before.png",
        "gemma-4-31B-it/whale-clean-after.png",
        "gemma-4-31B-it/whale-clean-before.png",
    ]
    assert size(out / "gemma-4-26B-A4B-it/pelican-x1-redefined-after.png") == (480, 360)
    whale = out / "gemma-4-31B-it"
    assert (whale / "whale-clean-before.png").read_bytes() == (whale / "whale-clean-after.png").read_bytes()


def test_records_every_attempt(out: Path) -> None:
    figures = {model.model: model for model in stats(out / "log.sqlite")}
    assert {model: figure.requests for model, figure in figures.items()} == {
        "gemma-4-12B-it": 2,
        "gemma-4-26B-A4B-it": 1,
        "gemma-4-31B-it": 2,
    }
    assert figures["gemma-4-26B-A4B-it"].first_pass.failures == 1
    assert figures["gemma-4-26B-A4B-it"].after_repair.failures == 0
    assert figures["gemma-4-12B-it"].after_repair.failures == 1
    assert figures["gemma-4-12B-it"].after_reasking.failures == 0


def test_says_what_came_and_where_it_is(out: Path, said: list[str]) -> None:
    text = "\n".join(said)
    assert "repaired  a pelican riding a bicycle  R008 X001" in text
    assert "(2 answers)" in text
    assert "after re-asking" in text
    assert str(out / "index.html") in text


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
    folder = tmp_path / "gemma-4-31B-it"
    before, after = (folder / f"pelican-bicycle-without-fork-{when}.png" for when in ("before", "after"))
    assert before.read_bytes() != after.read_bytes()
    assert 'id="fork"' in (folder / "pelican-bicycle-without-fork.svg").read_text(encoding="utf-8")
    (figures,) = stats(tmp_path / "log.sqlite")
    assert (figures.requests, figures.after_repair.failures, figures.after_reasking.failures) == (2, 1, 0)
