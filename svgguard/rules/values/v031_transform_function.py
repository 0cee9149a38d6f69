"""A transform that SVG attributes do not have.

`Translate` and `tranlate` are spelt right; `translateX`, `scaleY`, `rotateZ`, `rotate3d` and others of CSS become the
function that does the same in SVG. Safe. A function that says nothing on a plane is left out when others remain,
which is unsafe. Where what is seen would leave the canvas by it, there is no repair.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document import placement
from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.svg.mended import Kind
from svgguard.types import Finding, Severity


@rule(
    "V031",
    "transform-function",
    Stage.DOCUMENT,
    Severity.ERROR,
    judges=("transform",),
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="Translate(10,20) rotat(45)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(10,20) rotate(45)"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translateY(10px)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="translate(0,10)"/></svg>',
        ),
    ],
)
def transform_function(survey: Survey) -> Iterable[Finding]:
    return placement.findings(survey, Kind.TRANSFORM)
