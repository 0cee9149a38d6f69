"""The answer stands in the reasoning; the content is empty.

The server's reasoning parser took the whole answer for thinking, or the model never left its thoughts. A complete SVG
in the reasoning is used; otherwise ask again with thinking off. Blamed on the server.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R005",
    "reasoning-only",
    Stage.REPLY,
    Severity.WARNING,
    blame=Blame.SERVER,
)
def reasoning_only(extraction: Extraction) -> Iterable[Finding]:
    yield from extraction.wrapped("reasoning-only")
    if extraction.text is None and not extraction.source.strip() and extraction.reply.reasoning.strip():
        yield Finding(0, 0, "only reasoning came, and no SVG in it")
