"""What to change, and where, for each problem the doctor can find: ``data/advice.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from svgguard.data import data


@dataclass(frozen=True, slots=True)
class Advice:
    """What to change."""

    where: str
    """The place: the command line of svgguard, that of the server, a file, the network."""
    do: str
    """What to do there."""


def advice(problem: str, kind: str, **words: object) -> Advice:
    """The advice for a problem at a kind of endpoint (a preset's name), `words` filled into its braces.

    Raises KeyError for a problem that has none.
    """
    table = _tables()[problem]
    found = table.get(kind) or table["any"]
    return Advice(found["where"].format(kind=kind, **words), found["do"].format(kind=kind, **words))


def problems() -> frozenset[str]:
    """Every problem there is advice for."""
    return frozenset(_tables())


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(data("advice.toml").read_text(encoding="utf-8"))
