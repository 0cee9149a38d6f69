"""An attribute that its element does not have.

## Why it is bad

A viewer ignores it, so what it was to say is lost.

## What the repair does

A name in the wrong case, or in a program's spelling (`strokeWidth`), is written as SVG spells it. A name one or two
letters from a single attribute that may stand there, is not there yet and accepts the value, is taken for a
misspelling of it. Geometry by its name on another shape (`x` on a circle, `cx` on a rectangle) is renamed. One whose value other elements refer to as an id, and nothing has it, is that id. Anything else is
only mentioned, as is a name of SVG behind that of a tool (`d2Version`): an attribute nobody reads hurts nobody.

## How safe it is

Safe when one reading is left; unsafe when siblings had to decide, and for geometry: a circle's `x` may be meant as its
left edge. A line has only one beginning, and its `x` and `y` are renamed safely.

## Source

SVG 2, appendix Attribute Index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from svgguard.document.survey import Survey, accepts
from svgguard.document.suspects import Suspect
from svgguard.rules import DOCUMENT, rule
from svgguard.svg import vocabulary
from svgguard.text import nearness
from svgguard.types import Finding, Safety, Severity


@rule(
    "S003",
    "unknown-attribute",
    DOCUMENT,
    Severity.ERROR,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewbox="0 0 9 9"><rect width="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" strokeWidth="2"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" stroke-width="2"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect widht="4" height="5"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle radius="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x="1" y="2" x2="8" y2="9" stroke="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="1" y1="2" x2="8" y2="9" stroke="red"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle x="5" y="6" r="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="5" cy="6" r="4"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g name="hub"><circle r="4"/></g><use href="#hub" x="9"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g id="hub"><circle r="4"/></g><use href="#hub" x="9"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def unknown_attribute(survey: Survey) -> Iterable[Finding]:
    taken: set[tuple[int, str]] = set()
    for suspect in survey.unknown_attributes:
        meant, certain = meaning(suspect, survey)
        place = id(suspect.element), meant or ""
        if meant and place not in taken:
            # A second one that means the same would be an attribute given twice.
            taken.add(place)
            message = f"{suspect.name} is no attribute of <{suspect.element_name}>; {meant} is"
            yield suspect.renamed(message, meant, Safety.SAFE if certain else Safety.UNSAFE)


def meaning(suspect: Suspect, survey: Survey) -> tuple[str | None, bool]:
    """The attribute an unknown one means, and whether that is certain; None when nothing says."""
    element = suspect.element_name
    present = survey.attributes_of(suspect.element)
    plain = nearness.folded(suspect.name)
    # Only names that may be meant are asked whether they accept the value, which takes longer than to see that.
    # A name too long for any attribute is not worth keeping.
    likely = _likely(element, suspect.name) if len(suspect.name) <= _LONGEST else ["id"]
    free = [n for n in likely if n not in present and accepts(element, n, suspect.value)]
    if "id" in free and suspect.value in survey.sought:
        return "id", True
    same = [n for n in free if nearness.folded(n) == plain and ":" not in n]
    if same:
        return same[0], True
    alias = vocabulary.attribute_aliases(element).get(plain)
    if alias in free:
        return alias, True
    other = vocabulary.misnamed(element).get(suspect.name)
    if other and other not in present and accepts(element, other, suspect.value):
        # A circle's x may be its left edge; a line has no other beginning.
        return other, element == "line"
    if suspect.name in vocabulary.every_attribute() or len(plain) < 2:
        return None, False
    near = nearness.nearest(suspect.name.lower(), [n for n in free if len(n) > 2 or len(suspect.name) > 2])
    if len(near) == 1 and _is_owned(suspect.name, near[0]):
        return None, False
    if len(near) == 1:
        return near[0], nearness.distance(suspect.name.lower(), near[0]) < len(near[0]) // 2
    if near:
        return _commonest(near, survey), False
    needed = [n for n in free if n in (*vocabulary.needed(element), "width", "height") and n.startswith(plain)]
    return (needed[0], False) if len(needed) == 1 else (None, False)


def _is_owned(name: str, meant: str) -> bool:
    """True if a name is one of SVG behind that of a tool (``d2Version``): another word, no slip."""
    owner = re.match(r"[a-z0-9]+(?:[-_:]|(?=[A-Z]))", name)
    return owner is not None and name[owner.end() :].lower() == meant.lower()


_LONGEST = 64
"""Characters; no attribute's name is longer, nor any misspelling of one."""


@lru_cache(maxsize=512)
def _likely(element: str, name: str) -> list[str]:
    """The attributes that `meaning` may take `name` for, if they accept its value."""
    plain, most = nearness.folded(name), nearness.tolerance(name)
    alias = vocabulary.attribute_aliases(element).get(plain)

    def may(known: str) -> bool:
        related = known in ("id", alias) or known.startswith(plain) or nearness.folded(known) == plain
        return related or nearness.distance(name.lower(), known, most) <= most

    return sorted(filter(may, vocabulary.attributes(element)))


def _commonest(names: list[str], survey: Survey) -> str:
    """Of several names the one that the document uses most."""
    return max(names, key=lambda n: (survey.used_attributes[n], -len(n)))
