"""Presets: how each kind of server is called, from ``data/endpoints.toml``; and what an address tells by itself."""

from __future__ import annotations

import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from platformdirs import user_config_path

from svgguard.data import data
from svgguard.endpoint.faults import EndpointError, EndpointFault, endpoint_fault

VARIABLE = "SVGGUARD_ENDPOINTS"
"""Names the user's own file of presets."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a server goes on with an answer that was cut off."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    echo: bool = False
    """True if the answer repeats what it goes on from."""
    thinking: bool = True
    """True if thinking may be on."""


@dataclass(frozen=True, slots=True)
class Detect:
    """How one kind of server is told from the others."""

    owned_by: tuple[str, ...] = ()
    server: tuple[str, ...] = ()
    """Words in the ``server`` header."""
    field: tuple[str, ...] = ()
    """Fields of the list of models, or of its entries."""
    page: tuple[str, ...] = ()
    """A path, and words that stand on its page."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How one kind of server is called; the fields are explained in ``data/endpoints.toml``."""

    name: str
    base_url: str = ""
    also: tuple[str, ...] = ()
    key: str = ""
    sampling: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    thinking_off: Mapping[str, Any] = field(default_factory=dict)
    thinking_on: Mapping[str, Any] = field(default_factory=dict)
    thinks: bool | None = None
    reasoning: tuple[str, ...] = ()
    stream_usage: bool = True
    grammar: str = ""
    json_schema: bool = False
    vision: bool = False
    continuation: Continuation | None = None
    transient: frozenset[int] = frozenset()
    detect: Detect = Detect()
    health: str = ""


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "also": tuple,
    "reasoning": tuple,
    "transient": frozenset,
    "continuation": lambda table: Continuation(**table),
    "detect": lambda table: Detect(**{name: tuple(words) for name, words in table.items()}),
}
"""What the fields become that TOML has no type for."""


def presets() -> Mapping[str, Preset]:
    """Every preset by name: those that ship with the package, changed and added to by the user's own file.

    Raises `EndpointError` when that file cannot be read, or holds what no preset has.
    """
    return _presets(own_file())


def own_file() -> Path:
    """Where the user's own presets are looked for: ``SVGGUARD_ENDPOINTS``, else the folder for configuration."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser()
    return user_config_path("svgguard", appauthor=False, roaming=True) / "endpoints.toml"


@cache
def _presets(own: Path) -> Mapping[str, Preset]:
    tables: dict[str, dict[str, Any]] = tomllib.loads(data("endpoints.toml").read_text(encoding="utf-8"))
    try:
        if own.is_file() or os.environ.get(VARIABLE):
            for name, table in tomllib.loads(own.read_text(encoding="utf-8")).items():
                tables[name] = tables.get(name, {}) | table
        return {name: _preset(name, table) for name, table in tables.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise EndpointError(endpoint_fault(EndpointFault.NOT_CONFIGURED, f"{own}: {error}")) from error


def _preset(name: str, table: Mapping[str, Any]) -> Preset:
    return Preset(name, **{key: _SHAPES.get(key, lambda value: value)(value) for key, value in table.items()})


def public_url(url: str) -> str:
    """`url` without user name, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


def is_http(url: str) -> bool:
    """True if `url` is an address that can be called."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """True if `url` names this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def preset_at(url: str) -> Preset:
    """The one preset whose server has this host and port, or the default when none or several have."""
    known = ((preset, known) for preset in presets().values() for known in (preset.base_url, *preset.also) if known)
    here = [preset for preset, known in known if place(known) == place(url)]
    return here[0] if len(here) == 1 else presets()["default"]


def place(url: str) -> tuple[str, int | None]:
    """Host and port of `url`; every name of this machine is the same host."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return "loopback" if is_loopback(url) else parts.hostname or "", port
