"""``svgguard models``: which model fits, by use and by memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from svgguard.cli import main
from svgguard.cli.models import _USES
from svgguard.endpoint import models
from svgguard.endpoint.models import uses

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("SVGGUARD_DEBUG", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(["models", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(end.value.code or 0), out, err

    return call


def fits(run: Run, *arguments: str) -> dict[str, Any]:
    code, out, _ = run(*arguments, "--output", "json")
    found = {entry["title"].removeprefix("Gemma 4 "): entry for entry in json.loads(out)}
    assert code == (0 if found else 1)
    return found


def test_all_of_them(run: Run) -> None:
    code, out, err = run()
    assert (code, err) == (0, "")
    for model in models().values():
        assert model.title in out and model.hint in out
    assert "14.9" in out and "~14.9" not in out and "48.1" in out and "~48.1" not in out
    assert "~57.7" in out and "estimated" in out and "measured" in out
    assert "--enable-expert-parallel" in out and "concurrently" in out
    assert "All parameters decide the memory" in out and "active ones decide the speed" in out


def test_every_use_has_its_words() -> None:
    assert set(_USES) == set(uses())


@pytest.mark.parametrize(
    ("use", "titles"),
    [("phone", ["E2B", "E4B"]), ("consumer-gpu", ["12B", "E4B", "26B-A4B"]), ("many-users", ["26B-A4B"])],
)
def test_by_use(run: Run, use: str, titles: list[str]) -> None:
    assert list(fits(run, "--use", use)) == titles
    _, out, _ = run("--use", use)
    assert "the best suited first" not in out and all(f"Gemma 4 {title}" in out for title in titles)


@pytest.mark.parametrize(
    ("memory", "forms"),
    [
        ("2", {}),
        ("8", {"12B": "q4_0", "E4B": "q6_k", "E2B": "q8_0"}),
        ("16", {"12B": "q8_0", "E4B": "q8_0", "E2B": "bf16"}),
        ("24", {"31B": "q4_k_m", "26B-A4B": "q6_k", "12B": "q8_0", "E4B": "bf16", "E2B": "bf16"}),
        ("80", {"31B": "bf16", "26B-A4B": "bf16", "12B": "bf16", "E4B": "bf16", "E2B": "bf16"}),
    ],
)
def test_by_memory_the_largest_first_each_in_the_best_form(run: Run, memory: str, forms: dict[str, str]) -> None:
    found = fits(run, "--memory", memory)
    assert {title: entry["form"] for title, entry in found.items()} == forms
    assert list(found) == list(forms)
    for entry in found.values():
        assert entry["memory"][entry["form"]]["gigabytes"] * entry["headroom"] <= float(memory) + 0.06


def test_in_one_form(run: Run) -> None:
    assert list(fits(run, "--memory", "16", "--form", "fp8")) == ["12B", "E4B", "E2B"]
    assert fits(run, "--form", "4bit")["31B"]["form"] == "4bit"


def test_measured_and_estimated_are_told_apart(run: Run) -> None:
    found = fits(run)
    told = {title: entry["memory"]["bf16"]["estimated"] for title, entry in found.items()}
    assert told == {"E2B": True, "E4B": False, "12B": True, "26B-A4B": False, "31B": True}
    assert found["E4B"]["memory"]["q8_0"]["estimated"]


def test_names_at_an_endpoint(run: Run) -> None:
    assert {entry["id"] for entry in fits(run, "--endpoint", "ollama").values()} == {
        f"gemma4:{size}" for size in ("e2b", "e4b", "12b", "26b", "31b")
    }
    assert fits(run, "--endpoint", "vllm")["31B"]["id"] == "google/gemma-4-31B-it"
    assert fits(run, "--endpoint", "gemini")["E2B"]["id"] is None
    assert "gemma4:26b" in run("--memory", "24", "--endpoint", "ollama")[1]


def test_nothing_fits(run: Run) -> None:
    code, out, _ = run("--memory", "1")
    assert code == 1 and "No model fits" in out


@pytest.mark.parametrize(
    "arguments", [("--form", "q0"), ("--endpoint", "nowhere"), ("--use", "fun"), ("--memory", "0"), ("--memory", "x")]
)
def test_what_makes_no_sense_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "") and len(err.splitlines()) == 1 and arguments[0] in err
