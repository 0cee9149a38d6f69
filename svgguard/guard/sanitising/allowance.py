"""What each policy lets a document keep, and what a page makes of names: `data/policies.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from svgguard.data import data
from svgguard.svg import vocabulary
from svgguard.types import Sanitise


@dataclass(frozen=True, slots=True, repr=False)
class Allowance:
    """The lists of one policy."""

    elements: frozenset[str]
    """Of the SVG namespace."""
    barred: frozenset[str]
    """Attributes that the vocabulary knows and that may not stand all the same."""
    prefixes: tuple[str, ...]
    """What the names of further attributes begin with."""
    at_rules: frozenset[str]
    properties: frozenset[str]
    """Of CSS, the presentation properties included; custom ones (``--x``) need no list."""
    functions: frozenset[str]
    """Of CSS, in lower case."""
    raster: frozenset[str]
    """Formats of embedded pictures, as Pillow names them, in lower case."""
    pixels: int
    """The most that one embedded picture may unpack to."""
    fonts: frozenset[str]
    """Media types of embedded fonts."""

    @property
    def animates(self) -> bool:
        """True if animations stay."""
        return "animate" in self.elements


@dataclass(frozen=True, slots=True)
class Page:
    """What HTML makes of names, all in lower case."""

    active: frozenset[str]
    """Elements that run or fetch something, or change how the rest is read."""
    breaking: frozenset[str]
    """Elements that end the drawing: what follows is read as HTML."""
    raw: frozenset[str]
    """Elements whose content HTML reads as text, comments and all."""
    attributes: frozenset[str]
    """Attributes that do nothing on elements of HTML."""
    addresses: frozenset[str]
    """Attributes that hold addresses."""


@cache
def _tables() -> dict[str, dict[str, Any]]:
    with data("policies.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def allowance(policy: Sanitise) -> Allowance:
    """The lists of a policy, those that it extends included; ``trusted`` has none."""
    own = _tables()[policy]
    base = _tables()[own["extends"]] if "extends" in own else {}

    def words(key: str) -> frozenset[str]:
        return vocabulary.expanded(f"{base.get(key, '')} {own.get(key, '')}")

    return Allowance(
        elements=words("elements"),
        barred=words("barred"),
        prefixes=tuple(sorted(words("prefixes"))),
        at_rules=words("at_rules"),
        properties=words("properties") | vocabulary.presentation(),
        functions=words("functions"),
        raster=words("raster"),
        pixels=int({**base, **own}["pixels"]),
        fonts=words("fonts"),
    )


@cache
def page() -> Page:
    """What HTML makes of names."""
    table = _tables()["page"]
    return Page(
        **{key: frozenset(table[key].split()) for key in ("active", "breaking", "raw", "attributes", "addresses")}
    )
