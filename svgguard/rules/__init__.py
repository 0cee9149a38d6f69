"""Rules: one file each, found by looking into this folder. A rule detects one kind of fault and may carry its repair.

A rule file's docstring is its page (`svgguard rule CODE` prints it); its one function, decorated with `rule`, yields
a `Finding` for each occurrence in what its stage shows it. Rules never render and never call out.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from svgguard.types import Blame, Finding, Severity


class Stage(StrEnum):
    """What a rule must see."""

    ENDPOINT = "endpoint"
    """Nothing: the endpoint code itself raises it."""
    REPLY = "reply"
    """The `Extraction`: the whole answer, and how the SVG stood in it."""
    SYNTAX = "syntax"
    """The `SyntaxTree` of a text that is not well-formed."""
    DOCUMENT = "document"
    """The `Survey` of a `Document`: strict XML, its names and values sorted against the vocabulary."""
    LIMIT = "limit"
    """Nothing: the reading of the document itself refuses it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A reply with exactly one kind of fault, and what its repair makes of it (None when nothing can be drawn)."""

    before: str
    after: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fault."""

    code: str
    name: str
    severity: Severity
    blame: Blame
    stage: Stage
    detect: Callable[[Any], Iterable[Finding]]
    page: str
    examples: tuple[Example, ...]

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.split("\n", 1)[0].rstrip(".")


def rule(
    code: str,
    name: str,
    stage: Stage,
    severity: Severity,
    *,
    blame: Blame = Blame.MODEL,
    examples: Iterable[tuple[str, str | None]] = (),
) -> Callable[[Callable[[Any], Iterable[Finding]]], Rule]:
    """Make the decorated detector a rule; its page is the docstring of the file it stands in."""

    def decorate(detect: Callable[[Any], Iterable[Finding]]) -> Rule:
        page = (sys.modules[detect.__module__].__doc__ or "").strip()
        return Rule(code, name, severity, blame, stage, detect, page, tuple(Example(*pair) for pair in examples))

    return decorate


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by code, in order of code. Loaded on first use, so that importing svgguard stays fast."""
    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        for thing in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, Rule):
                if thing.code in found:
                    raise RuntimeError(f"{module.name}: code {thing.code} is already {found[thing.code].name}")
                found[thing.code] = thing
    return dict(sorted(found.items()))


@cache
def rules_at(stage: Stage) -> tuple[Rule, ...]:
    """The rules of one stage, in order of code."""
    return tuple(r for r in all_rules().values() if r.stage is stage)


@cache
def _names() -> dict[str, Rule]:
    return {r.name: r for r in all_rules().values()}


def rule_named(name: str) -> Rule:
    """The rule of that name; KeyError when there is none."""
    return _names()[name]
