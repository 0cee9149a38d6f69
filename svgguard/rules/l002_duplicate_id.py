"""Two elements have the same id.

A reference finds the first one only. When a reference to some other id finds nothing, one of the twins was meant to
have that id: the later one gets it (the one whose kind the reference needs). That is a guess, and unsafe. When every
reference finds something, the repetition is only mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard import nearness
from svgguard.rules import Stage, rule
from svgguard.rules.l001_unresolved_reference import MOST_COMPARED, targets
from svgguard.survey import Survey, local_name
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "L002",
    "duplicate-id",
    Stage.DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><linearGradient id="a"/><rect width="4" height="5" fill="url(#a)"/><rect width="4" height="5" fill="url(#grass)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><linearGradient id="grass"/><rect width="4" height="5" fill="url(#a)"/><rect width="4" height="5" fill="url(#grass)"/></svg>',
        )
    ],
)
def duplicate_id(survey: Survey) -> Iterable[Finding]:
    dangling = _dangling(survey)
    for name, elements in survey.ids.items():
        if len(elements) > 1:
            yield from _among(survey, name, elements, dangling)


def _among(
    survey: Survey, name: str, twins: list[etree._Element], dangling: dict[str, frozenset[str] | None]
) -> Iterable[Finding]:
    """Findings on all of the twins but the one that keeps the id."""
    meant: dict[etree._Element, str] = {}
    # The first stands for the id unless no other twin is of the kind that is looked for.
    few = len(twins) * len(dangling) <= MOST_COMPARED
    for twin in (*twins[:0:-1], twins[0]) if dangling and few else ():
        picked = _pick(name, twin, dangling)
        if picked is not None and len(meant) < len(twins) - 1:
            del dangling[picked]
            meant[twin] = picked
    keeper = next(twin for twin in twins if twin not in meant)
    for twin in twins:
        if twin is not keeper:
            yield _finding(survey, name, twin, meant.get(twin))


def _dangling(survey: Survey) -> dict[str, frozenset[str] | None]:
    """The ids referred to that no element has, in order, and what their references need."""
    return {r.target: targets(r) for r in survey.references if r.target and r.target not in survey.ids}


def _pick(name: str, twin: etree._Element, dangling: dict[str, frozenset[str] | None]) -> str | None:
    fitting = [i for i, kinds in dangling.items() if kinds is None or local_name(twin) in kinds]
    return min(fitting, key=lambda i: nearness.distance(i, name, 20), default=None)


def _finding(survey: Survey, name: str, twin: etree._Element, meant: str | None) -> Finding:
    at = survey.document.attribute(twin, "id")
    message = f"the id {name!r} is taken"
    if meant is None:
        return Finding(at.start, at.end, message)
    edit = Edit(at.value_start, at.value_end, meant)
    how = f"it becomes {meant!r}, which is referred to and which no element has"
    return Finding(at.start, at.end, message, Repair((edit,), Safety.UNSAFE, how))
