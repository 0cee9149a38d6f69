"""What stands around a number written wrongly: the evidence by which `svg.number` reads it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import cast

from lxml import etree

from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect, local_name
from svgguard.svg import grammar
from svgguard.svg.grammar import GrammarName
from svgguard.svg.number import Context

SCALARS: tuple[GrammarName, ...] = ("length", "size", "position", "spacing", "font-size", "number", "alpha")
"""The grammars of one number."""
LISTS: tuple[GrammarName, ...] = ("lengths", "dashes", "numbers")
"""The grammars of lists of numbers."""
_MOST = 4
"""Siblings looked at on either side."""
_ACROSS = frozenset("x x1 x2 cx fx dx width rx".split())
_DOWN = frozenset("y y1 y2 cy fy dy height ry".split())


def place(suspect: Suspect, survey: Survey) -> Context:
    """Where the number or the list of a suspect stands, whose grammar is one of `SCALARS` and `LISTS`."""
    pattern = cast(GrammarName, suspect.grammar)
    before = tuple(reversed(tuple(_values(suspect, pattern, preceding=True))))
    after = tuple(_values(suspect, pattern, preceding=False))
    return Context(suspect.name, pattern, _extent(suspect, survey), before, after)


def _values(suspect: Suspect, pattern: GrammarName, *, preceding: bool) -> Iterator[str]:
    """The same attribute of the nearest siblings of the same name, nearest first, up to one that is wrong."""
    siblings = suspect.element.itersiblings(suspect.element.tag, preceding=preceding)
    accepts = grammar.matcher(pattern)
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
    """True if the element's lengths are fractions of the box of what it is used on."""
    name = local_name(element)
    kind = {"mask": "maskUnits", "filter": "filterUnits", "pattern": "patternUnits"}.get(name, "gradientUnits")
    return (name.endswith("Gradient") or kind != "gradientUnits") and element.get(kind) != "userSpaceOnUse"
