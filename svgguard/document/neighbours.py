"""What stands around a number that is none: the evidence by which `values.number` reads it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from weakref import WeakKeyDictionary

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect, local_name
from svgguard.svg import grammar, number, number_list
from svgguard.svg.mended import Kind, Mended
from svgguard.svg.number import Place
from svgguard.types import Finding, Safety

_SCALARS = ("length", "size", "position", "spacing", "font-size", "number", "alpha")
_LISTS = ("lengths", "dashes", "numbers")
GRAMMARS = (*_SCALARS, *_LISTS)
"""Those of numbers and of lists of numbers."""
_MOST = 4
"""Siblings looked at on either side."""
_ACROSS = frozenset("x x1 x2 cx fx dx width rx".split())
_DOWN = frozenset("y y1 y2 cy fy dy height ry".split())


def place(suspect: Suspect, survey: Survey) -> Place:
    """Where the suspect's number stands."""
    before = tuple(reversed(tuple(_values(suspect, preceding=True))))
    after = tuple(_values(suspect, preceding=False))
    return Place(suspect.name, suspect.grammar, _extent(suspect, survey), before, after)


def _values(suspect: Suspect, *, preceding: bool) -> Iterator[str]:
    """The same attribute of the nearest siblings of the same name, nearest first, up to one that is wrong."""
    siblings = suspect.element.itersiblings(suspect.element.tag, preceding=preceding)
    accepts = grammar.matcher(suspect.grammar)
    for sibling in islice(siblings, _MOST):
        value = sibling.get(suspect.name)
        if value is None or accepts(value) is None:
            return
        yield value


def _extent(suspect: Suspect, survey: Survey) -> float | None:
    """The length that 100 % stands for."""
    if survey.canvas is None or _relative(suspect.element):
        return None
    _, _, width, height = survey.canvas
    if suspect.name in _ACROSS:
        return width
    return height if suspect.name in _DOWN else math.hypot(width, height) / math.sqrt(2)


def _relative(element: etree._Element) -> bool:
    """Whether the element's lengths are fractions of the box of what it is used on."""
    name = local_name(element)
    kind = {"mask": "maskUnits", "filter": "filterUnits", "pattern": "patternUnits"}.get(name, "gradientUnits")
    return (name.endswith("Gradient") or kind != "gradientUnits") and element.get(kind) != "userSpaceOnUse"


def mended(survey: Survey, kind: Kind) -> Iterator[tuple[Suspect, Mended]]:
    """The numbers and lists of numbers whose fault is of that kind, with what was meant."""
    if survey not in _readings:
        _readings[survey] = list(_read(survey))
    return ((suspect, found) for suspect, found in _readings[survey] if found.kind is kind)


_readings: WeakKeyDictionary[Survey, list[tuple[Suspect, Mended]]] = WeakKeyDictionary()
"""What was meant, read once for all the rules that look at numbers."""


def _read(survey: Survey) -> Iterator[tuple[Suspect, Mended]]:
    for name in GRAMMARS:
        for suspect in survey.suspects.get(name, ()):
            mend = number_list.mend if name in _LISTS else number.mend
            yield suspect, mend(suspect.value, place(suspect, survey))


def findings(survey: Survey, kind: Kind) -> Iterable[Finding]:
    """A finding for each number of that kind of fault that can be mended or not."""
    for suspect, found in mended(survey, kind):
        yield suspect.finding(found.message, found.value, found.safety if found.value else Safety.MANUAL)
