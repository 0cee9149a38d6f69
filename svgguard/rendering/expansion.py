"""How much an engine would draw: elements reached through ``use``, patterns, markers, masks and the like, each as often
as it is drawn. A few hundred bytes of references can multiply into more than any machine draws, nest deeper than an
engine's stack, or run in a circle; what an engine does then ranges from an error to a crash.

Counts are upper bounds: what stands in ``defs`` counts as drawn once, and a style sheet's rule counts for every element
that its last compound selector could mean.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from svgguard.rendering.engine import CostError
from svgguard.svg.style import declarations
from svgguard.svg.vocabulary import XLINK_NAMESPACE

XLINK_HREF = f"{{{XLINK_NAMESPACE}}}href"

_CONTENT = frozenset(("", "href", XLINK_HREF))
"""The names of references that make their target part of the element, which children are too."""
_LINKS_ONLY = frozenset(("a", "textPath", "mpath", "animate", "animateMotion", "animateTransform", "set", "discard"))
"""Elements whose ``href`` draws nothing."""
_GRADIENTS = frozenset(("linearGradient", "radialGradient", "meshgradient", "solidcolor"))
"""Targets that draw nothing themselves; engines follow chains and circles of them without harm."""
_FILTER_PRIMITIVE_WEIGHT = 100
"""What one filter primitive costs, in elements: it visits every pixel of its region."""
_CHARACTERS = 200
"""Characters of path data or text that cost as much as an element."""
_MOST_STYLED = 500_000
"""References in style sheets times elements; each may stand for one in the graph, of some 100 bytes."""
_CEILING = 10**9
"""Counts stop growing here, so that sums of sums stay small numbers."""

_URL = re.compile(r"""url\(\s*+['"]?\s*+#([^'"()]*+)['"]?\s*+\)""", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_REFERS = re.compile(rb"url\(|href=", re.IGNORECASE)
_COMBINATOR = re.compile(r"[\s>+~]+")
_SIMPLE = re.compile(r"[.#]?[\w-]+")


@dataclass(slots=True, eq=False)
class _Reference:
    """From an element to one it draws again; `name` is the attribute or property it comes from."""

    target: int
    name: str = ""
    """Empty for a child, which is reached by standing inside."""
    in_stylesheet: bool = False
    cut: bool = False


@dataclass(slots=True)
class _Counts:
    """What an element and all below it amount to when drawn once."""

    elements: int = 0
    vertices: int = 0
    weight: int = 0
    depth: int = 0


@dataclass(slots=True)
class Expansion:
    """The outcome of `expand`."""

    weight: int
    """Elements drawn, with filter primitives and long paths and texts counted as many."""
    depth: int
    """Elements nested in one another when drawn."""
    circular: list[tuple[etree._Element, str]] = field(default_factory=list)
    """Element and attribute or property of the references that close a circle; the counts leave them out."""
    circular_stylesheet: bool = False
    """True if a style sheet closes one."""


def local_name(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Name and value of each attribute."""
    return [(str(name), str(value)) for name, value in element.items()]


def expand(root: etree._Element) -> Expansion:
    """What drawing the document amounts to; linear in its size, without recursion."""
    elements = list(root.iter(etree.Element))
    expansion = Expansion(0, 0)
    if _REFERS.search(etree.tostring(root)) is None:
        # Nothing refers to anything: it is drawn as it stands, and the limits of a document bound its depth.
        expansion.weight = sum(_weight(element) for element in elements)
        return expansion
    edges = _edges(elements)
    counts: dict[int, _Counts] = {}
    for component in _components(edges):
        inside = frozenset(component)
        for source in sorted(component, reverse=True):  # children before what they stand in
            for edge in edges[source]:
                if edge.name and edge.target in inside:
                    _cut(edge, elements[source], elements[edge.target], expansion)
            counts[source] = _count(elements[source], [e for e in edges[source] if not e.cut], counts)
    expansion.weight, expansion.depth = counts[0].weight, counts[0].depth
    return expansion


def _cut(edge: _Reference, source: etree._Element, target: etree._Element, expansion: Expansion) -> None:
    """Leave a reference that is part of a circle out of the counts, and report it."""
    edge.cut = True
    if not edge.in_stylesheet:
        expansion.circular.append((source, edge.name))
    elif target is not source and target not in source.iterancestors():
        # Engines notice for themselves when something draws what it stands in, and only then.
        expansion.circular_stylesheet = True


def _components(edges: list[list[_Reference]]) -> Iterator[list[int]]:
    """The strongly connected components reached from the root, each after all that it leads to (Tarjan's algorithm)."""
    order = {0: 0}
    lowest = {0: 0}
    pending = [0]
    done: set[int] = set()
    way = [(0, iter(edges[0]))]
    while way:
        node, rest = way[-1]
        for edge in rest:
            if edge.target not in order:
                order[edge.target] = lowest[edge.target] = len(order)
                pending.append(edge.target)
                way.append((edge.target, iter(edges[edge.target])))
                break
            if edge.target not in done:
                lowest[node] = min(lowest[node], order[edge.target])
        else:
            way.pop()
            if way:
                lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[node])
            if lowest[node] == order[node]:
                component = [pending.pop()]
                while component[-1] != node:
                    component.append(pending.pop())
                done.update(component)
                yield component


