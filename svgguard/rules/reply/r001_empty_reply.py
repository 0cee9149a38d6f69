"""The answer is empty.

## Why it is bad

No text and no reasoning came, so there is nothing to draw. Several servers give this when their reasoning parser
throws the answer away; it is blamed on the server when tokens were generated.

## What the repair does

There is nothing to repair: ask again.

## How safe it is

Nothing is changed.

## Source

Seen in published answers and in the issue trackers of inference servers.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import REPLY, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R001",
    "empty-reply",
    REPLY,
    Severity.FATAL,
    examples=[
        (
            "",
            None,
        ),
        (
            " \n",
            None,
        ),
    ],
)
def empty_reply(extraction: Extraction) -> Iterable[Finding]:
    reply = extraction.reply
    if extraction.text is None and not any(
        said.strip() for said in (extraction.source, reply.reasoning, reply.refusal)
    ):
        usage = reply.usage
        swallowed = usage is not None and bool(usage.completion)
        yield Finding(0, 0, "the answer is empty", blame=Blame.SERVER if swallowed else None)
