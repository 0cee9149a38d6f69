"""An element where it may not stand.

A shape inside a shape, a gradient stop outside a gradient, a filter primitive outside a filter: viewers do not draw
it. Where it was meant to stand is not written anywhere, so there is no repair; ask again with the fault named.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import local_name
from svgguard.rules import Stage, rule
from svgguard.svg import vocabulary
from svgguard.types import Finding, Severity


@rule("S007", "misplaced-element", Stage.DOCUMENT, Severity.WARNING)
def misplaced_element(survey: Survey) -> Iterable[Finding]:
    for element in survey.misplaced:
        parent = element.getparent()
        if parent is not None and local_name(element) not in vocabulary.group("descriptive"):
            tag = survey.document.start_tag(element)
            message = f"<{local_name(element)}> may not stand in <{local_name(parent)}>"
            yield Finding(tag.start, tag.end, message)
