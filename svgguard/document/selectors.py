"""Selectors: which elements of a document each one means, found for the whole document at once.

cssselect2 parses them. Matching goes set by set, one step for an element and a compound, so that neither nesting nor
`:has()` multiplies: the work is counted, and what is over its bound raises `SelectorCostError`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

from cssselect2 import parser
from lxml import etree
from tinycss2 import nth

from svgguard.svg.css import tokens
from svgguard.svg.vocabulary import XLINK_NAMESPACE

Places: TypeAlias = set[int]
"""Elements, by their place in the order of the document."""
Specificity: TypeAlias = tuple[int, int, int]

_NEVER = frozenset(
    "active autofill checked current default disabled enabled focus focus-visible focus-within fullscreen future hover"
    " in-range indeterminate invalid modal optional out-of-range past paused placeholder-shown playing popover-open"
    " read-only read-write required target target-within user-invalid user-valid valid visited host".split()
)
"""States that nothing in a picture is in."""
_OF_TYPE = "-of-type"
SCOPE = "scope"
"""The pseudo-class that stands for what a nested rule is nested in."""


class SelectorCostError(Exception):
    """Matching the selectors of a document takes more steps than it is worth."""


class UnknownSelectorError(Exception):
    """A selector is none that browsers know, and its rule is void."""


_LONGEST = 400
"""Tokens of one selector."""


def parsed(prelude: Sequence[Any], namespaces: Mapping[str | None, str]) -> list[Any] | None:
    """The selectors of a rule's prelude (tokens of tinycss2); None where one is no selector and the rule is void."""
    if any(len(run) > _LONGEST for run in tokens.split(prelude)):
        return None
    try:
        return list(parser.parse(prelude, namespaces))
    except parser.SelectorError:
        return None


