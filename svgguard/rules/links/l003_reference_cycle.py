"""A reference that leads back to itself.

## Why it is bad

A `<use>` inside the group it draws, a pattern filled with itself, gradients that inherit from each other: a viewer
draws nothing for it, and a careless one never ends.

## What the repair does

The repair deletes the reference that closes the circle, a `<use>` as a whole; a paint becomes `none`.

## How safe it is

Unsafe: what was meant is not known, but nothing is lost that could have been drawn.

## Source

SVG 2, section 5.6 and 14: circular references are invalid.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import Reference, Suspect, local_name
from svgguard.rules import DOCUMENT, rule
from svgguard.rules.links.l001_unresolved_reference import targets
from svgguard.svg import vocabulary
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "L003",
    "reference-cycle",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><rect width="4" height="5"/><use href="#a"/></g></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><rect width="4" height="5"/></g></svg>',
            Safety.UNSAFE,
        )
    ],
)
def reference_cycle(survey: Survey) -> Iterable[Finding]:
    for reference in _closing(survey):
        yield _finding(survey, reference)


def _finding(survey: Survey, reference: Reference) -> Finding:
    message = f"#{reference.target} refers to itself"
    if local_name(reference.element) == "use":
        start = survey.document.start_tag(reference.element)
        edit = Edit(start.start, survey.document.after(reference.element), "")
        return Finding(start.start, start.end, message, Repair((edit,), Safety.UNSAFE, "the <use> is deleted"))
    name = reference.attribute
    value = str(reference.element.get(name) or "")
    suspect = Suspect(survey.document, reference.element, name, name, value, "reference")
    if name in ("fill", "stroke"):
        # Without the attribute it would be painted as what it stands in is, or black.
        return suspect.finding(message, "none", Safety.UNSAFE, "nothing is painted, as before")
    return suspect.unrepaired(message) if name == "style" else suspect.removed(message)


def _closing(survey: Survey) -> list[Reference]:
    """The references that close a circle, found by a walk that never visits an id twice."""
    owned = _owned(survey)
    state: dict[str, int] = {}
    closing: list[Reference] = []
    for start in owned:
        if state.get(start):
            continue
        state[start] = 1
        stack = [(start, iter(owned[start]))]
        while stack:
            name, references = stack[-1]
            reference = next(references, None)
            if reference is None:
                state[name] = 2
                stack.pop()
            elif reference.target not in owned or not _leads(reference, survey):
                continue
            elif state.get(reference.target) == 1:
                closing.append(reference)
            elif not state.get(reference.target):
                state[reference.target] = 1
                stack.append((reference.target, iter(owned[reference.target])))
    return closing


def _leads(reference: Reference, survey: Survey) -> bool:
    """True if the reference finds something it can draw with; links and animations only point at what they mean."""
    if local_name(reference.element) in vocabulary.group("animation") | {"a"}:
        return False
    # A gradient's own paint draws nothing.
    kinds = targets(reference)
    if kinds is not None and local_name(survey.ids[reference.target][0]) not in kinds:
        return False
    painted = reference.attribute in ("fill", "stroke")
    return not (painted and local_name(reference.element) in vocabulary.group("gradient"))


def _owned(survey: Survey) -> dict[str, list[Reference]]:
    """By id, the references that stand in the element of that id or anywhere inside it."""
    owners: dict[etree._Element, str] = {elements[0]: name for name, elements in survey.ids.items()}
    owned: dict[str, list[Reference]] = {}
    for reference in survey.references:
        element: etree._Element | None = reference.element
        while element is not None:
            if element in owners:
                owned.setdefault(owners[element], []).append(reference)
            element = element.getparent()
    return owned
