"""The demo's drawing that lacks a part: well-formed, but without its fork; caught by looking, repaired by asking.

Gemma 4 31B drew such a pelican. Here the server answers with a drawing of our own less its fork, and, asked for what is
missing, with the fork alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from svgguard.data import data
from svgguard.generation import generate
from svgguard.parts.specification import drawing
from svgguard.result import Result
from svgguard.testing.corpus import Case
from svgguard.testing.corpus.case import STAND_IN
from svgguard.testing.corpus.recording import record
from svgguard.testing.loopback import LoopbackServer, Script
from svgguard.types import Status

DRAWING = "pelican-bicycle"
MODEL = f"{STAND_IN}gemma-4-31B-it"
_FORK = re.compile(r'\s*<path id="fork" ([^>]*)/>')
_WHY = (
    "The answer is well-formed and whole, and its bicycle has no fork. No line reaches the hub of the front wheel, as "
    "is seen without any model; the model is then asked for the fork alone, which is kept because it is now there and "
    "nothing else got worse."
)


def without_fork(log: Path) -> tuple[Case, Result]:
    """The answer that lacks the fork, and what became of it over HTTP; two rows in `log`."""
    whole = (data("prompts") / "drawings" / f"{DRAWING}.svg").read_text(encoding="utf-8")
    fork = _FORK.search(whole)
    assert fork is not None  # noqa: S101 -- a drawing of ours
    answers = [_case(_FORK.sub("", whole)), _case(f'<g id="fork">\n  <path {fork[1]}/>\n</g>')]
    with LoopbackServer(Script(answers)) as server:
        prompt = drawing(DRAWING).prompt
        result = generate(prompt, drawing=DRAWING, model=MODEL, base_url=server.base_url, retries=0, log=log)
    return answers[0], result


def _case(text: str) -> Case:
    return Case(
        id=f"{MODEL}/{DRAWING}-without-fork",
        path=Path(f"{DRAWING}-without-fork.toml"),
        model=MODEL,
        prompt=drawing(DRAWING).prompt,
        recording=record(text.encode(), model=MODEL),
        svg=None,
        status=Status.FAULTY,
        codes=("P001",),
        why=_WHY,
        drawing=DRAWING,
    )
