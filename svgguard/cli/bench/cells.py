"""What a bench asks: models and their endpoints, the variants of each, and the prompts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svgguard.cli.batch import prompts_in

if TYPE_CHECKING:
    from svgguard.parts.specification import Specification

SHIPPED = "drawings"
"""What the drawings that ship are called."""

_SWITCH = {"on": True, "off": False}
_VARIABLE: Mapping[str, Any] = {
    "thinking": _SWITCH, "reask": _SWITCH, "stream": _SWITCH, "temperature": float, "top_p": float,
    "seed": int, "max_tokens": int, "attempts": int,
}  # fmt: skip
"""What may be varied besides the prompt, and how its values are read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One model under one variant."""

    model: str
    endpoint: str
    """An address or a preset; empty for the usual one."""
    variant: Mapping[str, str]

    @property
    def title(self) -> str:
        """Model and variant, for people."""
        return " ".join([self.model or self.endpoint, *(f"{what}={how}" for what, how in self.variant.items())])

    @property
    def folder(self) -> str:
        """The same as the name of a folder."""
        return "".join(c if c.isalnum() or c in "-_.=" else "_" for c in self.title)


def models_option(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Each model with its endpoint: NAME, or NAME@ADDRESS, or NAME@PRESET."""
    from svgguard.endpoint.presets import presets

    found = []
    for value in values:
        name, at, where = value.rpartition("@")
        is_endpoint = at and ("://" in where or where in presets())
        found.append((name, where) if is_endpoint else (value, ""))
    return found


def vary_option(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, list[str]]:
    """What is to be varied, and the ways of it: ``WHAT=WAY,WAY``."""
    varied: dict[str, list[str]] = {}
    for value in values:
        what, _, ways = value.partition("=")
        chosen = [way for way in ways.split(",") if way]
        if what not in (*_VARIABLE, "prompt") or not chosen:
            names = ", ".join((*_VARIABLE, "prompt"))
            raise click.BadParameter(f"{value!r} is not of the form WHAT=WAY,WAY; what may be varied is {names}.")
        for way in chosen:
            option_of(what, way)
        varied[what] = chosen
    return varied


def option_of(what: str, way: str) -> dict[str, Any]:
    """A way of a variant as an option of `generate`; raises `click.BadParameter`."""
    if what == "prompt":
        return {} if way == "default" else {"system": "" if way == "none" else _system(way)}
    read = _VARIABLE[what]
    try:
        value = read[way] if isinstance(read, Mapping) else read(way)
    except (KeyError, ValueError):
        meant = "on or off" if isinstance(read, Mapping) else f"{read.__name__} values"
        raise click.BadParameter(f"{what}={way}: give {meant}.") from None
    return {what: value}


def _system(way: str) -> str:
    try:
        return Path(way).read_text(encoding="utf-8")
    except OSError as error:
        raise click.BadParameter(f"prompt={way}: {error.strerror}; give default, none, or a file.") from None


def cells(models: Sequence[tuple[str, str]], varied: Mapping[str, Sequence[str]]) -> Iterator[Cell]:
    """Every model under every variant."""
    for model, endpoint in models:
        for ways in product(*varied.values()):
            yield Cell(model, endpoint, dict(zip(varied, ways, strict=True)))


def prompts_of(sources: Sequence[str]) -> Iterator[tuple[str, str | Specification, str]]:
    """Every prompt: a name for files, what is asked for, and its text."""
    from svgguard.parts.specification import drawing, drawings, load

    for source in sources:
        if source in (SHIPPED, f"prompts/{SHIPPED}"):
            for name in drawings():
                yield name, (one := drawing(name)), one.prompt
        elif source in drawings() or source.endswith(".toml"):
            one = load(source) if source.endswith(".toml") else drawing(source)
            if not one.prompt:
                raise click.ClickException(f"{source}: says no prompt.")
            yield Path(source).stem, one, one.prompt
        else:
            for number, text in enumerate(prompts_in(source), 1):
                yield f"{number:04}", text, text
