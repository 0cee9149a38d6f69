"""Tokens of the chat template stand in the answer.

`<turn|>`, `<eos>`, `<|im_end|>`: the server should have removed them. They are deleted, inside the SVG too. Safe: no
such token is part of any drawing. Blamed on the server.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Blame, Finding, Severity


@rule(
    "R007",
    "control-token",
    Stage.REPLY,
    Severity.INFO,
    blame=Blame.SERVER,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg><turn|>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def control_token(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("control-token")
