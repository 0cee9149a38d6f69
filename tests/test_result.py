"""A result explains itself: as a mapping, a diff, a line, a file; and it keeps the encoding it came in."""

from __future__ import annotations

import json
import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

import svgguard
from svgguard.result import SCHEMA, Attempt, RejectedError, Result
from svgguard.types import Policy, Safety, Status

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">'
SVG = f'{ROOT}<circle r="3"/></svg>'
BROKEN = f"Here:\n{ROOT}\n<circle r='3' r='3'/>\n<text>caf\u00e9 \U0001f30a</text></svg>\n"

SOURCES: list[str | bytes] = [SVG, BROKEN, "nothing", "", BROKEN.encode("utf-8"), "\ud800<svg>"]


def attempt(result: Result) -> Attempt:
    return Attempt(1, {"model": "m", "temperature": 0.5}, result.source, result.status, result.faults, "stop", 0.25)


@pytest.mark.parametrize("source", SOURCES, ids=["clean", "broken", "none", "empty", "bytes", "surrogate"])
def test_a_result_survives_json(source: str | bytes) -> None:
    result = svgguard.repair(source)
    result = replace(result, attempts=(attempt(result), replace(attempt(result), status=None)))
    again = Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again == result
    assert again.to_dict() == result.to_dict()


def test_a_pickled_result_leaves_its_picture_behind() -> None:
    result = svgguard.repair(SVG)
    size = len(pickle.dumps(result))
    png = result.png
    again = pickle.loads(pickle.dumps(result))  # noqa: S301 -- our own
    assert again == result and len(pickle.dumps(result)) == size
    assert again.png == png


def test_a_mapping_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match=str(SCHEMA)):
        Result.from_dict({**svgguard.repair(SVG).to_dict(), "schema": SCHEMA + 1})


def test_a_diff_shows_what_was_changed() -> None:
    assert svgguard.repair(SVG).diff == ""
    diff = svgguard.repair(BROKEN).diff.splitlines()
    assert "-Here:" in diff
    assert "-<circle r='3' r='3'/>" in diff
    assert "+<circle r='3'/>" in diff


def test_a_repr_is_one_line_with_the_codes() -> None:
    assert repr(svgguard.repair(SVG)) == f"<Result clean, svg of {len(SVG)} characters>"
    line = repr(svgguard.repair(BROKEN, policy=Policy(apply=Safety.SAFE)))
    assert "repaired" in line
    assert "X001" in line
    assert repr(svgguard.repair("nothing")) == "<Result rejected, no svg, faults R002!>"


def test_a_fault_is_one_line() -> None:
    [fault] = [fault for fault in svgguard.check(BROKEN).faults if fault.code == "X001"]
    assert str(fault).startswith("3:15 X001 attribute-redefined: Attribute r redefined")


def test_only_a_rejected_result_raises_and_only_when_asked() -> None:
    assert svgguard.repair(SVG).raise_if_rejected().svg == SVG
    rejected = svgguard.repair("nothing")
    with pytest.raises(RejectedError, match="R002") as caught:
        rejected.raise_if_rejected()
    assert caught.value.result is rejected
    assert isinstance(caught.value, svgguard.SvgguardError)


def test_a_result_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        svgguard.repair(SVG).svg = ""  # type: ignore[misc]


def test_what_remains_is_what_was_not_applied() -> None:
    result = svgguard.check(BROKEN)
    assert result.remaining == result.faults
    assert svgguard.repair(BROKEN).remaining == ()


USE_BOMB = "".join(
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="n0"><rect width="4" height="5"/></g>',
        *(f'<g id="n{n}">{f"<use href=&quot;#n{n - 1}&quot;/>" * 10}</g>'.replace("&quot;", '"') for n in range(1, 9)),
        '</defs><use href="#n8"/></svg>',
    ]
)
"""A well-formed document that would draw a hundred million rectangles, and is refused."""


def test_a_notebook_is_shown_the_picture() -> None:
    assert (svgguard.repair(SVG)._repr_png_() or b"").startswith(b"\x89PNG")
    assert svgguard.repair("nothing")._repr_png_() is None
    assert svgguard.repair(USE_BOMB)._repr_png_() is None


def test_a_result_is_saved_as_svg_and_as_json(tmp_path: Path) -> None:
    result = svgguard.repair(BROKEN.encode())
    assert result.save(tmp_path / "a.svg").read_bytes() == result.data
    saved = json.loads(result.save(str(tmp_path / "a.json")).read_text("ascii"))
    assert Result.from_dict(saved) == result


def test_without_a_document_only_json_can_be_saved(tmp_path: Path) -> None:
    rejected = svgguard.repair("nothing")
    with pytest.raises(RejectedError):
        rejected.save(tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []
    assert rejected.save(tmp_path / "a.json").exists()


def test_a_character_that_the_encoding_lacks_becomes_a_reference() -> None:
    source = f"<?xml version='1.0' encoding='ISO-8859-1'?>{ROOT}<text>é &alpha;</text></svg>".encode("latin-1")
    result = svgguard.repair(source, policy=Policy(draw=False))
    assert result.status is Status.REPAIRED
    assert result.data == source.replace(b"&alpha;", b"&#945;")
