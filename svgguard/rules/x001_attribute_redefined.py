"""An attribute stands twice on an element ("Attribute x1 redefined").

On an element that lacks a geometry attribute, the second name is usually a slip: `<line x1="8" y1="3" x1="9" y2="4"/>` means
`x2`, also when both values are equal. What an element can do without (`ry` of a rectangle) is read so only when the twins
stand side by side. The names are read by their place in the customary order (x1 y1 x2 y2) and the one out
of place is renamed. Otherwise the same value twice loses one, which is safe, and of different values the first is kept, as HTML does,
which is safe too but is said, since the second is lost.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator

from svgguard import vocabulary
from svgguard.rules import Stage, rule
from svgguard.syntax import Attribute, Element, SyntaxTree
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "X001",
    "attribute-redefined",
    Stage.SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="8" y1="3" x1="9" y2="4" stroke="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="8" y1="3" x2="9" y2="4" stroke="red"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="0" y1="100" x2="100" y1="100"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="0" y1="100" x2="100" y2="100"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="220" y2="170" x2="210" y2="190"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="220" y1="170" x2="210" y2="190"/></svg>',
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red" fill="blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
        ),
    ],
)
def attribute_redefined(tree: SyntaxTree) -> Iterable[Finding]:
    for element in tree.elements:
        names = element.token.attribute_names
        if len(set(names)) < len(names):
            yield from _in_tag(element, tree.text)


def _in_tag(element: Element, text: str) -> Iterator[Finding]:
    attributes = element.token.attributes
    renamed = _misnamed(element)
    first: dict[str, Attribute] = {}
    for attribute in attributes:
        if attribute in renamed:
            meant = renamed[attribute]
            message = f"Attribute {attribute.name} redefined: this one is {meant}, which is missing"
            edit = Edit(attribute.start, attribute.name_end, meant)
            yield Finding(attribute.start, attribute.end, message, Repair((edit,), Safety.SAFE, f"renamed to {meant}"))
            continue
        kept = first.setdefault(attribute.name, attribute)
        if kept is not attribute:
            yield _dropped(attribute, kept, text)


def _dropped(attribute: Attribute, kept: Attribute, text: str) -> Finding:
    start = attribute.start
    while text[start - 1].isspace():
        start -= 1
    if attribute.value == kept.value:
        message, how = f"Attribute {attribute.name} redefined with the same value", "one of the two is dropped"
    else:
        message = f"Attribute {attribute.name} redefined: {kept.value!r}, then {attribute.value!r}"
        how = f"the first is kept, {attribute.value!r} is lost"
    edit = Edit(start, attribute.end, "")
    return Finding(attribute.start, attribute.end, message, Repair((edit,), Safety.SAFE, how))


_MOST = 64
"""More attributes than any element has are not read for what was meant."""


def _misnamed(element: Element) -> dict[Attribute, str]:
    """The attributes that bear a name twice given where a geometry attribute is missing, and the name each means."""
    if len(element.token.attributes) > _MOST:
        return {}
    order = vocabulary.geometry(element.name.removeprefix("svg:"))
    present = [a for a in element.token.attributes if a.name in order]
    counts = Counter(a.name for a in present)
    missing = [name for name in order if name not in counts]
    renamed: dict[Attribute, str] = {}
    for name in [n for n in order if counts[n] > 1]:
        twins = [a for a in present if a.name == name]
        for meant in missing:
            if meant not in vocabulary.needed(element.name) and not _side_by_side(twins, element.token.attributes):
                continue
            choice = _out_of_place(twins, meant, present, order, renamed)
            if choice is not None and choice not in renamed:
                renamed[choice] = meant
                missing.remove(meant)
                break
    return renamed


def _side_by_side(twins: list[Attribute], attributes: list[Attribute]) -> bool:
    """Whether two of the twins stand next to each other, as the halves of a pair are written."""
    places = [attributes.index(twin) for twin in twins]
    return any(b - a == 1 for a, b in itertools.pairwise(places))


def _out_of_place(
    twins: list[Attribute], meant: str, present: list[Attribute], order: tuple[str, ...], renamed: dict[Attribute, str]
) -> Attribute | None:
    """Which of the twins, called `meant`, puts the names in their customary order; None when no reading does."""
    if not _related(twins[0].name, meant):
        return None
    best: tuple[int, int, Attribute] | None = None
    for position, twin in enumerate(twins):
        places = [order.index(meant if a is twin else renamed.get(a, a.name)) for a in present]
        disorder = sum(a > b for a, b in itertools.pairwise(places))
        # The later of two equal readings: the first name written was more likely meant as written.
        if best is None or (disorder, -position) < best[:2]:
            best = (disorder, -position, twin)
    return best[2] if best else None


def _related(name: str, meant: str) -> bool:
    """Whether one of two geometry names is plausibly a slip for the other."""
    if len(name) == len(meant) and sum(a != b for a, b in zip(name, meant, strict=True)) == 1:
        return True
    return {name, meant} in ({"width", "height"}, {"points", "d"})
