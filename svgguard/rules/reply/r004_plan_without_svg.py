"""A plan of the drawing and then nothing.

## Why it is bad

The planning that a thinking model does in its head is written out as bullet points until the tokens are spent.

## What the repair does

There is nothing to repair: ask again with thinking switched off or with more tokens.

## How safe it is

Nothing is changed.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, rule
from svgguard.rules.reply.r003_refusal import refuses
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Severity

_BULLET = lazy_pattern(r"^[ \t]*+(?:[*\-\u2022]|\d+[.)])[ \t]+\S", re.M)


def lacks_svg(extraction: Extraction) -> bool:
    """True if there is text, but no SVG in it."""
    return extraction.text is None and bool(extraction.source.strip())


def plans(extraction: Extraction) -> bool:
    """True if the answer is a list of points rather than prose."""
    return len(_BULLET.findall(extraction.source[:20_000])) >= 3


@rule(
    "R004",
    "plan-without-svg",
    REPLY,
    Severity.FATAL,
    examples=[
        (
            "*   Goal: a valid standalone SVG.\n*   Sky: a gradient from blue to white.\n*   Wheels: two circles.\n",
            None,
        ),
    ],
)
def plan_without_svg(extraction: Extraction) -> Iterable[Finding]:
    if lacks_svg(extraction) and plans(extraction) and not refuses(extraction):
        yield Finding(0, len(extraction.source), "a plan, but no SVG")
