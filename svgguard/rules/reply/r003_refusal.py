"""The model declines to draw.

## Why it is bad

There is nothing to draw. Recognised by the refusal field of the reply, or by a first sentence that says so.

## What the repair does

There is nothing to repair; another wording, or another model, may be asked.

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
from svgguard.text.pattern import lazy_pattern
from svgguard.types import Finding, Severity

_REFUSAL = lazy_pattern(
    r"\s*(?:i['\u2019]?m (?:very |so )?sorry|sorry|i (?:apologi[sz]e|can ?not|can['\u2019]t|am (?:unable|not able)|won['\u2019]t)"
    r"|as an ai|unfortunately,? i"
    r"|lo (?:siento|lamento)|je (?:suis d\u00e9sol\u00e9|ne peux pas)|d\u00e9sol\u00e9e?\b|es tut mir (?:sehr )?leid|leider kann ich"
    r"|desculpe|sinto muito|mi dispiace|het spijt me|przepraszam|\u00fczg\u00fcn\u00fcm|\u043a \u0441\u043e\u0436\u0430\u043b\u0435\u043d\u0438\u044e|\u0438\u0437\u0432\u0438\u043d\u0438\u0442\u0435"
    r"|(?:\u5f88|\u975e\u5e38)?\u62b1\u6b49|\u5bf9\u4e0d\u8d77|\u7533\u3057\u8a33|\u3054\u3081\u3093|\uc8c4\uc1a1)",
    re.I,
)


def refuses(extraction: Extraction) -> bool:
    """True if the answer begins with a refusal, or the server marked it as one."""
    return bool(extraction.reply.refusal) or _REFUSAL.match(extraction.source) is not None


@rule(
    "R003",
    "refusal",
    REPLY,
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
