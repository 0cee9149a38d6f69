"""Checks on real answers, where a checkout has them beside it; they are not part of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import svgguard

DATA = Path(__file__).parents[2] / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no folder of real answers (shared/data) beside the checkout")


def samples(folder: str) -> list[dict[str, Any]]:
    index = DATA / folder / "index.jsonl"
    if not index.is_file():
        return []
    return [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]


def data_of(folder: str, sample: dict[str, Any]) -> bytes:
    return Path(DATA, folder, sample["file"]).read_bytes()


def is_strict(svg: str) -> bool:
    root = etree.fromstring(svg.encode(), etree.XMLParser(encoding="utf-8", resolve_entities=False))
    return bool(root.tag == "{http://www.w3.org/2000/svg}svg")


def test_what_is_malformed_and_holds_an_svg_comes_out_strict() -> None:
    for sample in samples("malformed"):
        raw = data_of("malformed", sample)
        svg = svgguard.repair(raw).svg
        if b"<svg" in raw:
            assert svg is not None, sample["id"]
            assert is_strict(svg), sample["id"]


def test_every_answer_that_holds_an_svg_gives_one() -> None:
    for sample in samples("answers"):
        svg = svgguard.repair(data_of("answers", sample)).svg
        assert svg is not None, sample["id"]
        assert is_strict(svg), sample["id"]


def test_what_is_clean_comes_back_byte_for_byte() -> None:
    for sample in samples("clean"):
        raw = data_of("clean", sample)
        result = svgguard.repair(raw)
        assert result.svg is not None, sample["id"]
        if not any(fault.applied for fault in result.faults):
            assert result.data == raw, sample["id"]
