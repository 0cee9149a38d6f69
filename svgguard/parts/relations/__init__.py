"""What holds between two parts of a drawing: one file for each relation, named as the key of a part that states it.

A relation's file says how it is tested, how a model that draws the part is told of it, and how a judge is asked. Adding
one touches no other file; `scene` is what the tests look at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svgguard.parts.relations.scene import Scene
    from svgguard.svg.geometry import Box

_SCENE = "scene"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation; the name of its file is its key."""

    said: str
    """To a model that is to draw the part; ``$parts`` stands for the others."""
    asked: str
    """Of a judge, so that yes means that it holds; with ``$name`` and ``$other``."""
    check: Callable[[Scene], None]
    """Corrects the evidence of the parts for which it does not hold."""
    may_be: Callable[[Box, Sequence[Box]], bool] | None = None
    """True if a shape without a name, by its box, may be the part, given the boxes of the others; user units, y down.
    None where a place tells nothing."""


@cache
def keys() -> tuple[str, ...]:
    """The keys of all relations, in order; nothing is imported for them."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if module.name != _SCENE))


@cache
def relation(key: str) -> Relation:
    """The relation of that key; KeyError when there is none."""
    if key not in keys():
        raise KeyError(key)
    found = import_module(f"{__name__}.{key}").RELATION
    assert isinstance(found, Relation), key  # noqa: S101 - a file of this folder without a relation
    return found
