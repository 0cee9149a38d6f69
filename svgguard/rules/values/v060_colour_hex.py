"""A hexadecimal colour that is none.

A viewer that cannot read a colour paints black, or nothing. A missing `#`, a `0x`, a doubled `#` and letters that
look like digits (`#FFOOOO`) have one reading, and the repair is safe. Of a colour with five or seven digits nobody
knows which is missing or too many: the document's other colours say, where one of them has the same digits beside it;
otherwise a grey's pattern goes on or the last digit is repeated, and of a doubled digit one is dropped. That is a
guess, and unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V060",
    "colour-hex",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="2A2A2A"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#2A2A2A"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="0x222222"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#222222"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="#1a2b3c"><rect width="4" height="5" fill="#1a2b3"/></g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g fill="#1a2b3c"><rect width="4" height="5" fill="#1a2b3c"/></g></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#FFOOOO"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#FF0000"/></svg>',
        ),
    ],
)
def colour_hex(survey: Survey) -> Iterable[Finding]:
    return survey.miscoloured(Kind.HEX)
