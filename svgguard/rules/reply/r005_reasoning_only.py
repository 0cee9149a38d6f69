"""The answer stands in the reasoning; the content is empty.

## Why it is bad

The server's reasoning parser took the whole answer for thinking, or the model never left its thoughts. Blamed on the
server.

## What the repair does

A complete SVG in the reasoning is used; otherwise ask again with thinking off.

## How safe it is

Safe: the drawing is taken as it is written.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R005",
    "reasoning-only",
    REPLY,
    Severity.WARNING,
    blame=Blame.SERVER,
)
def reasoning_only(extraction: Extraction) -> Iterable[Finding]:
    if extraction.text is None and not extraction.source.strip() and extraction.reply.reasoning.strip():
        yield Finding(0, 0, "only reasoning came, and no SVG in it")
