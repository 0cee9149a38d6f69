"""Failure rates per model as a table, JSON or CSV; the three rates and the two denominators stand side by side."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from svgguard.cli.report.text import painter, table
from svgguard.log import ModelStats, Rate

STAGES = {"first_pass": "first pass", "after_repair": "after repair", "after_reasking": "after re-asking"}
"""The three rates of a model, in the order of the flow, and their headings."""

_HEAD = ("model", "attempts", "answers", *STAGES.values(), "server", "budget", "no answer")
_NO_MODEL = "(model not named)"


def rates_text(models: Sequence[ModelStats], *, colour: bool = False) -> str:
    """The table for reading, and below it the codes that were found."""
    if not models:
        return "No attempts are recorded."
    paint = painter(colour)
    parts = [
        table(_HEAD, map(_row, models), right=range(1, len(_HEAD)), paint=paint),
        "Failures blamed on the model, of all answers / of all attempts. Counted apart: answers with a fault of the\n"
        "server or of the token budget, and requests that brought no answer.",
    ]
    omissions = [_omitted(model) for model in models if model.omissions.told or model.omissions.unknown]
    if omissions:
        parts.append(
            table(("model", "parts missing", "of those told", "unknown"), omissions, right=(1, 2, 3), paint=paint)
        )
    counts = [(model.model or _NO_MODEL, _codes(model)) for model in models if model.codes]
    if counts:
        parts.append(table(("model", "faults, by the answers they were found in"), counts, paint=paint))
    return "\n\n".join(parts)


def _row(model: ModelStats) -> tuple[str, ...]:
    return (
        model.model or _NO_MODEL,
        str(model.first_pass.attempts),
        str(model.first_pass.answers),
        *(_shares(getattr(model, stage)) for stage in STAGES),
        str(model.server_blamed),
        str(model.budget_blamed),
        str(model.endpoint_failures),
    )


def _omitted(model: ModelStats) -> tuple[str, ...]:
    """The parts left out of first answers; what could not be told is in no share, and said beside it."""
    found = model.omissions
    return model.model or _NO_MODEL, f"{found.missing} ({_percent(found.share)})", str(found.told), str(found.unknown)


def _shares(rate: Rate) -> str:
    return f"{_percent(rate.per_answer)} / {_percent(rate.per_attempt)}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _codes(model: ModelStats) -> str:
    by_count = sorted(model.codes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{code} {count}" for code, count in by_count)


def rates_json(models: Sequence[ModelStats]) -> str:
    """A list of one mapping per model; shares are from 0 to 1, null when there is nothing to divide by."""
    return json.dumps([_mapping(model) for model in models], indent=2)


def _mapping(model: ModelStats) -> dict[str, Any]:
    return (
        asdict(model)
        | {stage: _rate(getattr(model, stage)) for stage in STAGES}
        | {"omissions": asdict(model.omissions) | {"share": model.omissions.share}}
    )


def _rate(rate: Rate) -> dict[str, float | None]:
    return asdict(rate) | {"per_answer": rate.per_answer, "per_attempt": rate.per_attempt}


def rates_csv(models: Sequence[ModelStats]) -> str:
    """One line per model under a heading; the counts, from which both shares follow."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    counts = ("requests", "endpoint_failures", "server_blamed", "budget_blamed")
    parts = ("missing", "told", "unknown")
    stages = (f"{stage}_failures" for stage in STAGES)
    omitted = (f"parts_{word}" for word in parts)
    writer.writerow(["model", "attempts", "answers", *stages, *counts, "codes", *omitted])
    for model in models:
        failures = (getattr(model, stage).failures for stage in STAGES)
        totals = (getattr(model, count) for count in counts)
        shown = (getattr(model.omissions, word) for word in parts)
        first = model.first_pass
        writer.writerow([model.model, first.attempts, first.answers, *failures, *totals, _codes(model), *shown])
    return text.getvalue()
