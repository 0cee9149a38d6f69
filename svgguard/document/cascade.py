"""The cascade: what the style sheets of a document and its style attributes say of each element (CSS Cascade 5).

Selectors, layers, nesting, `!important` and custom properties are worked out; what depends on what is not known, is
not decided: the properties that stand there are doubtful wherever they are asked for. Rules that find nothing and the
rooms that draw read one and the same cascade.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from svgguard.document.styles import styles

if TYPE_CHECKING:
    from svgguard.document.sheets import Keyframe, Sheets, StyleRule
    from svgguard.svg.css.conditions import Window
    from svgguard.svg.css.variables import Environment

EVERYTHING = frozenset(("*",))
"""Any property."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read before everything is doubtful."""

    characters: int = 50_000
    """Of sheets."""
    steps: int = 1_000_000
    """Of matching, one for an element and a piece of a selector."""


GLANCE = Bounds()
"""Enough for what a model writes, and a tenth of a second."""
_VARIABLE = "var("


class Cascade:
    """The styles of one document."""

    def __init__(
        self,
        root: etree._Element,
        sheets: Sequence[etree._Element],
        window: Window | None = None,
        bounds: Bounds = GLANCE,
    ) -> None:
        self.doubtful: frozenset[str] = frozenset()
        """Properties that a sheet may change in a way that is not known; holds ``*`` where that may be any."""
        self._sheets: Sheets | None = None
        self._normal: dict[etree._Element, dict[str, str]] = {}
        self._important: dict[etree._Element, dict[str, str]] = {}
        self._said: dict[etree._Element, Mapping[str, str]] = {}
        self._environments: dict[etree._Element, Environment] = {}
        text = "\n".join("".join(map(str, sheet.itertext())) for sheet in sheets if _applies(sheet, window))
        if len(text) > bounds.characters:
            self.doubtful = EVERYTHING
        elif text.strip():
            # Loaded only for documents with a sheet.
            from svgguard.document.sheets import Sheets

            self._sheets = Sheets(window)
            self._sheets.read(text)
            self.doubtful = frozenset(self._sheets.doubtful)
            self._match(root, self._sheets.rules, bounds.steps)

    @property
    def keyframes(self) -> Mapping[str, Sequence[Keyframe]]:
        """The animations that the sheets define, by name."""
        return {} if self._sheets is None else self._sheets.keyframes

    def of(self, element: etree._Element) -> Mapping[str, str]:
        """What an element's attributes, the sheets and its style attribute come to; properties in lower case."""
        found = styles(element)
        if self._sheets is not None:
            attributes = {str(name): str(value).strip() for name, value in element.items()}
            found = {**attributes, **self.declared(element)}
        if not any(_VARIABLE in value for value in found.values()):
            return found
        return {name: value for name in found if (value := self.resolved(element, found[name])) is not None}

    def declared(self, element: etree._Element) -> Mapping[str, str]:
        """What the sheets and the style attribute declare for an element, with what `var()` stands for."""
        said = self._declared(element)
        if not any(_VARIABLE in value for value in said.values()):
            return said
        found = {name: self.resolved(element, value) for name, value in said.items() if not name.startswith("--")}
        # Invalid at computed-value time is as if unset (CSS Variables 1, section 3.1).
        return {name: "unset" if value is None else value for name, value in found.items()}

    def resolved(self, element: etree._Element, value: str) -> str | None:
        """A value as it holds for an element, with what `var()` stands for; None where that is nothing."""
        from svgguard.svg.css.variables import substituted

        return substituted(value, self._environment(element).get)

    def _declared(self, element: etree._Element) -> Mapping[str, str]:
        """As `declared`, as it is written; kept, since the style attribute may be worked out and replaced."""
        if (known := self._said.get(element)) is None:
            known = self._said[element] = self._layered(element)
        return known

    def adopt(self, copy: etree._Element, original: etree._Element) -> None:
        """Let what the sheets say of an element hold for a copy of it, which stands elsewhere."""
        self._said[copy] = self._declared(original)

    def variables(self, element: etree._Element) -> Environment:
        """The custom properties that hold for an element; the same object where they are the same."""
        return self._environment(element)

    def has_variables(self, element: etree._Element) -> bool:
        """True if a property or an attribute of an element holds `var()`."""
        written = (*self._declared(element).values(), *(str(value) for value in element.attrib.values()))
        return any(_VARIABLE in value for value in written)

    def _layered(self, element: etree._Element) -> Mapping[str, str]:
        style = element.get("style")
        normal: Mapping[str, str] = {}
        important: Mapping[str, str] = {}
        if style:
            from svgguard.document.sheets import inline

            normal, important = inline(style)
        found = dict(self._normal.get(element, {}))
        for layer in (normal, self._important.get(element, {}), important):
            found |= layer
        return found

    def _environment(self, element: etree._Element) -> Environment:
        """The custom properties that hold for an element; each is kept, so that all take linear time."""
        from svgguard.svg.css.variables import Environment

        way = []
        at: etree._Element | None = element
        while at is not None and at not in self._environments:
            way.append(at)
            at = at.getparent()
        around = self._outermost if at is None else self._environments[at]
        for one in reversed(way):
            own = {name: value for name, value in self._declared(one).items() if name.startswith("--")}
            around = self._environments[one] = Environment(around, own) if own else around
        return around

    @cached_property
    def _outermost(self) -> Environment:
        from svgguard.svg.css.variables import Environment

        return Environment(None, {} if self._sheets is None else self._sheets.registered)

    def _match(self, root: etree._Element, rules: Sequence[StyleRule], steps: int) -> None:
        from svgguard.document.selectors import Places, SelectorCostError, Tree, UnknownSelectorError

        tree = Tree(root, steps)
        known: dict[int, Places] = {}
        found: list[tuple[tuple[int, ...], tuple[int, int, int], int, Places]] = []
        for place, rule in enumerate(rules):
            scope = None if rule.around is None else known[id(rule.around)]
            try:
                matched = [(selector, tree.match(selector, scope)) for selector in rule.selectors]
            except UnknownSelectorError:
                matched = []
            except SelectorCostError:
                self.doubtful = EVERYTHING
                return
            known[id(rule)] = set().union(*(places for _, places in matched))
            found += [(rule.layer, _specificity(selector, rule), place, places) for selector, places in matched]
        for _, _, place, places in sorted(found, key=lambda one: one[:3]):
            _add(self._normal, rules[place].normal, tree.elements, places)
        # Of important declarations the first layer wins.
        for _, _, place, places in sorted(found, key=lambda one: (tuple(-n for n in one[0]), *one[1:3])):
            _add(self._important, rules[place].important, tree.elements, places)


def _add(
    chosen: dict[etree._Element, dict[str, str]],
    said: Mapping[str, str],
    elements: Sequence[etree._Element],
    places: Iterable[int],
) -> None:
    if said:
        for place in places:
            chosen.setdefault(elements[place], {}).update(said)


def _specificity(selector: object, rule: StyleRule) -> tuple[int, int, int]:
    """That of a selector; a nested one counts what it is nested in."""
    a, b, c = getattr(selector, "specificity", (0, 0, 0))
    if rule.around is not None:
        x, y, z = max(_specificity(one, rule.around) for one in rule.around.selectors)
        a, b, c = a + x, b - 1 + y, c + z
    return a, b, c


def _applies(sheet: etree._Element, window: Window | None) -> bool:
    """True if a `style` element holds for a screen, by its attributes."""
    medium = sheet.get("media")
    if sheet.get("type", "text/css").strip().lower() not in ("", "text/css"):
        return False
    if medium is None:
        return True
    from svgguard.svg.css import conditions, tokens

    return conditions.media(tokens.read(medium), window) is True
