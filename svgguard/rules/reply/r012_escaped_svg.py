"""The SVG is escaped: a JSON string, `&lt;svg`, a data URI.

It is unescaped, level by level, up to three. Safe: the characters are those the writer escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.extraction import Extraction
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule(
    "R012",
    "escaped-svg",
    Stage.REPLY,
    Severity.WARNING,
    examples=[
        (
            '{"svg": "<svg xmlns=\\"http://www.w3.org/2000/svg\\">\\n<rect width=\\"4\\" height=\\"5\\"/></svg>"}',
            '<svg xmlns="http://www.w3.org/2000/svg">\n<rect width="4" height="5"/></svg>',
        ),
        (
            '&lt;svg xmlns="http://www.w3.org/2000/svg"&gt;&lt;rect width="4" height="5"/&gt;&lt;/svg&gt;',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
        ),
    ],
)
def escaped_svg(extraction: Extraction) -> Iterable[Finding]:
    return extraction.wrapped("escaped-svg")
