"""Presets: how each kind of server is called, from ``data/endpoints.toml``; and what an address tells by itself."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from svgguard.resources import data


@dataclass(frozen=True, slots=True)
class Preset:
    """How one kind of server is called; the fields are explained in ``data/endpoints.toml``."""

    name: str
    base_url: str = ""
    key: str = ""
    sampling: Mapping[str, str] = field(default_factory=dict)
    thinking_off: Mapping[str, Any] = field(default_factory=dict)
    stream_usage: bool = True


@cache
def presets() -> dict[str, Preset]:
    """Every preset by name."""
    with data("endpoints.toml").open("rb") as file:
        return {name: Preset(name, **settings) for name, settings in tomllib.load(file).items()}


def public_url(url: str) -> str:
    """`url` without user name, password, query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))


def is_http(url: str) -> bool:
    """Whether `url` is an address that can be called."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether `url` names this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def preset_at(url: str) -> Preset:
    """The one preset whose server has this host and port, or the default when none or several have."""
    here = [preset for preset in presets().values() if preset.base_url and place(preset.base_url) == place(url)]
    return here[0] if len(here) == 1 else presets()["default"]


def place(url: str) -> tuple[str, int | None]:
    """Host and port of `url`; every name of this machine is the same host."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return "loopback" if is_loopback(url) else parts.hostname or "", port
