"""Style sheets as rules: nesting, `@media`, `@supports`, `@layer` and the rest undone, in the order of the sheets.

tinycss2 reads them. What depends on something that is not known is left out, and the properties it sets are doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2

from svgguard.document import selectors
from svgguard.document.cascade import EVERYTHING
from svgguard.svg.css import conditions, properties, tokens
from svgguard.svg.css.conditions import Window

_DEEPEST = 16
"""Blocks in one another."""
_MOST_RULES = 20_000
_LAST = 1 << 30
_CONDITIONAL = frozenset(("media", "supports", "layer"))
_OTHER_BLOCKS = frozenset(("container", "scope", "document", "-moz-document"))


class StyleRule(NamedTuple):
    """The declarations of one block, and what they hold for."""

    selectors: Sequence[Any]
    around: StyleRule | None
    """The rule that it is nested in."""
    layer: tuple[int, ...]
    """Its place among the layers; what is in none comes last."""
    normal: Mapping[str, str]
    important: Mapping[str, str]


class Keyframe(NamedTuple):
    """What an animation comes to at a share of its way."""

    share: float
    declared: Mapping[str, str]


@dataclass
class Sheets:
    """All the sheets of a document."""

    window: Window | None
    rules: list[StyleRule] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    keyframes: dict[str, list[Keyframe]] = field(default_factory=dict)
    registered: dict[str, str] = field(default_factory=dict)
    """Custom properties that have a value to begin with."""
    families: set[str] = field(default_factory=set)
    """Font families that a sheet brings along, in lower case."""
    _layers: dict[tuple[str, ...], tuple[int, ...]] = field(default_factory=dict)
    _namespaces: dict[str | None, str] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Add a sheet."""
        if tokens.depth(text) > 2 * _DEEPEST:
            self.doubtful |= EVERYTHING
            return
        sheet = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self._rules(sheet, None, ())

    def _rules(self, nodes: Sequence[Any], around: StyleRule | None, layer: tuple[str, ...]) -> None:
        for node in nodes:
            if len(self.rules) > _MOST_RULES:
                self.doubtful |= EVERYTHING
                return
            if node.type == "qualified-rule":
                self._qualified(node, around, layer)
            elif node.type == "at-rule":
                self._at(node, around, layer)

    def _qualified(self, node: Any, around: StyleRule | None, layer: tuple[str, ...]) -> None:
        if not tokens.is_walkable(tinycss2.serialize(node.prelude)):
            return
        prelude = node.prelude if around is None else _nested(node.prelude)
        parsed = selectors.parsed(prelude, self._namespaces)
        if parsed is None:
            return
        self._block(node.content, parsed, around, layer)

    def _block(
        self, content: Sequence[Any], parsed: Sequence[Any], around: StyleRule | None, layer: tuple[str, ...]
    ) -> None:
        nodes = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        normal, important = declared(nodes)
        rule = StyleRule(parsed, around, self._place(layer), normal, important)
        self.rules.append(rule)
        inner = [node for node in nodes if node.type in ("qualified-rule", "at-rule")]
        if inner and _depth(rule) < _DEEPEST:
            self._rules(inner, rule, layer)

    def _at(self, node: Any, around: StyleRule | None, layer: tuple[str, ...]) -> None:
        name = node.lower_at_keyword
        if name in _CONDITIONAL and node.content is not None:
            holds: bool | None = True
            if name == "media":
                holds = conditions.media(node.prelude, self.window)
            elif name == "supports":
                holds = conditions.supports(node.prelude, self._is_selector)
            else:
                layer = (*layer, *(_names(node.prelude)[:1] or [(f" {len(self._layers)}",)])[0])
                self._place(layer)
            if holds is None:
                self.doubtful |= mentioned(tinycss2.serialize(node.content))
            elif holds:
                self._inside(node.content, around, layer)
        elif name == "layer":
            for names in _names(node.prelude):
                self._place((*layer, *names))
        elif name in _OTHER_BLOCKS and node.content is not None:
            self.doubtful |= mentioned(tinycss2.serialize(node.content))
        else:
            self._definition(name, node)

    def _inside(self, content: Sequence[Any], around: StyleRule | None, layer: tuple[str, ...]) -> None:
        """The rules of a conditional block; within a rule it may hold declarations too."""
        if around is None:
            self._rules(tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True), None, layer)
        elif _depth(around) < _DEEPEST:
            scope = selectors.parsed(tinycss2.parse_component_value_list(f":{selectors.SCOPE}"), {})
            self._block(content, scope or [], around, layer)

    def _definition(self, name: str, node: Any) -> None:
        if name.removeprefix("-webkit-") == "keyframes" and node.content is not None:
            self.keyframes[tokens.written(node.prelude).strip("\"'")] = list(_keyframes(node.content))
        elif name == "property" and node.content is not None:
            if value := _descriptor(node, "initial-value"):
                self.registered[tokens.written(node.prelude)] = value
        elif name == "font-face" and node.content is not None:
            self.families.add(_descriptor(node, "font-family").strip("\"'").lower())
        elif name == "namespace":
            prefix = next((token.value for token in node.prelude if token.type == "ident"), None)
            address = next((token.value for token in node.prelude if token.type in ("string", "url")), None)
            if address is not None:
                self._namespaces[prefix] = address

    def _is_selector(self, prelude: Sequence[Any]) -> bool:
        return selectors.parsed(prelude, self._namespaces) is not None

    def _place(self, layer: tuple[str, ...]) -> tuple[int, ...]:
        """The place of a layer among all."""
        place: tuple[int, ...] = ()
        for depth in range(1, len(layer) + 1):
            part = layer[:depth]
            if part not in self._layers:
                self._layers[part] = (*place, sum(len(known) == depth for known in self._layers))
            place = self._layers[part]
        return (*place, _LAST)


