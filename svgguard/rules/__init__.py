"""Rules: one file each, found by looking into the folders of the families.

A fault with a detector of its own is a ``.py`` file: its docstring is the rule's page (`svgguard rule CODE` prints it),
its one function, decorated with `rule`, yields a `Finding` for each occurrence in what its stage shows it. A fault that
another room's reading names is a Markdown page. Rules never render and never call out.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any

from svgguard.rules import pages
from svgguard.rules.rule import DOCUMENT as DOCUMENT
from svgguard.rules.rule import DRAWING as DRAWING
from svgguard.rules.rule import REPLY as REPLY
from svgguard.rules.rule import STAGES as STAGES
from svgguard.rules.rule import STAYS as STAYS
from svgguard.rules.rule import SYNTAX as SYNTAX
from svgguard.rules.rule import Example as Example
from svgguard.rules.rule import Rule as Rule
from svgguard.rules.rule import Stage as Stage
from svgguard.rules.rule import Subject as Subject
from svgguard.rules.rule import rule as rule

_DETECTED: dict[Stage[Any], tuple[str, ...]] = {
    REPLY: ("reply",),
    SYNTAX: ("namespaces", "xml"),
    DOCUMENT: ("links", "namespaces", "structure", "untrusted", "values"),
    DRAWING: ("drawing",),
}
"""The families that have detectors of a stage, so that no other file need be loaded for it."""


@cache
def _files() -> dict[str, Path]:
    """Every rule's file by ``code_name``, in order of code."""
    found = (file for file in Path(__file__).parent.glob("*/*_*.*") if file.suffix in (".py", ".md"))
    return {file.stem: file for file in sorted(found, key=lambda file: file.stem) if not file.stem.startswith("_")}


@cache
def _rule_in(stem: str) -> Rule:
    file = _files()[stem]
    if file.suffix == ".md":
        return pages.read(file)
    module = importlib.import_module(f"{__name__}.{file.parent.name}.{stem}")
    return next(value for value in vars(module).values() if isinstance(value, Rule))


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by code, in order of code. Loaded on first use, so that importing svgguard stays fast."""
    return {(r := _rule_in(stem)).code: r for stem in _files()}


@cache
def detectors(stage: Stage[Any]) -> tuple[Rule, ...]:
    """The rules of one stage that have a detector, in order of code."""
    families = _DETECTED.get(stage, ())
    stems = [stem for stem, file in _files().items() if file.suffix == ".py" and file.parent.name in families]
    return tuple(r for stem in stems if (r := _rule_in(stem)).stage == stage)


def rule_of(code: str) -> Rule:
    """The rule of that code; KeyError when there is none."""
    return _rule_in(next((stem for stem in _files() if stem.partition("_")[0].upper() == code), code))


def rule_named(name: str) -> Rule:
    """The rule of that name; KeyError when there is none."""
    return _rule_in(_stems()[name.replace("-", "_")])


@cache
def codes() -> dict[str, str]:
    """Every rule's code by its name, in order of code; no rule is loaded for it."""
    return {name.replace("_", "-"): code.upper() for stem in _files() for code, _, name in [stem.partition("_")]}


@cache
def _stems() -> dict[str, str]:
    """The stems of the rules' files by name."""
    return {stem.partition("_")[2]: stem for stem in _files()}