def _count(element: etree._Element, edges: list[_Reference], counts: dict[int, _Counts]) -> _Counts:
    """The counts of an element, given those of everything it leads to."""
    # No vertex takes fewer than two characters.
    total = _Counts(elements=1, vertices=1 + _geometry(element) // 2, weight=_weight(element))
    for edge in edges:
        target = counts[edge.target]
        total.depth = max(total.depth, target.depth)
        if edge.name in _CONTENT:
            total.elements += target.elements
            total.vertices += target.vertices
            total.weight += target.weight
    total.depth += 1
    for edge in edges:
        if edge.name not in _CONTENT:
            total.weight += _times_drawn(edge.name, total) * counts[edge.target].weight
    return _Counts(*(min(n, _CEILING) for n in (total.elements, total.vertices, total.weight, total.depth)))


def _geometry(element: etree._Element) -> int:
    return len(element.get("d", "")) + len(element.get("points", "")) if element.attrib else 0


def _weight(element: etree._Element) -> int:
    """What an element costs by itself."""
    own = _FILTER_PRIMITIVE_WEIGHT if local_name(element).startswith("fe") else 1
    return own + (_geometry(element) + len(element.text or "")) // _CHARACTERS


def _times_drawn(name: str, total: _Counts) -> int:
    """How often an element of these counts draws what its property `name` names; paint and markers are inherited."""
    if name in ("fill", "stroke"):
        return total.elements
    return total.vertices if name.startswith("marker") else 1


def _edges(elements: list[etree._Element]) -> list[list[_Reference]]:
    """For each element its children and what it refers to."""
    number = {element: i for i, element in enumerate(elements)}
    ids: dict[str, int] = {}
    for i, element in enumerate(elements):
        ids.setdefault(element.get("id", ""), i)
    ids.pop("", None)
    rules = _stylesheet_references(elements)
    named = {name for references in rules.values() for name in references}
    if len(named) * len(elements) > _MOST_STYLED:
        raise CostError(f"not rendered: {len(named)} references in style sheets, for each of {len(elements)} elements")
    edges: list[list[_Reference]] = []
    for element in elements:
        out = [_Reference(number[child]) for child in element.iterchildren(etree.Element)]
        if local_name(element) not in _LINKS_ONLY | _GRADIENTS:
            written = [*_written(element)] if element.attrib else []
            if rules:
                written += ((n, t, True) for key in _keys(element) for n, t in rules.get(key, ()))
            for name, target, in_stylesheet in written:
                if target in ids and local_name(elements[ids[target]]) not in _GRADIENTS:
                    out.append(_Reference(ids[target], name, in_stylesheet))
        edges.append(out)
    return edges


def _written(element: etree._Element) -> Iterator[tuple[str, str, bool]]:
    """Name and target id of each reference written on an element."""
    for name, value in attributes(element):
        if name in ("href", XLINK_HREF):
            if value.strip().startswith("#"):
                yield name, value.strip()[1:], False
        elif name == "style":
            for said in declarations(value):
                yield from ((said.name.lower(), target, False) for target in _targets(said.value))
        else:
            yield from ((name, target, False) for target in _targets(value))


def _targets(value: str) -> list[str]:
    """The ids that a value refers to."""
    return [target.strip() for target in _URL.findall(value)] if "#" in value else []


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Prelude and block of each rule; one read within an at-rule stands for itself."""
    for piece in sheet.split("}")[:-1]:
        around, brace, block = piece.rpartition("{")
        if brace:
            yield around.rpartition("{")[2], block


def _stylesheet_references(elements: list[etree._Element]) -> dict[str, dict[tuple[str, str], None]]:
    """Property and target id of each reference in a style sheet, by the simple selectors it may stand for."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for element in elements:
        if local_name(element) != "style":
            continue
        for prelude, block in _rules(_COMMENT.sub("", element.text or "")):
            references = [(d.name.lower(), target) for d in declarations(block) for target in _targets(d.value)]
            for selector in prelude.split(",") if references else ():
                text = _COMBINATOR.split(selector.strip())[-1] or "*"
                # The rarest part of a compound decides where it can match; anything intricate may match anywhere.
                simple = [] if re.search(r"[\[\]:*()\\]", text) else _SIMPLE.findall(text)
                found[max(simple, key=lambda s: s[0] in ".#") if simple else "*"] |= dict.fromkeys(references)
    return found


def _keys(element: etree._Element) -> Iterator[str]:
    """The simple selectors that an element answers to."""
    yield "*"
    yield local_name(element)
    yield from (f".{name}" for name in dict.fromkeys(element.get("class", "").split()))
    if "id" in element.attrib:
        yield f"#{element.get('id')}"
