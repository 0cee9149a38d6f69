"""The prompt files: every sentence svgguard says to a model stands in ``prompts/``, with a version of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from string import Template

from svgguard.data import data


@dataclass(frozen=True, slots=True)
class Prompt:
    """One file of ``prompts/``."""

    name: str
    version: int
    purpose: str
    text: str
    phrases: Mapping[str, str] = field(default_factory=dict)
    """Smaller pieces of which a placeholder is filled, by name."""

    @property
    def label(self) -> str:
        """Name and version, as the log records them."""
        return f"{self.name}-{self.version}"

    def fill(self, **values: str) -> str:
        """The text with its placeholders replaced."""
        return Template(self.text).substitute(values)

    def phrase(self, name: str, /, **values: object) -> str:
        """One of the smaller pieces with its placeholders replaced."""
        return Template(self.phrases[name]).substitute(values)


@cache
def prompt_file(name: str) -> Prompt:
    """The prompt `name`; raises FileNotFoundError when there is none."""
    _, header, text = (data("prompts") / f"{name}.md").read_text(encoding="utf-8").split("+++\n", 2)
    facts = tomllib.loads(header)
    return Prompt(name, facts["version"], facts["purpose"], text.strip(), facts.get("phrases", {}))
