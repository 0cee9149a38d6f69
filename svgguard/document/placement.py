"""Wrong transforms, and whether what they move stays on the canvas when they are repaired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from svgguard.document import geometry
from svgguard.document.survey import Survey
from svgguard.document.suspects import Suspect
from svgguard.svg import matrix, transform
from svgguard.svg.geometry import Matrix
from svgguard.svg.repair import ValueFault
from svgguard.svg.transform import TransformFault
from svgguard.types import Finding

_MOST_SUSPECTS = 50
"""Transforms whose effect is looked at; a document with more is broken throughout."""
_MOST_SHAPES = 200
"""Shapes looked at; a group is on the canvas if one of its first is."""


def read(suspects: Iterable[Suspect], survey: Survey) -> Iterator[tuple[ValueFault, Finding]]:
    """What each wrong transform was meant to be, and its kind of fault."""
    for place, suspect in enumerate(suspects):
        meant = transform.repair(suspect.value, survey.centre)
        # A lost bracket or a unit says for certain what was meant, wherever that is; a function SVG lacks does not.
        doubtful = meant.kind is TransformFault.TRANSFORM and place < _MOST_SUSPECTS
        if meant.value is not None and doubtful and _moves_away(suspect, meant.value, survey):
            message = f"{meant.message}; as {meant.value!r} it would leave the canvas, where it now is"
            yield meant.kind, suspect.finding(message, None)
        else:
            yield meant.kind, suspect.finding(meant.message, meant.value, meant.safety)


def _moves_away(suspect: Suspect, value: str, survey: Survey) -> bool:
    """True if nothing of the element is on the canvas with the transform, and something is without it."""
    if survey.canvas is None or suspect.name != "transform":
        return False
    outer = geometry.to_root(suspect.element)
    if outer is None:
        return False
    inner = outer @ matrix.read(value)
    return not _visible(suspect, inner, survey) and _visible(suspect, outer, survey)


def _visible(suspect: Suspect, to_root: Matrix, survey: Survey) -> bool:
    if survey.canvas is None:
        return False
    canvas = survey.canvas.box
    boxes = (shape.box for shape in islice(geometry.shapes(suspect.element, survey.ids, to_root), _MOST_SHAPES))
    return any(
        b.left < canvas.right and b.right > canvas.left and b.top < canvas.bottom and b.bottom > canvas.top
        for b in boxes
    )
