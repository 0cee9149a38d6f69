"""Two elements have the same id.

## Why it is bad

A reference finds the first one only.

## What the repair does

When that is of a kind the reference cannot use, as when a path and the gradient it is filled with have one name, and
just one twin is of the right kind, that twin gets a name of its own and the reference with it. When a reference to
some other id finds nothing, one of the twins was meant to have that id: the later one gets it (the one whose kind the
reference needs). When every reference finds something, the repetition is only mentioned.

## How safe it is

Both are guesses, and unsafe.

## Source

XML 1.0, section 3.3.1 (ID is unique); DOM, getElementById (the first counts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import count

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import Reference, local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.rules.links.l001_unresolved_reference import MOST_COMPARED, targets
from svgguard.text import nearness
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "L002",
    "duplicate-id",
    DOCUMENT,
    Severity.WARNING,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><linearGradient id="a"/><rect width="4" height="5" fill="url(#a)"/><rect width="4" height="5" fill="url(#grass)"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><linearGradient id="grass"/><rect width="4" height="5" fill="url(#a)"/><rect width="4" height="5" fill="url(#grass)"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path id="leaf" d="M4 5h6v7z" fill="url(#leaf)"/><linearGradient id="leaf"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path id="leaf" d="M4 5h6v7z" fill="url(#leaf-2)"/><linearGradient id="leaf-2"/></svg>',
            Safety.UNSAFE,
        ),
    ],
)
def duplicate_id(survey: Survey) -> Iterable[Finding]:
    shared = {name: elements for name, elements in survey.ids.items() if len(elements) > 1}
    if not shared:
        return
    dangling = _dangling(survey)
    misled = _misled(survey, shared)
    for name, elements in shared.items():
        if name in misled:
            yield from _parted(survey, name, elements, misled[name])
        else:
            yield from _among(survey, name, elements, dangling)


def _misled(survey: Survey, shared: Mapping[str, list[etree._Element]]) -> dict[str, list[Reference]]:
    """By id: the references that find an element they cannot use, while just one of its twins is what they need."""
    found: dict[str, list[Reference]] = {}
    named = {name: Counter(map(local_name, twins)) for name, twins in shared.items()}
    for reference in survey.references:
        kinds, twins = targets(reference), shared.get(reference.target, [])
        if kinds is None or not twins or local_name(twins[0]) in kinds:
            continue
        if sum(named[reference.target][kind] for kind in kinds) == 1:
            found.setdefault(reference.target, []).append(reference)
    return found


def _parted(survey: Survey, name: str, twins: list[etree._Element], references: list[Reference]) -> Iterable[Finding]:
    """The one twin that the references need gets a name of its own; the others are only mentioned."""
    kinds = targets(references[0]) or frozenset()
    needed = next(twin for twin in twins if local_name(twin) in kinds)
    for twin in twins[1:]:
        if twin is not needed:
            yield _finding(survey, name, twin, None)
            continue
        at = survey.document.attribute(twin, "id")
        own = next(new for n in count(2) if (new := f"{name}-{n}") not in survey.ids)
        places = [(at.value_start, at.value_end), *(r.span(survey.document) for r in references if targets(r) == kinds)]
        edits = tuple(Edit(start, end, own) for start, end in places)
        message = f"the id {name!r} is taken by <{local_name(twins[0])}>, and a <{local_name(twin)}> is referred to"
        yield Finding(at.start, at.end, message, Repair(edits, Safety.UNSAFE, f"it becomes {own!r}"))


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
