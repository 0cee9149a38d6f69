"""Configuration: what a project asks for in ``svgguard.toml`` or ``[tool.svgguard]``, and where each wish stands.

The command line, the pytest plugin and `svgguard.Policy.from_config` read the same keys in the same way. The nearest
file wins whole: files further up are not looked at, and only the command line goes above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from svgguard.configuration.errors import ConfigurationError, nearest_name
from svgguard.configuration.keys import KEYS, Settings, spelled
from svgguard.types import Policy, Safety

__all__ = ["KEYS", "Configuration", "ConfigurationError", "Settings", "configuration_in", "nearest", "policy_at"]

_OWN = "svgguard.toml"
_SHARED = "pyproject.toml"
_TABLE = "[tool.svgguard]"
COMMAND_LINE = "command line"
"""The origin of what was said there."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings, and where each that is not the default was said."""

    settings: Settings = field(default_factory=Settings)
    path: Path | None = None
    """The file they stand in; None for none."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Where each key was set, by its name in the file."""

    @property
    def root(self) -> Path:
        """The folder that patterns and paths of these settings start from."""
        return Path.cwd() if self.path is None else self.path.parent

    def overridden(self, given: Mapping[str, Any], origin: str = COMMAND_LINE) -> Configuration:
        """The same with `given`, by field of `Settings`, in place of what was said before; None changes nothing."""
        said = {name: value for name, value in given.items() if value is not None}
        origins = {**self.origins, **{spelled(name): origin for name in said}}
        return replace(self, settings=replace(self.settings, **said), origins=origins)

    def policy(self, file: str | Path | None = None) -> Policy:
        """What to look for in `file`, with what its place adds to what is ignored, and how far to repair it."""
        told = self.settings
        ignore = told.ignore | told.extend_ignore
        if file is not None and told.per_file_ignores:
            from svgguard.configuration.patterns import matches

            ignore |= frozenset().union(
                *(codes for glob, codes in told.per_file_ignores.items() if matches(file, self.root, (glob,)))
            )
        return Policy(
            apply=Safety.SAFE if told.unsafe_fixes is False else Safety.UNSAFE,
            select=told.select | told.extend_select if told.select else frozenset(),
            ignore=ignore,
            severities=told.severity,
            passes=told.passes,
            draw=told.draw,
            limits=told.limits,
            renderer=told.renderer,
            sanitise=told.sanitise,
            links=told.links,
        )


def policy_at(path: str | Path | None = None) -> Policy:
    """As `svgguard.Policy.from_config`."""
    return nearest(path).policy(path)


def nearest(path: str | Path | None = None) -> Configuration:
    """The configuration for a file or folder (None: the current one): of the nearest folder that has one, upwards.

    A configuration file itself may be given. Raises `ConfigurationError` for one that cannot be read or makes no sense.
    """
    place = Path.cwd() if path is None else Path(path).absolute()
    if place.suffix == ".toml" and place.is_file():
        return configuration_in(place)
    return _nearest(place if place.is_dir() else place.parent)


@cache
def _nearest(folder: Path) -> Configuration:
    for name in (_OWN, _SHARED):
        file = folder / name
        if file.is_file() and (name == _OWN or _table(file) is not None):
            return configuration_in(file)
    return Configuration() if folder.parent == folder else _nearest(folder.parent)


def configuration_in(file: Path) -> Configuration:
    """The configuration that stands in `file`; raises `ConfigurationError`."""
    table = _table(file)
    if table is None:
        raise ConfigurationError(f"{file}: has no table {_TABLE}; write one, or name another file")
    where = f"{file} {_TABLE}" if file.name == _SHARED else str(file)
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in KEYS:
            raise ConfigurationError(f"{where}: unknown key {name!r}; {nearest_name(name, KEYS)}")
        try:
            values[name.replace("-", "_")] = KEYS[name].read(value)
        except ConfigurationError as error:
            raise ConfigurationError(f"{where}: {name}: {error}") from None
    if values.get("drawing") and values.get("parts"):
        raise ConfigurationError(f"{where}: a drawing brings its own parts; remove parts, or drawing")
    return Configuration(path=file).overridden(values, where)


def _table(file: Path) -> Mapping[str, Any] | None:
    """The table of a configuration file; None for a ``pyproject.toml`` that has none."""
    import tomllib

    try:
        whole = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{file}: not TOML: {error}") from None
    if file.name != _SHARED:
        return whole
    tools = whole.get("tool")
    table = tools.get("svgguard") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError(f"{file}: tool.svgguard is {table!r}; write a table {_TABLE}")
    return table
