"""Answers collected elsewhere, through the same engine: each becomes an attempt of a run in the log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from svgguard.endpoint import Outcome
from svgguard.extraction.reply import Reply, Usage
from svgguard.generation.blame import blamed
from svgguard.generation.rows import edits_of, parts_counted
from svgguard.guard import checked
from svgguard.log import Row, Run
from svgguard.log.entry import hashed
from svgguard.parts.specification import Specification
from svgguard.types import Policy

COLLECTED = "collected"
"""What stands in the log where an address would, when the answer does not say where it came from."""

_NAMESPACE = uuid.UUID("7d3c6a0e-52e5-4f0b-9d0a-5b1c1b4c9f11")


@dataclass(frozen=True, slots=True)
class Collected:
    """One answer, and what is known of how it came."""

    text: str
    model: str
    prompt: str
    endpoint: str = COLLECTED
    finish_reason: str | None = None
    """``length`` where the token limit cut it: then what is missing is not the model's."""
    time: str = ""
    """When it was asked for, UTC, ISO 8601; empty when it is not known."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    occurrence: int = 0
    """Which it is of its equals."""

    def call(self, run: Run) -> str:
        """What it is known by in a run, so that it is not taken twice."""
        facts = [run.id, self.model, self.prompt, self.endpoint, self.text, str(self.occurrence)]
        return str(uuid.uuid5(_NAMESPACE, hashed("\0".join(facts))))


def row_of_collected(answer: Collected, run: Run, policy: Policy, parts: Specification | None = None) -> Row:
    """The row of an answer, judged and repaired as one that `generate` was given; `run` is of the same `policy`."""
    usage = Usage(answer.prompt_tokens, answer.completion_tokens)
    reply = Reply(answer.text, finish_reason=answer.finish_reason, usage=usage, model=answer.model)
    result = blamed(checked(reply, policy, parts).result, Outcome(reply))
    return Row(
        call=answer.call(run),
        attempt=1,
        time=answer.time or datetime.now(UTC).isoformat(timespec="milliseconds"),
        model=answer.model,
        endpoint=answer.endpoint,
        prompt=answer.prompt,
        prompt_hash=hashed(answer.prompt),
        prompt_version="",
        parameters={},
        faults=result.faults,
        finish_reason=answer.finish_reason,
        prompt_tokens=answer.prompt_tokens,
        completion_tokens=answer.completion_tokens,
        reply=answer.text,
        status=str(result.status),
        parts=parts_counted(result),
        run=run,
        svg=result.svg,
        passes=edits_of(result, answer.text),
    )
