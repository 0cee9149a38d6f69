"""The answer repeats the question.

Six words or more that stand so in one of svgguard's own questions: "draws every part in full and leaves none out".

## Why it is bad

A small model copies what it is told, a base model goes on with it. Outside the drawing such words are only in the way;
in a text of the drawing they are seen. The fault is the prompt's: it counts in no rate of a model.

## What the repair does

There is none: what stands around the SVG is cut away, and a poster may be meant to say it.

## How safe it is

Nothing is changed.

## Source

First answers of small models, which copied the examples of the question; see `prompts/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.ask.echo import echoes
from svgguard.extraction import Extraction
from svgguard.rules import REPLY, STAYS, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R019",
    "prompt-echo",
    REPLY,
    Severity.WARNING,
    blame=Blame.PROMPT,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90"><circle cx="9" cy="9" r="3"/>'
            '<text y="40" font-size="3">puts each part of the picture in a group of its own</text></svg>',
            STAYS,
        ),
    ],
)
def prompt_echo(extraction: Extraction) -> Iterable[Finding]:
    for start, end, words in echoes(extraction.source):
        severity = None if _drawn(extraction, start) else Severity.INFO
        yield Finding(start, end, f"words of the question: {words[:60]!r}", severity=severity)


def _drawn(extraction: Extraction, at: int) -> bool:
    """True if character data of the SVG stands at `at`, and no comment."""
    if extraction.text is None or not extraction.start <= at < extraction.end:
        return False
    return extraction.source.rfind("<", 0, at) <= extraction.source.rfind(">", 0, at)
