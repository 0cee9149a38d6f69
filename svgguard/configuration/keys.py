"""The keys of a configuration: what each one means, what it may be, and what holds when nobody says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from svgguard.configuration.codes import codes_of
from svgguard.configuration.errors import ConfigurationError, nearest_name
from svgguard.types import Limits, Policy, Sanitise, Severity

Codes = frozenset[str]
"""Code prefixes."""
NEVER = "never"
"""As ``fail-on``: faults of no severity make a run fail."""


_OWN = Policy()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured; a field is spelled with hyphens in a file."""

    select: Codes = frozenset()
    extend_select: Codes = frozenset()
    ignore: Codes = frozenset()
    extend_ignore: Codes = frozenset()
    per_file_ignores: Mapping[str, Codes] = field(default_factory=dict)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    fail_on: str = Severity.WARNING
    """The least severity that makes a run fail, or `NEVER`."""
    fix: bool = False
    unsafe_fixes: bool | None = None
    draw: bool = True
    passes: int = _OWN.passes
    limits: Limits = field(default_factory=Limits)
    sanitise: str | None = None
    links: bool = False
    drawing: str | None = None
    parts: tuple[str, ...] = ()
    unknown: str = "warn"
    renderer: str | None = None
    format: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    extension: tuple[str, ...] = ()
    answers: bool = False
    field: str | None = None
    baseline: str | None = None
    jobs: int = 0
    cache: bool = True
    cache_dir: str = ".svgguard_cache"

    @property
    def threshold(self) -> Severity | None:
        """The least severity that makes a run fail; None for none."""
        return None if self.fail_on == NEVER else Severity(self.fail_on)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it is for, and how its value is read."""

    help: str
    read: Callable[[Any], Any]
    """From a value in TOML to that of the field; raises `ConfigurationError`."""

    def default(self, name: str) -> Any:
        """What holds when nobody says."""
        return getattr(Settings(), name.replace("-", "_"))


def spelled(name: str) -> str:
    """How a field of `Settings` is spelled in a file."""
    return name.replace("_", "-")


def _strings(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return tuple(value)
    raise ConfigurationError(f"is {value!r}; give a list of strings")


def _string(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    raise ConfigurationError(f"is {value!r}; give a string")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ConfigurationError(f"is {value!r}; give true or false")


def _number(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        raise ConfigurationError(f"is {value!r}; give a whole number, {least} or more")

    return read


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value in words:
            return str(value)
        raise ConfigurationError(f"is {value!r}; give {' or '.join(words)}")

    return read


def _table(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise ConfigurationError(f"is {value!r}; give a table")


def _codes(value: Any) -> Codes:
    return codes_of(_strings(value))


def _severities(value: Any) -> Mapping[str, Severity]:
    told = {selector: Severity(_one_of(*Severity)(word)) for selector, word in _table(value).items()}
    return {code: severity for selector, severity in told.items() for code in codes_of((selector,))}


def _per_file(value: Any) -> Mapping[str, Codes]:
    return {pattern: _codes(selectors) for pattern, selectors in _table(value).items()}


def _limits(value: Any) -> Limits:
    known = [limit.name for limit in fields(Limits)]
    for name in _table(value):
        if name not in known:
            raise ConfigurationError(f"unknown key {name!r}; {nearest_name(name, known)}")
    return Limits(**{name: _number(1)(number) for name, number in value.items()})


def _engine(value: Any) -> str:
    from svgguard.rendering.engines import HOMES

    return _one_of(*HOMES)(value)


KEYS: Mapping[str, Key] = {
    "select": Key("Rules to look for: codes, prefixes of codes, names, or ALL; none given means ALL.", _codes),
    "extend-select": Key("Rules to look for besides those of select.", _codes),
    "ignore": Key("Rules to leave alone; beats select.", _codes),
    "extend-ignore": Key("Rules to leave alone besides those of ignore.", _codes),
    "per-file-ignores": Key("Rules to leave alone in the files that a pattern means.", _per_file),
    "severity": Key("Severities in place of the rules' own, by code, prefix or name.", _severities),
    "fail-on": Key("The least severity that makes a run fail; never for none.", _one_of(*Severity, NEVER)),
    "fix": Key("Repair files in place.", _flag),
    "unsafe-fixes": Key("Apply repairs that guess or lose something, too.", _flag),
    "draw": Key("Look whether anything can be seen.", _flag),
    "passes": Key("Rounds of repair at most.", _number(1)),
    "limits": Key("How large a document may be.", _limits),
    "sanitise": Key("What a document from a stranger may keep.", _one_of(*Sanitise)),
    "links": Key("Leave links to https and mailto where sanitise is web.", _flag),
    "drawing": Key("Whose parts a picture must show: a drawing that ships, or a TOML file.", _string),
    "parts": Key("Parts that a picture must show.", _strings),
    "unknown": Key("What parts of which nothing tells are: warn, fault or ok.", _one_of("warn", "fault", "ok")),
    "renderer": Key("The only engine to draw with.", _engine),
    "format": Key("Forms of report; NAME=FILE writes one to a file.", _strings),
    "exclude": Key("Patterns of files and folders to pass over in folders.", _strings),
    "respect-gitignore": Key("Pass over what .gitignore names.", _flag),
    "extension": Key("Ends of names to look at in folders, besides .svg and .svgz.", _strings),
    "answers": Key("Read files as answers of models.", _flag),
    "field": Key("The field of JSON lines, CSV and Parquet that holds the SVG.", _string),
    "baseline": Key("A file of faults that are known, and not told again.", _string),
    "jobs": Key("Processes to work with; 0 for one per core.", _number(0)),
    "cache": Key("Keep what was found, for files that have not changed.", _flag),
    "cache-dir": Key("The folder it is kept in.", _string),
}
