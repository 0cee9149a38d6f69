"""A Markdown fence is opened and never closed.

Often the sign of an answer that was cut off. The fence is cut away. Safe: it is no part of the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R009",
    "unclosed-fence",
    Stage.REPLY,
    Severity.INFO,
    examples=[
        (
            '```svg\n<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>\n',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>\n',
        ),
    ],
)
def unclosed_fence(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("unclosed-fence")
