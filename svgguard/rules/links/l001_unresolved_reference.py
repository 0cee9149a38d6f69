"""A reference to an id that no element has.

## Why it is bad

A fill that points nowhere paints nothing, a `<use>` draws nothing, and a clip path is ignored by some viewers and
hides all in others.

## What the repair does

When exactly one element of the kind the reference needs has a similar id, and better still when nothing else refers
to it, the reference is corrected. Otherwise the repair is the model's to make.

## How safe it is

Safe when the ids differ in case or by a letter or two, unsafe when only their beginnings agree.

## Source

SVG 2, section 5.6 (use), 13.2 (paint) and CSS Masking 1, section 5 (an invalid reference).
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.document.survey import Survey
from svgguard.document.suspects import Reference, local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.svg.vocabulary import group
from svgguard.text import nearness
from svgguard.types import Edit, Finding, Repair, Safety, Severity

MOST_COMPARED = 40_000
"""Pairs of a reference and an id that are compared; no drawing comes near it."""
_ANY_TARGET = frozenset(("href", "xlink:href"))


@rule(
    "L001",
    "unresolved-reference",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="skyGradient"/><rect width="4" height="5" fill="url(#skyGradint)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="skyGradient"/><rect width="4" height="5" fill="url(#skyGradient)"/></svg>',
            Safety.SAFE,
        )
    ],
)
def unresolved_reference(survey: Survey) -> Iterable[Finding]:
    if all(r.target in survey.ids for r in survey.references):
        return
    used = {r.target for r in survey.references}
    fitting: dict[frozenset[str] | None, list[str] | None] = {}
    for reference in survey.references:
        if reference.target in survey.ids:
            continue
        kinds = targets(reference)
        if kinds not in fitting:
            fitting[kinds] = None if _twins(survey, kinds) else _bearers(survey, kinds)
        if (ids := fitting[kinds]) is not None:
            yield _finding(survey, reference, ids, used)


def targets(reference: Reference) -> frozenset[str] | None:
    """The elements a reference may point to; None for any."""
    if reference.attribute in _ANY_TARGET:
        name = local_name(reference.element)
        return (
            group("gradient") if name in group("gradient") else frozenset(("pattern",)) if name == "pattern" else None
        )
    if reference.attribute in ("fill", "stroke", "style"):
        return group("server") if reference.attribute != "style" else None
    kind = {"clip-path": "clipPath", "mask": "mask", "filter": "filter"}.get(reference.attribute, "marker")
    return frozenset((kind,))


def _twins(survey: Survey, kinds: frozenset[str] | None) -> bool:
    """True if two elements of the kind looked for share an id: then one of them was meant, and L002 says so."""
    return any(
        len(elements) > 1 and any(kinds is None or local_name(e) in kinds for e in elements)
        for elements in survey.ids.values()
    )


def _bearers(survey: Survey, kinds: frozenset[str] | None) -> list[str]:
    """The ids of elements of the kind looked for; none when they are too many to compare each with each."""
    ids = [
        i
        for i, elements in survey.ids.items()
        if i.isprintable() and " " not in i and (kinds is None or any(local_name(e) in kinds for e in elements))
    ]
    return ids if len(ids) * len(survey.references) <= MOST_COMPARED else []


def _finding(survey: Survey, reference: Reference, fitting: list[str], used: set[str]) -> Finding:
    start, end = reference.span(survey.document)
    message = f"no element has the id {reference.target!r}"
    meant, safety = _meant(reference.target, fitting, used)
    if meant is None:
        return Finding(start, end, message)
    repair = Repair((Edit(start, end, meant),), safety, f"the reference is corrected to #{meant}")
    return Finding(start, end, f"{message}; {meant!r} exists", repair)


def _meant(target: str, fitting: list[str], used: set[str]) -> tuple[str | None, Safety]:
    same = [i for i in fitting if nearness.folded(i) == nearness.folded(target)]
    near = same or nearness.nearest(target, fitting)
    if len(near) == 1:
        return near[0], Safety.SAFE
    for choices in ([i for i in near if i not in used], [i for i in near if target.startswith(i)]):
        if len(choices) == 1:
            return choices[0], Safety.UNSAFE
    loose = [i for i in fitting if len(i) > 2 and (i.startswith(target) or target.startswith(i))]
    for choices in ([i for i in loose if i not in used], loose):
        if len(choices) == 1:
            return choices[0], Safety.UNSAFE
    return None, Safety.MANUAL