def declared(nodes: Sequence[Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The valid declarations among the contents of a block, normal and important ones, shorthands undone."""
    normal: dict[str, str] = {}
    important: dict[str, str] = {}
    for node in nodes:
        if node.type != "declaration":
            continue
        name = node.name if node.name.startswith("--") else node.lower_name
        value = tinycss2.serialize(node.value).strip()
        if properties.is_valid(name, value):
            chosen = important if node.important else normal
            for longhand, part in properties.longhands(name, value):
                chosen.pop(longhand, None)
                chosen[longhand] = part
    return normal, important


@lru_cache(maxsize=2048)
def inline(text: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The declarations of a style attribute, normal and important ones; documents say the same again and again."""
    if not tokens.is_walkable(text):
        return {}, {}
    return declared(tinycss2.parse_blocks_contents(text, skip_comments=True, skip_whitespace=True))


def mentioned(css: str) -> set[str]:
    """Every word before a colon."""
    return {
        word.split()[-1].lower() for word in css.replace("{", " ").replace(";", " ").split(":")[:-1] if word.split()
    }


def _nested(prelude: Sequence[Any]) -> list[Any]:
    """A nested prelude as one that stands alone: `&` is the scope, and stands before what does not name it."""
    runs = []
    for run in tokens.split(prelude):
        if not _names_parent(run):
            combined = bool(run) and run[0] in (">", "+", "~")
            run = [*_scope(), *([] if combined else _space()), *run]
        runs.append(run)
    found: list[Any] = []
    for place, run in enumerate(runs):
        found += _separator() if place else []
        found += _without_ampersands(run)
    return found


def _names_parent(run: Sequence[Any]) -> bool:
    return any(one == "&" or _names_parent(_inner(one)) for one in run)


def _inner(token: Any) -> Sequence[Any]:
    return token.arguments if token.type == "function" else getattr(token, "content", None) or ()


def _without_ampersands(run: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for one in run:
        if one == "&":
            # `.a&` names the type last, which as a pseudo-class may stand there as well.
            found += _scope()
        else:
            if one.type == "function":
                one.arguments = _without_ampersands(one.arguments)
            found.append(one)
    return found


def _scope() -> list[Any]:
    return list(tinycss2.parse_component_value_list(f":{selectors.SCOPE}"))


def _space() -> list[Any]:
    return list(tinycss2.parse_component_value_list(" "))


def _separator() -> list[Any]:
    return list(tinycss2.parse_component_value_list(","))


def _names(prelude: Sequence[Any]) -> list[tuple[str, ...]]:
    """The layers that a prelude names: `base, theme.dark`."""
    return [tuple(tokens.written(run).split(".")) for run in tokens.split(prelude) if run]


def _descriptor(node: Any, name: str) -> str:
    """What an at-rule says under a name; empty where it says nothing."""
    said = [one for one in tinycss2.parse_blocks_contents(node.content) if one.type == "declaration"]
    return next((tokens.written(one.value) for one in said if one.lower_name == name), "")


def _depth(rule: StyleRule) -> int:
    depth = 0
    at: StyleRule | None = rule
    while at is not None:
        depth, at = depth + 1, at.around
    return depth


def _keyframes(content: Sequence[Any]) -> Iterator[Keyframe]:
    words = {"from": 0.0, "to": 1.0}
    for rule in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        normal, _ = declared(tinycss2.parse_blocks_contents(rule.content))
        for token in rule.prelude:
            if token.type == "percentage":
                yield Keyframe(token.value / 100, normal)
            elif token.type == "ident" and token.lower_value in words:
                yield Keyframe(words[token.lower_value], normal)
