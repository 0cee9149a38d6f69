"""An attribute stands twice on an element ("Attribute x1 redefined").

## Why it is bad

A strict parser stops at it, and nothing of the document is drawn. On an element that lacks a geometry attribute, the
second name is usually a slip: `<line x1="8" y1="3" x1="9" y2="4"/>` means `x2`, also when both values are equal.

## What the repair does

What an element can do without (`ry` of a rectangle) is read so only when the twins stand side by side or the names
become the whole customary row (x1 y1 x2 y2); the one out of place in it is renamed. A tag that holds all its names
twice, in the same order, is two tags, and a value that is not valid for its name, `stroke="2"` beside `stroke="red"`, is
the attribute that such elements have in this document. Otherwise the same value twice loses one, and of different
values the first is kept, as HTML does, and it is said what the second was.

## How safe it is

Safe: a viewer that recovers keeps the first as well, and a missing geometry name has one meaning. Two tags in one,
and a name by its value, are guesses and unsafe.

## Source

XML 1.0, section 3.1 (unique attribute specification). The kept twin is the one that the HTML standard keeps
(duplicate-attribute parse error).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from svgguard.document.survey import accepts
from svgguard.rules import SYNTAX, rule
from svgguard.svg import vocabulary
from svgguard.syntax import Attribute, Element, SyntaxTree
from svgguard.types import Edit, Finding, Repair, Safety, Severity


@rule(
    "X001",
    "attribute-redefined",
    SYNTAX,
    Severity.FATAL,
    examples=[
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="8" y1="3" x1="9" y2="4" stroke="red"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="8" y1="3" x2="9" y2="4" stroke="red"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="0" y1="100" x2="100" y1="100"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="0" y1="100" x2="100" y2="100"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x="0" y="200" x="800" y="200"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="0" y1="200" x2="800" y2="200"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="220" y2="170" x2="210" y2="190"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><line x1="220" y1="170" x2="210" y2="190"/></svg>',
            Safety.SAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="2" r="3" cx="9" r="4"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><circle cx="2" r="3"/><circle cx="9" r="4"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M4 5h6" stroke="red" stroke="2"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><path d="M4 5h6" stroke="red" stroke-width="2"/></svg>',
            Safety.UNSAFE,
        ),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red" fill="blue"/></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="5" fill="red"/></svg>',
            Safety.SAFE,
        ),
    ],
)
def attribute_redefined(tree: SyntaxTree) -> Iterable[Finding]:
    for element in tree.elements:
        names = element.token.attribute_names
        if len(set(names)) < len(names):
            yield from _in_tag(element, tree)


def _in_tag(element: Element, tree: SyntaxTree) -> Iterator[Finding]:
    attributes, text = element.token.attributes, tree.text
    if (second := _fused(element)) is not None:
        edit = Edit(attributes[attributes.index(second) - 1].end, second.start, f"/><{element.name} ")
        message = f"Attribute {second.name} redefined, and all after it: two <{element.name}> in one tag"
        yield Finding(second.start, attributes[-1].end, message, Repair((edit,), Safety.UNSAFE, "parted into two"))
        return
    misnamed = _misnamed(element)
    renamed = misnamed | _by_value(element, tree, misnamed)
    first: dict[str, Attribute] = {}
    for attribute in attributes:
        if attribute in renamed:
            meant = renamed[attribute]
            message = f"Attribute {attribute.name} redefined: this one is {meant}, which is missing"
            edit = Edit(attribute.start, attribute.name_end, meant)
            repair = Repair((edit,), Safety.SAFE if attribute in misnamed else Safety.UNSAFE, f"renamed to {meant}")
            yield Finding(attribute.start, attribute.end, message, repair)
            continue
        kept = first.setdefault(attribute.name, attribute)
        if kept is not attribute:
            yield _dropped(attribute, kept, text)


def _fused(element: Element) -> Attribute | None:
    """The first attribute of a second element whose tag ran into this one's: all of its names in their order again."""
    attributes = element.token.attributes
    half = len(attributes) // 2
    if not element.token.empty or half < 2 or len(attributes) > _MOST or _ends_of_a_line(element):
        return None
    names = [a.name for a in attributes]
    values = [a.value for a in attributes]
    again = names[:half] == names[half:] and len(set(names)) == half and values[:half] != values[half:]
    return attributes[half] if again else None


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
    if (ends := _ends_of_a_line(element)) is not None:
        return ends
    order = vocabulary.geometry(element.name.removeprefix("svg:"))
    present = [a for a in element.token.attributes if a.name in order]
    counts = Counter(a.name for a in present)
    missing = [name for name in order if name not in counts]
    renamed: dict[Attribute, str] = {}
    for name in [n for n in order if counts[n] > 1]:
        twins = [a for a in present if a.name == name]
        for meant in missing:
            whole = len(missing) == 1 and _completes(twins, meant, present, order)
            needed = meant in vocabulary.needed(element.name)
            if not (needed or whole or _side_by_side(twins, element.token.attributes)):
                continue
            lacking = [n for n in missing if n in vocabulary.needed(element.name)]
            if not (_related(name, meant) or (lacking == [meant] and _follows(twins, meant, present, order))):
                continue
            choice = _out_of_place(twins, meant, present, order, renamed)
            if choice not in renamed:
                renamed[choice] = meant
                missing.remove(meant)
                break
    return renamed


