"""The model declines to draw.

Recognised by the refusal field of the reply, or by a first sentence that says so. There is nothing to repair; another
wording, or another model, may be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity

_REFUSAL = re.compile(
    r"\s*(?:i['\u2019]?m (?:very |so )?sorry|sorry|i (?:apologi[sz]e|can ?not|can['\u2019]t|am (?:unable|not able)|won['\u2019]t)"
    r"|as an ai|unfortunately,? i)",
    re.I,
)


def refuses(extraction: Extraction) -> bool:
    """Whether the answer begins with a refusal, or the server marked it as one."""
    return bool(extraction.reply.refusal) or _REFUSAL.match(extraction.source) is not None


@rule(
    "R003",
    "refusal",
    Stage.REPLY,
    Severity.FATAL,
    examples=[
        (
            "I'm sorry, but I can't create images.",
            None,
        ),
    ],
)
def refusal(extraction: Extraction) -> Iterable[Finding]:
    if extraction.text is None and refuses(extraction):
        yield Finding(0, len(extraction.source), "the model declines to draw")
