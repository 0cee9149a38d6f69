"""A colour by a name that people use and CSS does not have.

Models write `cobaltblue`, `emeraldgreen`, `charcoal grey`, `skin`; a viewer paints black, or nothing. The name is
looked up in the xkcd survey of colour names, then in a short list of things, then as a modifier before a colour, as a
shade with a number, or as a name that ends in a colour. Always unsafe: it is a good guess, no more.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V063",
    "invented-colour",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="cobaltblue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#030aa7"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="emerald green"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#028f1e"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="blue-600"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="#0000db"/></svg>',
        ),
    ],
)
def invented_colour(survey: Survey) -> Iterable[Finding]:
    return survey.miscoloured(Kind.INVENTED)
