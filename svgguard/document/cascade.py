"""The cascade: what the style sheets of a document say of each element, and which properties nothing is certain of.

Selectors are matched by cssselect2. What depends on a medium, and what moves, is not decided: the properties that stand
there are doubtful wherever they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from svgguard.document.styles import styles
from svgguard.svg.style import declarations

_LONGEST = 50_000
"""Characters of sheets that are read."""
_MOST_MATCHES = 200_000
"""Selectors times elements that are tried."""
_EVERYTHING = frozenset(("*",))


class Cascade:
    """The styles of one document."""

    def __init__(self, root: etree._Element, sheets: Sequence[etree._Element]) -> None:
        self.doubtful: frozenset[str] = frozenset()
        """Properties that a sheet may change in a way that is not known; holds ``*`` where that may be any."""
        self._found: Mapping[etree._Element, Mapping[str, str]] = {}
        text = "\n".join("".join(map(str, sheet.itertext())) for sheet in sheets)
        if len(text) > _LONGEST:
            self.doubtful = _EVERYTHING
        elif text.strip():
            self._read(root, text)

    def of(self, element: etree._Element) -> Mapping[str, str]:
        """What an element's attributes, the sheets and its style attribute come to; properties in lower case."""
        sheet = self._found.get(element)
        if sheet is None:
            return styles(element)
        attributes = {str(name): str(value).strip() for name, value in element.items()}
        own = {d.name.lower(): d.value for d in declarations(element.get("style", ""))}
        return {**attributes, **sheet, **own}

    def _read(self, root: etree._Element, text: str) -> None:
        # Loaded only for documents with a sheet.
        import cssselect2
        import tinycss2

        doubtful: set[str] = set()
        rules: list[tuple[tuple[Any, int], Any, Mapping[str, str]]] = []
        for place, rule in enumerate(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)):
            if rule.type == "at-rule" and rule.content is not None and rule.lower_at_keyword != "font-face":
                doubtful |= _mentioned(tinycss2.serialize(rule.content))
            if rule.type != "qualified-rule":
                continue
            declared = _declared(tinycss2.parse_blocks_contents(rule.content), tinycss2)
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            rules += [((selector.specificity, place), selector, declared) for selector in selectors]
        size = sum(1 for _ in root.iter(etree.Element))
        if size * len(rules) > _MOST_MATCHES:
            self.doubtful = _EVERYTHING
            return
        self.doubtful = frozenset(doubtful)
        matcher: Any = cssselect2.Matcher()
        for order, selector, said in rules:
            matcher.add_selector(selector, (order, said))
        wrapped = cssselect2.ElementWrapper.from_xml_root(root)
        self._found = {one.etree_element: said for one in wrapped.iter_subtree() if (said := _said(matcher.match(one)))}


def _said(matches: Sequence[Any]) -> Mapping[str, str]:
    """The declarations of the selectors that match, the strongest last."""
    by_strength = sorted((payload for *_, payload in matches), key=lambda payload: payload[0])
    return {name: value for _, declared in by_strength for name, value in declared.items()}


def _declared(nodes: Sequence[Any], tinycss2: Any) -> dict[str, str]:
    return {node.lower_name: tinycss2.serialize(node.value).strip() for node in nodes if node.type == "declaration"}


def _mentioned(css: str) -> set[str]:
    """Every word before a colon."""
    return {
        word.split()[-1].lower() for word in css.replace("{", " ").replace(";", " ").split(":")[:-1] if word.split()
    }
