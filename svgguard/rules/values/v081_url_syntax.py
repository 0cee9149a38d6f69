"""A reference that is not written as `url(#id)`.

`fill="#sky"`, `fill="url(sky)"`, `clip-path="url(#edge"` name an element, but a viewer finds none and paints nothing
or clips nothing. The repair writes the reference out. Safe where the `#` is there or an element has that id;
otherwise unsafe.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg import iri
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V081",
    "url-syntax",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("paint", "colour", "iri"),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="sky"><stop stop-color="red"/></linearGradient><rect width="4" height="5" fill="#sky"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="sky"><stop stop-color="red"/></linearGradient><rect width="4" height="5" fill="url(#sky)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="edge"><circle r="4"/></clipPath><rect width="4" height="5" clip-path="url(#edge"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><clipPath id="edge"><circle r="4"/></clipPath><rect width="4" height="5" clip-path="url(#edge)"/></svg>',
        ),
    ],
)
def url_syntax(survey: Survey) -> Iterable[Finding]:
    yield from survey.miscoloured(Kind.URL)
    for suspect in survey.suspects["iri"]:
        mended = iri.mend(suspect.value, survey.ids)
        if mended:
            yield suspect.finding(mended.message, mended.value, mended.safety)
        else:
            yield suspect.finding(f"{suspect.value.strip()[:60]!r} is no reference", None)
