"""The answer holds text but no SVG.

## Why it is bad

There is nothing to draw.

## What the repair does

Nothing is invented: ask again, with the prompt saying that one bare SVG is wanted.

## How safe it is

Nothing is changed.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, rule
from svgguard.rules.reply.r003_refusal import refuses
from svgguard.rules.reply.r004_plan_without_svg import lacks_svg, plans
from svgguard.types import Finding, Severity


@rule(
    "R002",
    "no-svg",
    REPLY,
    Severity.FATAL,
    examples=[
        (
            "I like pictures.",
            None,
        ),
    ],
)
def no_svg(extraction: Extraction) -> Iterable[Finding]:
    if lacks_svg(extraction) and not (refuses(extraction) or plans(extraction)):
        yield Finding(0, len(extraction.source), "no SVG in the answer")
