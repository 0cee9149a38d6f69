"""Configuration on the command line: which file holds where, and what the options say above it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from svgguard.cli.inputs import STDIN
from svgguard.configuration import KEYS, Configuration, ConfigurationError, Settings, configuration_in, nearest

Callback = Callable[[click.Context, click.Parameter, Any], Any]


def read_by(key: str) -> Callback:
    """Reads the value of an option as that of a key of the configuration."""

    def read(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        return None if value in (None, ()) else _read(key, value)

    return read


def codes(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> frozenset[str] | None:
    """Rules from options that may be given often and hold commas; None when none is."""
    rules = [rule for value in values for rule in value.split(",") if rule.strip()]
    return _read("select", rules) if rules else None


def pairs(key: str) -> Callback:
    """Reads options like ``RULES=SEVERITY`` as a table of the configuration."""

    def read(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> Any:
        told = {}
        for value in values:
            name, equals, said = value.rpartition("=")
            if not equals:
                raise click.BadParameter(f"{value!r} has no =; write as in X001=warning.")
            told.update({rule.strip(): said.strip() for rule in name.split(",")})
        return _read(key, told) if told else None

    return read


def _read(key: str, value: Any) -> Any:
    try:
        return KEYS[key].read(value)
    except ConfigurationError as error:
        raise click.BadParameter(f"{error}.") from None


@dataclass(slots=True)
class Configurations:
    """The configuration of each file, with what the command line says above it."""

    given: Mapping[str, Any]
    """Fields of `Settings`; what is None, or an empty tuple, was not given."""
    fixed: Configuration | None = None
    """The one to use everywhere, in place of the nearest."""
    _known: dict[Path, Configuration] = field(default_factory=dict)

    def of(self, folder: Path) -> Configuration:
        """What holds for the files of a folder; raises `ConfigurationError`."""
        if folder not in self._known:
            self._known[folder] = (self.fixed or nearest(folder)).overridden(self.given)
        return self._known[folder]

    def of_all(self, paths: Iterable[str]) -> Configuration:
        """What holds for a run over `paths`: of the nearest folder that they all lie in."""
        places = [Path(path).absolute() for path in paths if path != STDIN]
        folders = [str(place if place.is_dir() else place.parent) for place in places] or [str(Path.cwd())]
        try:
            common = os.path.commonpath(folders)
        except ValueError:  # on several drives
            common = str(Path.cwd())
        return self.of(Path(common))


def configured(options: Mapping[str, Any]) -> Configurations:
    """From the options of a command; raises `ConfigurationError` and `click.UsageError`."""
    if options["config"] is not None and options["isolated"]:
        raise click.UsageError("--config and --isolated exclude each other.")
    known = Settings.__dataclass_fields__
    given = {name: value for name, value in options.items() if name in known and value not in (None, ())}
    if options.get("names"):
        given["parts"] = options["names"]
    fixed = None
    if options["config"] is not None:
        fixed = configuration_in(options["config"].absolute())
    elif options["isolated"]:
        fixed = Configuration()
    return Configurations(given, fixed)
