"""The SVG vocabulary, read from `data/vocabulary.toml`: which elements exist and what may stand where."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from svgguard.data import data

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK_NAMESPACE = "http://www.w3.org/1999/xlink"

HTML_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""HTML elements that never have an end tag (HTML, section 13.1.2)."""

_ANYTHING = frozenset("*")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    with data("vocabulary.toml").open("rb") as file:
        return tomllib.load(file)


def _expand(words: str) -> frozenset[str]:
    groups = _tables()["groups"]
    names: set[str] = set()
    for word in words.split():
        names |= _expand(groups[word[1:]]) if word.startswith("@") else {word}
    return frozenset(names)


@cache
def group(name: str) -> frozenset[str]:
    """The elements of a named group, such as ``shape``."""
    return _expand(f"@{name}")


@cache
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


@cache
def may_contain(parent: str, child: str) -> bool:
    """Whether the content model lets `child` stand in `parent`; foreign names may stand anywhere."""
    allowed = content(parent)
    return allowed is None or child in allowed or child not in elements()


@cache
def holds_text(element: str) -> bool:
    """Whether character data in `element` means something (unknown elements: it may)."""
    return element not in elements() or element in _tables()["character_data"]["elements"].split()


@cache
def is_leaf(element: str) -> bool:
    """Whether `element` holds at most descriptions and animations, so that it is normally written `<x …/>`."""
    if element in HTML_VOID:
        return True
    return element in _leaves()


@cache
def _leaves() -> frozenset[str]:
    side = group("animation") | group("descriptive") | group("definition") | {"mpath", "script", "style"}
    tables = _tables()
    return frozenset(
        name for name in tables["content"] if not holds_text(name) and _expand(tables["content"][name]) <= side
    )


@cache
def geometry(element: str) -> tuple[str, ...]:
    """The geometry attributes of `element` in their customary order."""
    return tuple(_tables()["geometry"].get(element, "").split())


@cache
def needed(element: str) -> tuple[str, ...]:
    """The attributes without which `element` draws nothing."""
    return tuple(_tables()["needed"].get(element, "").split())


@cache
def attributes(element: str) -> frozenset[str]:
    """The attributes that may stand on `element`, in no namespace or with their prefix; presentation ones included."""
    tables = _tables()
    own = tables["own"].get(element, "").split()
    names = {*own, *tables["attributes"]["global"].split(), *tables["attributes"]["presentation"].split()}
    return frozenset(names | {"xlink:href"} if "href" in names else names)


@cache
def presentation() -> frozenset[str]:
    """The presentation attributes, which are CSS properties too."""
    return frozenset(_tables()["attributes"]["presentation"].split())


@cache
def grammar(element: str, attribute: str) -> str | None:
    """The grammar of an attribute's value by name, ``keyword`` for an enumerated one; None when any text will do."""
    kinds = _grammars()
    attribute = attribute.removeprefix("xlink:")
    return kinds.get(f"{element}.{attribute}") or kinds.get(attribute)


@cache
def keywords(element: str, attribute: str) -> str:
    """The words an enumerated attribute may hold; empty when it is not one."""
    words = _tables()["keywords"]
    return str(words.get(f"{element}.{attribute}") or words.get(attribute, ""))


@cache
def _grammars() -> dict[str, str]:
    tables = _tables()
    kinds = {name: kind for kind, names in tables["grammar"].items() for name in names.split()}
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
def element_aliases() -> dict[str, str]:
    """Everyday and foreign names of elements, folded, and what they mean."""
    return {alias: name for name, words in _tables()["element_aliases"].items() for alias in words.split()}


@cache
def attribute_aliases(element: str) -> dict[str, str]:
    """Everyday and foreign names of the attributes of `element`, folded, and what they mean."""
    allowed = attributes(element)
    names = {alias: name for name, words in _tables()["attribute_aliases"].items() for alias in words.split()}
    return {alias: name for alias, name in names.items() if name in allowed}