class Tree:
    """The elements of a document, ready for selectors to be matched."""

    def __init__(self, root: etree._Element, steps: int) -> None:
        self.elements: list[etree._Element] = list(root.iter(etree.Element))
        self._left = steps
        number = {element: place for place, element in enumerate(self.elements)}
        parents = [element.getparent() for element in self.elements]
        self._parent = [-1, *(number[p] for p in parents[1:] if p is not None)]
        self._children: dict[int, list[int]] = defaultdict(list)
        for place, parent in enumerate(self._parent):
            self._children[parent].append(place)
        self._names = [str(element.tag).rpartition("}")[2] for element in self.elements]
        self._by: dict[tuple[str, str], Places] = defaultdict(set)
        for place, element in enumerate(self.elements):
            self._by["name", self._names[place]].add(place)
            self._by["id", element.get("id", "")].add(place)
            for name in element.get("class", "").split():
                self._by["class", name].add(place)
        self._all = set(range(len(self.elements)))
        self._scope: Places = {0}

    def match(self, selector: Any, scope: Places | None = None) -> Places:
        """The elements that a selector means; `scope` is what its rule is nested in, at first the root."""
        self._scope = {0} if scope is None else scope
        return set() if selector.pseudo_element else self._match(selector.parsed_tree)

    @cached_property
    def _ranks(self) -> dict[int, tuple[int, int]]:
        """The place of each element among its siblings, and how many there are."""
        return _ranked(self._children.values())

    @cached_property
    def _ranks_of_type(self) -> dict[int, tuple[int, int]]:
        """The same among those of its name."""
        alike: dict[tuple[int, object], list[int]] = defaultdict(list)
        for place, parent in enumerate(self._parent):
            alike[parent, self.elements[place].tag].append(place)
        return _ranked(alike.values())

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise SelectorCostError

    def _match(self, tree: Any) -> Places:
        # A chain of compounds leans to the left, and is as long as its author likes.
        chain: list[tuple[Any, str]] = []
        while isinstance(tree, parser.CombinedSelector):
            chain.append((tree.right, tree.combinator))
            tree = tree.left
        found = self._compound(tree)
        for compound, combinator in reversed(chain):
            if not found:
                return found
            found = self._compound(compound) & self._forth(found, combinator)
        return found

    def _compound(self, compound: Any) -> Places:
        found: Places | None = None
        late = []
        for simple in compound.simple_selectors:
            indexed = self._indexed(simple)
            if indexed is None:
                late.append(simple)
            else:
                found = indexed if found is None else found & indexed
        left = self._all if found is None else found
        for simple in late:
            if not left:
                break
            self._spend(len(left))
            left = self._narrowed(simple, left)
        return left

    def _indexed(self, simple: Any) -> Places | None:
        match simple:
            case parser.LocalNameSelector():
                return self._by.get(("name", simple.local_name), set())
            case parser.IDSelector():
                return self._by.get(("id", simple.ident), set())
            case parser.ClassSelector():
                return self._by.get(("class", simple.class_name), set())
        return None

    def _narrowed(self, simple: Any, among: Places) -> Places:
        """Those of `among` that one simple selector means."""
        match simple:
            case parser.NamespaceSelector():
                wanted = simple.namespace
                return {p for p in among if _namespace(self.elements[p]) == wanted}
            case parser.AttributeSelector():
                test = _attribute_test(simple)
                return {p for p in among if test(self.elements[p])}
            case parser.NegationSelector():
                return among - self._any(simple.selector_list)
            case parser.MatchesAnySelector() | parser.SpecificityAdjustmentSelector():
                return among & self._any(simple.selector_list)
            case parser.RelationalSelector():
                return among & set().union(*(self._having(one) for one in simple.selector_list))
            case parser.PseudoClassSelector():
                return self._pseudo(simple.name, among)
            case parser.FunctionalPseudoClassSelector():
                return self._counted(simple.name, simple.arguments, among)
        raise UnknownSelectorError

    def _any(self, selectors: Iterable[Any]) -> Places:
        return set().union(*(self._match(one.parsed_tree) for one in selectors))

    def _having(self, relative: Any) -> Places:
        """The elements of which a relative selector is true."""
        tree = relative.selector.parsed_tree
        found: Places | None = None
        while isinstance(tree, parser.CombinedSelector):
            own = self._compound(tree.right)
            found = self._back(own if found is None else own & found, tree.combinator)
            tree = tree.left
        own = self._compound(tree)
        return self._back(own if found is None else own & found, relative.combinator)

    def _forth(self, found: Places, combinator: str) -> Places:
        """The elements that stand in this relation to one of those found."""
        if combinator == ">":
            self._spend(len(found))
            return {child for place in found for child in self._children.get(place, ())}
        self._spend(len(self.elements))
        if combinator == " ":
            below: Places = set()
            for place, parent in enumerate(self._parent):
                if parent in found or parent in below:
                    below.add(place)
            return below
        after: Places = set()
        for siblings in self._children.values():
            seen = False
            for place in siblings:
                if seen:
                    after.add(place)
                seen = place in found or (seen and combinator == "~")
        return after

    def _back(self, found: Places, combinator: str) -> Places:
        """The elements to which one of those found stands in this relation."""
        self._spend(len(self.elements))
        if combinator == ">":
            return {self._parent[place] for place in found} - {-1}
        if combinator == " ":
            above: Places = set()
            for place in range(len(self.elements) - 1, 0, -1):
                if place in found or place in above:
                    above.add(self._parent[place])
            return above
        before: Places = set()
        for siblings in self._children.values():
            seen = False
            for place in reversed(siblings):
                if seen:
                    before.add(place)
                seen = place in found or (seen and combinator == "~")
        return before

    def _pseudo(self, name: str, among: Places) -> Places:
        match name:
            case "root":
                return among & {0}
            case "scope":
                return among & self._scope
            case "first-child" | "first-of-type":
                return self._nth(among, (0, 1), name)
            case "last-child" | "last-of-type":
                return self._nth(among, (0, 1), name)
            case "only-child" | "only-of-type":
                kind = _OF_TYPE if name.endswith(_OF_TYPE) else "-child"
                return self._nth(self._nth(among, (0, 1), f"first{kind}"), (0, 1), f"last{kind}")
            case "empty":
                return {p for p in among if not len(self.elements[p]) and not self.elements[p].text}
            case "link" | "any-link":
                return {p for p in among if self._names[p] == "a" and _has_href(self.elements[p])}
            case "defined":
                return among
        if name in _NEVER:
            return set()
        raise UnknownSelectorError

    def _counted(self, name: str, arguments: Any, among: Places) -> Places:
        if name == "lang":
            return set()
        formula = nth.parse_nth(arguments) if name.startswith("nth-") else None
        if formula is None:
            raise UnknownSelectorError
        return self._nth(among, formula, name)

    def _nth(self, among: Places, formula: tuple[int, int], name: str) -> Places:
        """Those whose place among their siblings, or those of their name, is in An+B."""
        a, b = formula
        found: Places = set()
        ranks = self._ranks_of_type if name.endswith(_OF_TYPE) else self._ranks
        for place in among:
            rank, count = ranks[place]
            steps = (count - 1 - rank if "last" in name else rank) + 1 - b
            if steps == 0 if a == 0 else steps % a == 0 and steps // a >= 0:
                found.add(place)
        return found


def _ranked(groups: Iterable[list[int]]) -> dict[int, tuple[int, int]]:
    return {place: (rank, len(group)) for group in groups for rank, place in enumerate(group)}


def _namespace(element: etree._Element) -> str:
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def _has_href(element: etree._Element) -> bool:
    return element.get("href") is not None or element.get(f"{{{XLINK_NAMESPACE}}}href") is not None


def _attribute_test(simple: Any) -> Callable[[etree._Element], bool]:
    """Whether an element has the attribute of a selector, with the value that it wants."""
    wanted = simple.value
    blind = simple.case_sensitive is False
    if wanted is not None and blind:
        wanted = wanted.lower()

    def test(element: etree._Element) -> bool:
        if simple.namespace is None:
            values = [str(v) for n, v in element.items() if str(n).rpartition("}")[2] == simple.name]
        else:
            name = f"{{{simple.namespace}}}{simple.name}" if simple.namespace else simple.name
            values = [str(v) for v in (element.get(name),) if v is not None]
        return any(_is_wanted(v.lower() if blind else v, simple.operator, wanted) for v in values)

    return test


def _is_wanted(value: str, operator: str | None, wanted: str) -> bool:
    match operator:
        case None:
            return True
        case "=":
            return value == wanted
        case "~=":
            return wanted in value.split()
        case "|=":
            return value == wanted or value.startswith(f"{wanted}-")
        case "^=":
            return bool(wanted) and value.startswith(wanted)
        case "$=":
            return bool(wanted) and value.endswith(wanted)
        case _:
            return bool(wanted) and wanted in value
