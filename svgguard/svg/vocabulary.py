"""The SVG vocabulary, read from `data/vocabulary.toml`: which elements exist and what may stand where.

Names come from documents, and there is no end of those that SVG does not have. A name is looked up in the tables
first, and what is cached is keyed by what stands there.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from svgguard.data import data
from svgguard.svg.grammar import GRAMMARS, ValueKind

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK_NAMESPACE = "http://www.w3.org/1999/xlink"

HTML_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""HTML elements that never have an end tag (HTML, section 13.1.2)."""

_ANYTHING = frozenset("*")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    with data("vocabulary.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _expand(words: str) -> frozenset[str]:
    groups = _tables()["groups"]
    names: set[str] = set()
    for word in words.split():
        names |= _expand(groups[word[1:]]) if word.startswith("@") else {word}
    return frozenset(names)


def group(name: str) -> frozenset[str]:
    """The elements of a named group, such as ``shape``."""
    return _expand(_tables()["groups"][name])


def expanded(words: str) -> frozenset[str]:
    """Names separated by spaces, with the elements of the groups among them, such as ``@shape``."""
    return _expand(words)


def content(element: str) -> frozenset[str] | None:
    """The elements that may stand in `element`; None when it is not an SVG element or may hold anything."""
    words = _tables()["content"].get(element)
    names = None if words is None else _expand(words)
    return None if names == _ANYTHING else names


@cache
def elements() -> frozenset[str]:
    """Every SVG element name."""
    tables = _tables()
    names = set(tables["content"])
    for words in (*tables["groups"].values(), *tables["content"].values()):
        names |= _expand(words)
    return frozenset(names - _ANYTHING)


def may_contain(parent: str, child: str) -> bool:
    """True when the content model lets `child` stand in `parent`; foreign names may stand anywhere."""
    allowed = content(parent)
    return allowed is None or child in allowed or child not in elements()


def holds_text(element: str) -> bool:
    """True when character data in `element` means something; in unknown elements it may."""
    return element not in elements() or element in _words("character_data", "elements")


def draws(element: str) -> bool:
    """True for shapes, and for groups and definitions of them: what no other language calls so."""
    return element in group("shape") or element in ("g", "defs", "symbol", "use")


def is_leaf(element: str) -> bool:
    """True when `element` holds at most descriptions and animations, so that it is normally written `<x …/>`."""
    return element in HTML_VOID or element in _leaves()


@cache
def _leaves() -> frozenset[str]:
    side = group("animation") | group("descriptive") | group("definition") | {"mpath", "script", "style"}
    tables = _tables()
    return frozenset(
        name for name in tables["content"] if not holds_text(name) and _expand(tables["content"][name]) <= side
    )


def geometry(element: str) -> tuple[str, ...]:
    """The geometry attributes of `element` in their customary order."""
    return _words("geometry", element)


def needed(element: str) -> tuple[str, ...]:
    """The attributes without which `element` draws nothing."""
    return _words("needed", element)


def _words(table: str, key: str) -> tuple[str, ...]:
    return _split(_tables()[table].get(key, ""))


@cache
def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def attributes(element: str) -> frozenset[str]:
    """The attributes that may stand on `element`, in no namespace or with their prefix; presentation ones included."""
    return _with_common(_tables()["own"].get(element, ""))


@cache
def _with_common(own: str) -> frozenset[str]:
    common = _tables()["attributes"]
    names = {*own.split(), *common["global"].split(), *common["presentation"].split()}
    return frozenset(names | {"xlink:href"} if "href" in names else names)


@cache
def presentation() -> frozenset[str]:
    """The presentation attributes, which are CSS properties too."""
    return frozenset(_tables()["attributes"]["presentation"].split())


def grammar(element: str, attribute: str) -> ValueKind | None:
    """The grammar of an attribute's value by name, ``keyword`` for an enumerated one; None when any text will do."""
    kinds = _grammars()
    attribute = attribute.removeprefix("xlink:")
    return kinds.get(f"{element}.{attribute}") or kinds.get(attribute)


def keywords(element: str, attribute: str) -> str:
    """The words an enumerated attribute may hold; empty when it is not one."""
    words = _tables()["keywords"]
    return str(words.get(f"{element}.{attribute}") or words.get(attribute, ""))


@cache
def _grammars() -> dict[str, ValueKind]:
    tables = _tables()
    kinds: dict[str, ValueKind] = {name: kind for kind in GRAMMARS for name in tables["grammar"].get(kind, "").split()}
    return kinds | dict.fromkeys(tables["keywords"], "keyword")


@cache
def elements_folded() -> dict[str, str]:
    """Every element name by its spelling in lower case."""
    return {name.lower(): name for name in sorted(elements())}


@cache
def every_attribute() -> frozenset[str]:
    """Every attribute of any element."""
    return frozenset().union(*(attributes(name) for name in elements()))


@cache
def misnamed(element: str) -> dict[str, str]:
    """Geometry attributes that `element` does not have, and which of its own each means."""
    return dict(pair.split(":") for pair in _tables()["misnamed"].get(element, "").split())


@cache
def html(kind: str) -> frozenset[str]:
    """The elements of HTML of one kind that SVG does not have: ``inline``, ``blocks``, ``void``."""
    return frozenset(_tables()["html"][kind].split())


@cache
def element_aliases() -> dict[str, str]:
    """Everyday and foreign names of elements, folded, and what they mean."""
    return {alias: name for name, words in _tables()["element_aliases"].items() for alias in words.split()}


def attribute_aliases(element: str) -> dict[str, str]:
    """Everyday and foreign names of the attributes of `element`, folded, and what they mean."""
    return _aliases(attributes(element))


@cache
def _aliases(allowed: frozenset[str]) -> dict[str, str]:
    names = {alias: name for name, words in _tables()["attribute_aliases"].items() for alias in words.split()}
    return {alias: name for alias, name in names.items() if name in allowed}
