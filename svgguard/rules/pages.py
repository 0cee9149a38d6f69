"""Pages: rules without a detector of their own, each a Markdown file with a TOML head between lines of ``+++``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from svgguard.rules.rule import STAGES, STAYS, Example, Rule, example
from svgguard.types import Blame, Safety, Severity

_FENCE = "+++\n"
_STAGES = {stage.name: stage for stage in STAGES}


def read(path: Path) -> Rule:
    """The rule of one page. Raises ValueError for a head that is not valid, KeyError for one that lacks something."""
    before, head, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    if before:
        raise ValueError(f"{path}: a page begins with {_FENCE!r}")
    told = tomllib.loads(head)
    return Rule(
        code=told["code"],
        name=told["name"],
        severity=Severity(told["severity"]),
        blame=Blame(told.get("blame", Blame.MODEL)),
        stage=_STAGES[told["stage"]],
        page=body.strip(),
        examples=tuple(map(_example, told.get("examples", ()))),
        found_by=told["found_by"],
    )


def _example(told: Mapping[str, Any]) -> Example:
    """`after` is a document, or "stays" where there is no repair; without it there is no document after."""
    after = told.get("after")
    return example(told["before"], STAYS if after == "stays" else after, Safety(told.get("safety", Safety.MANUAL)))
