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
    PARTS = "parts"
    """The `Inventory`: what became of each part that was asked for."""
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
    judges: frozenset[str] = frozenset()
    """The grammars of the values it judges, one of which must have been broken; empty when it looks at other things."""

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
    judges: Iterable[str] = (),
    examples: Iterable[tuple[str, str | None]] = (),
) -> Callable[[Callable[[Any], Iterable[Finding]]], Rule]:
    """Make the decorated detector a rule; its page is the docstring of the file it stands in."""

    def decorate(detect: Callable[[Any], Iterable[Finding]]) -> Rule:
        page = (sys.modules[detect.__module__].__doc__ or "").strip()
        shown = tuple(Example(*pair) for pair in examples)
        return Rule(code, name, severity, blame, stage, detect, page, shown, frozenset(judges))

    return decorate


_FAMILIES = {
    Stage.ENDPOINT: ("endpoint",),
    Stage.REPLY: ("reply",),
    Stage.SYNTAX: ("namespaces", "reply", "xml"),
    Stage.DOCUMENT: ("links", "structure", "untrusted", "values"),
    Stage.PARTS: ("parts",),
    Stage.LIMIT: ("untrusted", "xml"),
}
"""The families that have rules of a stage, so that no other file need be loaded for it."""


@cache
def _modules() -> tuple[str, ...]:
    """Every rule's file, as ``family.file``, in order of code."""
    folders = (module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    found = (
        f"{folder}.{module.name}"
        for folder in folders
        for root in __path__
        for module in pkgutil.iter_modules([f"{root}/{folder}"])
    )
    return tuple(sorted(found, key=lambda name: name.partition(".")[2]))


@cache
def _rules_in(module: str) -> tuple[Rule, ...]:
    return tuple(t for t in vars(importlib.import_module(f"{__name__}.{module}")).values() if isinstance(t, Rule))


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by code, in order of code. Loaded on first use, so that importing svgguard stays fast."""
    return {r.code: r for module in _modules() for r in _rules_in(module)}


@cache
def rules_at(stage: Stage) -> tuple[Rule, ...]:
    """The rules of one stage, in order of code."""
    modules = [module for module in _modules() if module.partition(".")[0] in _FAMILIES[stage]]
    return tuple(r for module in modules for r in _rules_in(module) if r.stage is stage)


@cache
def rule_named(name: str) -> Rule:
    """The rule of that name; KeyError when there is none."""
    ending = "_" + name.replace("-", "_")
    for module in _modules():
        if module.endswith(ending):
            for found in _rules_in(module):
                if found.name == name:
                    return found
    raise KeyError(name)
