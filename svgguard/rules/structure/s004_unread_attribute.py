"""An attribute that no viewer reads on this element.

It is none of SVG's, or belongs to other elements (`rx` on a path), and resembles nothing that is missing. Nothing
drawn depends on it, so this is only information.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.rules import Stage, rule
from svgguard.rules.structure.s003_unknown_attribute import meaning
from svgguard.types import Finding, Severity


@rule("S004", "unread-attribute", Stage.DOCUMENT, Severity.INFO)
def unread_attribute(survey: Survey) -> Iterable[Finding]:
    for suspect in survey.unknown_attributes:
        if meaning(suspect, survey)[0] is None:
            yield suspect.unrepaired(f"no viewer reads {suspect.name} on <{suspect.element_name}>")
