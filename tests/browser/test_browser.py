"""What the policies promise, in Chromium: no script runs, nothing is fetched, and nothing that would goes untold.

Wants the extra ``browser`` (Playwright) and a Chromium: Debian's, or the one that ``SVGGUARD_CHROMIUM`` names.
``make test-browser`` installs the one and runs this file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, Seen, Server, opened
from vectors import VECTORS, Vector

import svgguard
from svgguard import Policy

pytest.importorskip("playwright", reason="Playwright is not installed: pip install 'svgguard[browser]'")
BROWSER = Path(os.environ.get("SVGGUARD_CHROMIUM", CHROMIUM))
pytestmark = pytest.mark.skipif(not BROWSER.is_file(), reason=f"no Chromium at {BROWSER}; SVGGUARD_CHROMIUM names one")

BY_NAME = {vector.name: vector for vector in VECTORS}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def did(seen: dict[tuple[str, str], Seen]) -> dict[tuple[str, str], Seen]:
    return {job: one for job, one in seen.items() if one}


@pytest.mark.parametrize("sanitise", ["strict", "web"])
def test_nothing_runs_or_is_fetched_under_a_policy(server: Server, sanitise: str) -> None:
    documents: dict[str, str] = {}
    for vector in VECTORS:
        svg = svgguard.repair(vector.text, policy=Policy(sanitise=sanitise, draw=False)).svg
        if svg is not None and svg not in documents.values():
            documents[vector.name] = svg
    assert did(opened(server, documents, BROWSER)) == {}


def test_whatever_runs_or_fetches_is_told_without_a_policy(server: Server) -> None:
    seen = did(opened(server, {vector.name: vector.text for vector in VECTORS}, BROWSER))
    assert len({name for _, name in seen}) > 400
    silent = {name for _, name in seen if not told(BY_NAME[name])}
    assert silent == set()


def told(vector: Vector) -> bool:
    return any(fault.code.startswith("U") for fault in svgguard.check(vector.text, policy=Policy(draw=False)).faults)