def _ends_of_a_line(element: Element) -> dict[Attribute, str] | None:
    """The attributes of a line whose two ends are both called x and y; None for any other element."""
    named = [a for a in element.token.attributes if a.name in ("x", "y", "x1", "y1", "x2", "y2")]
    if element.name.removeprefix("svg:") != "line" or [a.name for a in named] not in (
        ["x", "y"] * 2,
        ["x", "x", "y", "y"],
    ):
        return None
    seen: Counter[str] = Counter()
    meant: dict[Attribute, str] = {}
    for attribute in named:
        seen[attribute.name] += 1
        meant[attribute] = f"{attribute.name}{seen[attribute.name]}"
    return meant


def _completes(twins: list[Attribute], meant: str, present: list[Attribute], order: tuple[str, ...]) -> bool:
    """True if one of the twins, called `meant`, makes the names just the customary ones in their order."""
    names = [[meant if a is twin else a.name for a in present] for twin in twins]
    return list(order) in names


def _follows(twins: list[Attribute], meant: str, present: list[Attribute], order: tuple[str, ...]) -> bool:
    """True if a later twin stands just after the name that customarily comes before `meant`."""
    before = order[order.index(meant) - 1] if order.index(meant) else ""
    return any(present[present.index(twin) - 1].name in (before, twin.name) for twin in twins[1:])


def _by_value(element: Element, tree: SyntaxTree, renamed: Mapping[Attribute, str]) -> dict[Attribute, str]:
    """The twins whose value is not valid for their name, but is one for an attribute that such elements have here."""
    attributes = element.token.attributes
    if len(attributes) > _MOST:
        return {}
    name = element.name.removeprefix("svg:")
    counts = Counter(a.name for a in attributes if a not in renamed)
    found: dict[Attribute, str] = {}
    for twin in attributes:
        if counts[twin.name] < 2 or twin in renamed or accepts(name, twin.name, twin.value):
            continue
        absent = [n for n in _habits(name, tree) if n not in counts and n not in found.values()]
        absent += [n for n in _COMPANIONS.get(twin.name, ()) if n not in counts and n not in absent]
        typed = [n for n in absent if vocabulary.grammar(name, n) and accepts(name, n, twin.value)]
        near = [n for n in typed if n.startswith(f"{twin.name}-")] or typed
        if near:
            found[twin] = near[0]
            counts[twin.name] -= 1
    return found


_COMPANIONS = {
    "stroke": ("stroke-width", "stroke-linecap", "stroke-linejoin"),
    "fill": ("fill-opacity", "fill-rule"),
    "offset": ("stop-color",),
    "font-family": ("font-size", "font-weight"),
}
"""What usually follows an attribute, where the document does not say."""


def _habits(name: str, tree: SyntaxTree) -> list[str]:
    """The attributes of the elements of that name, the most used first."""
    alike = itertools.islice((e for e in tree.elements if e.name == name), _MOST)
    return [n for n, _ in Counter(n for e in alike for n in e.token.attribute_names).most_common()]


def _side_by_side(twins: list[Attribute], attributes: list[Attribute]) -> bool:
    """True if two of the twins stand next to each other, as the halves of a pair are written."""
    places = [attributes.index(twin) for twin in twins]
    return any(b - a == 1 for a, b in itertools.pairwise(places))


def _out_of_place(
    twins: list[Attribute], meant: str, present: list[Attribute], order: tuple[str, ...], renamed: dict[Attribute, str]
) -> Attribute:
    """Which of the twins, called `meant`, puts the names in their customary order, or nearest to it."""

    def disorder(twin: Attribute) -> int:
        places = [order.index(meant if a is twin else renamed.get(a, a.name)) for a in present]
        return sum(a > b for a, b in itertools.pairwise(places))

    # The later of two equal readings: the first name written was more likely meant as written.
    return min(reversed(twins), key=disorder)


def _related(name: str, meant: str) -> bool:
    """True if one of two geometry names is plausibly a slip for the other."""
    if len(name) == len(meant) and sum(a != b for a, b in zip(name, meant, strict=True)) == 1:
        return True
    return {name, meant} in ({"width", "height"}, {"points", "d"}, {"from", "to"})
