"""Readings: what each value that its grammar rejects was meant to be, asked once, and the faults that it shows.

The values of one grammar are read by one function, by the grammar's name in `_READERS`; a value that stands in a
document often is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

from svgguard.document import neighbours, placement, swallowed
from svgguard.document.survey import Survey, accepts
from svgguard.document.suspects import Suspect, SuspectKind
from svgguard.svg import colour, iri, keyword, number, number_list, points, vocabulary
from svgguard.svg.iri import IriFault
from svgguard.svg.keyword import KeywordFault
from svgguard.svg.number import NumberFault
from svgguard.svg.path import repair as path
from svgguard.svg.path.style import commands
from svgguard.svg.repair import ValueFault, ValueRepair
from svgguard.text import spaces
from svgguard.types import Finding, Safety


class NeighbourFault(ValueFault):
    """What is wrong with a value that its neighbours explain, or that any grammar rejects."""

    SWALLOWED = "swallowed-attribute"
    PAIR = "two-in-one"
    SPACE = "foreign-space"
    TOO_LONG = "too-long-value"


Named: TypeAlias = tuple[ValueFault, Finding]


def value_faults(survey: Survey) -> Iterator[Named]:
    """The faults of every rejected value, in the order of the grammars, and within one of the document."""
    limits = survey.document.limits
    unread = limits.broken
    for grammar, read in _READERS.items():
        left: list[Suspect] = []
        for suspect in survey.suspects.get(grammar, ()):
            unread -= (size := len(suspect.value))
            if size > limits.value or unread < 0:
                message = f"{suspect.name} is no {grammar}, and too long to be read in parts: {size:,} characters"
                yield NeighbourFault.TOO_LONG, suspect.unrepaired(message)
            elif (found := swallowed.attributes(suspect)) is not None:
                yield NeighbourFault.SWALLOWED, found
            elif (found := swallowed.pair(suspect)) is not None:
                yield NeighbourFault.PAIR, found
            elif (found := _foreign_space(suspect)) is not None:
                yield NeighbourFault.SPACE, found
            else:
                left.append(suspect)
        if left:
            yield from read(left, survey)


def _foreign_space(suspect: Suspect) -> Finding | None:
    """A finding on a value that is right but for spaces that XML and CSS do not take for white space."""
    plain = spaces.plain(suspect.value)
    if plain == suspect.value or not accepts(suspect.element_name, suspect.name, plain):
        return None
    return suspect.finding("spaces that are no white space in SVG, such as a no-break space", plain)


def _paths(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    siblings = commands(survey.document.text)
    meaning = cache(lambda value: path.repair(value, survey.canvas, siblings))
    for suspect in suspects:
        # As written: a reader of XML makes spaces of the ends of lines.
        if meant := meaning(suspect.raw):
            found = suspect.cut_short(meant.message, meant.value, meant.safety)
            yield from ((fault, found) for fault in meant.faults)


def _points(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    meaning = cache(lambda value: points.repair(value, survey.canvas))
    for suspect in suspects:
        if meant := meaning(suspect.value):
            found = suspect.cut_short(meant.message, meant.value, meant.safety)
            yield from ((fault, found) for fault in meant.faults)


def _numbers(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    for suspect in suspects:
        yield _number(suspect, number.repair(suspect.value, neighbours.place(suspect, survey)))


def _number_lists(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    for suspect in suspects:
        yield _number(suspect, number_list.repair(suspect.value, neighbours.place(suspect, survey)))


def _number(suspect: Suspect, meant: ValueRepair) -> Named:
    if meant.kind is NumberFault.NOT_A_NUMBER and meant.value is None and _can_go(suspect, meant):
        return meant.kind, suspect.removed(meant.message, Safety.UNSAFE, "it is deleted, and the default holds")
    return meant.kind, suspect.finding(meant.message, meant.value, meant.safety)


def _can_go(suspect: Suspect, meant: ValueRepair) -> bool:
    """The default is what a viewer takes, and the element still draws without the attribute."""
    needed = vocabulary.needed(suspect.element_name)
    return meant.safety is not Safety.MANUAL and suspect.attribute != "style" and suspect.name not in needed


def _transforms(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    return placement.read(suspects, survey)


def _colours(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    meaning = cache(lambda value: colour.repair(value, survey.palette, survey.servers))
    for suspect in suspects:
        meant = meaning(suspect.value)
        yield meant.kind, suspect.finding(meant.message, meant.value, meant.safety)


def _references(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    for suspect in suspects:
        meant = iri.repair(suspect.value, survey.ids)
        if meant is None:
            yield IriFault.URL, suspect.finding(f"{suspect.value.strip()[:60]!r} is no reference", None)
        else:
            yield IriFault.URL, suspect.finding(meant.message, meant.value, meant.safety)


def _keywords(suspects: Iterable[Suspect], survey: Survey) -> Iterator[Named]:
    for suspect in suspects:
        meant = keyword.repair(suspect.value, vocabulary.keywords(suspect.element_name, suspect.name))
        # Capitals matter to no browser in what CSS reads, and to every reader of XML elsewhere.
        kind = meant.kind if suspect.name in vocabulary.presentation() else KeywordFault.KEYWORD
        yield kind, suspect.finding(meant.message, meant.value, meant.safety)


def _elsewhere(_suspects: Iterable[Suspect], _survey: Survey) -> Iterator[Named]:
    """Nothing: a rule of its own reads what has not swallowed attributes."""
    return iter(())


_READERS: Mapping[SuspectKind, Callable[[Iterable[Suspect], Survey], Iterator[Named]]] = {
    "path": _paths,
    "points": _points,
    **dict.fromkeys(neighbours.SCALARS, _numbers),
    **dict.fromkeys(neighbours.LISTS, _number_lists),
    "transform": _transforms,
    "paint": _colours,
    "colour": _colours,
    "iri": _references,
    "keyword": _keywords,
    "view-box": _elsewhere,
}
