"""A word, a template or nothing where a number must stand: `NaN`, `undefined`, `{x}`, `half`.

A viewer takes the default, so without its value the attribute means the same; it is deleted, which is unsafe only
because something was meant. A number that the siblings' row leaves open (10, 20, NaN, 40), and words such as
`center`, are read, which is a guess. A template that was never filled in, and a shape that would have no size left,
are left to the author.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import neighbours
from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect
from svgguard.rules import Stage, rule
from svgguard.svg import vocabulary
from svgguard.svg.mended import Kind, Mended
from svgguard.types import Finding, Safety, Severity


@rule(
    "V024",
    "not-a-number",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=neighbours.GRAMMARS,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text x="NaN" y="5">A</text></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><text y="5">A</text></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="center" r="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50%" r="5"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="10" r="4"/><circle cx="20" r="4"/>'
            '<circle cx="NaN" r="4"/><circle cx="40" r="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="10" r="4"/><circle cx="20" r="4"/>'
            '<circle cx="30" r="4"/><circle cx="40" r="4"/></svg>',
        ),
    ],
)
def not_a_number(survey: Survey) -> Iterable[Finding]:
    for suspect, mended in neighbours.mended(survey, Kind.NOT_A_NUMBER):
        if mended.value is None and _spare(suspect, mended):
            yield suspect.removed(mended.message, Safety.UNSAFE, "it is deleted, and the default holds")
        else:
            yield suspect.finding(mended.message, mended.value, mended.safety)


def _spare(suspect: Suspect, mended: Mended) -> bool:
    """Whether the attribute may go: the default is what a viewer takes, and the element still draws."""
    needed = vocabulary.needed(suspect.element_name)
    return mended.safety is not Safety.MANUAL and suspect.attribute != "style" and suspect.name not in needed
