"""Thinking stands in the answer.

`<think>…</think>`, `<|channel>thought … <channel|>` or a bare first line `thought`: the server's reasoning parser is
missing or misconfigured. What the model thought is cut away; an SVG drafted in it counts only when no other follows.
Safe: thoughts are no part of the answer. Blamed on the server.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R006",
    "thought-leaked",
    Stage.REPLY,
    Severity.INFO,
    blame=Blame.SERVER,
    examples=[
        (
            '<think>Two wheels, a frame.</think>\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
        (
            '<|channel>thought\nTwo wheels.<channel|><svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def thought_leaked(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("thought-leaked")
