"""Good drawings, and the same without one part: the trials by which a judge is calibrated."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from svgguard import document
from svgguard.data import data
from svgguard.document import Document
from svgguard.parts.by_label.structure import structure
from svgguard.parts.by_picture.layers import Layers
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Specification, drawing, drawings
from svgguard.rendering import render_svg
from svgguard.text import edits
from svgguard.types import Edit, Limits, SvgguardError

_LEAST = 0.0006
"""Share of the picture that a part must change to be missed by anybody: 40 pixels of 256 x 256."""

BACKGROUND = "#fff"
"""What pictures are shown on; models see transparency as black, or not at all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A drawing and a part of it that can be taken away."""

    specification: Specification
    part: str
    svg: str = field(repr=False)
    """The drawing as it is."""
    without: str = field(repr=False)
    """The drawing without the part."""


def trials(names: Iterable[str] | None = None, most: int | None = None, seed: int = 0) -> list[Trial]:
    """Parts of drawings that ship (all by default) that are there by themselves and can be seen: `most` or all of them.

    They are chosen by `seed` and spread over the drawings: one of each before a second of any. Raises
    `svgguard.SpecificationError` for a name that is not known.
    """
    chance = random.Random(seed)  # noqa: S311 -- no secret
    good = [_good(name) for name in (drawings() if names is None else names)]
    queues = [(one, chance.sample(one.parts, len(one.parts))) for one in chance.sample(good, len(good))]
    found: list[Trial] = []
    while queues and (most is None or len(found) < most):
        one, parts = queues.pop(0)
        while parts:
            if (trial := one.trial(parts.pop())) is not None:
                found.append(trial)
                queues.append((one, parts))
                break
    return found


def shown(svg: str, size: int) -> bytes:
    """The picture that is shown to a judge, as PNG; raises `svgguard.RenderError` when it cannot be drawn."""
    return render_svg(svg, size=size, background=BACKGROUND).png


class _Good:
    """A good drawing, and what of it draws each part that is told from the others."""

    def __init__(self, specification: Specification, read: Document) -> None:
        self._specification = specification
        self._read = read
        evidence = structure(read, specification).evidence
        owners = Counter(frozenset(one.elements) for one in evidence.values())
        self._elements = {
            name: one.elements
            for name, one in evidence.items()
            if one.presence is Presence.FOUND and one.exact and one.elements and not one.shared
            if owners[frozenset(one.elements)] == 1
        }

    @property
    def parts(self) -> list[str]:
        return list(self._elements)

    def trial(self, part: str) -> Trial | None:
        """The drawing with and without a part; None when it hardly changes the picture."""
        elements = self._elements[part]
        width, height = self._layers.size
        changed = self._layers.changed(elements).convert("L").histogram()[255]
        if changed < _LEAST * width * height:
            return None
        cut = [Edit(*_span(self._read, element), "") for element in elements]
        return Trial(self._specification, part, self._read.text, edits.apply(self._read.text, sorted(cut)))

    @cached_property
    def _layers(self) -> Layers:
        return Layers(self._read, plain=True)


def _good(name: str) -> _Good:
    specification = drawing(name)
    path = data("prompts") / "drawings" / f"{name}.svg"
    if not path.is_file():
        raise SvgguardError(f"of {name!r} there is a specification and no drawing")
    read = document.read(path.read_text(encoding="utf-8"), Limits())
    if not isinstance(read, Document):
        raise SvgguardError(f"{path.name}: {read.message}")
    return _Good(specification, read)


def _span(read: Document, element: etree._Element) -> tuple[int, int]:
    """Where an element stands in the text, from its start tag to its end."""
    start, closing = read.start_tag(element), read.end_tag(element)
    return start.start, (closing or start).end
