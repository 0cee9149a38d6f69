"""`Target`: who is asked (a server, the caller's own SDK client or function), and what of it must stay secret."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any, TypeAlias
from urllib.parse import quote, unquote, urlsplit

from svgguard.endpoint.faults import EndpointError, EndpointFault, endpoint_fault
from svgguard.endpoint.presets import Preset, is_http, is_loopback, place, preset_at, presets, public_url

Callback: TypeAlias = Callable[[list[dict[str, Any]]], Any]
"""A caller's own function: messages in, text (or a `Reply`, or a chat completion) out; it may be async."""

NO_KEY = "EMPTY"
"""Sent where a server needs no key: the SDK insists on one."""

TELLING = ("auth", "key", "token", "secret", "cookie")
"""What the names of headers contain whose values must never be shown."""

SHORTEST_SECRET = 6
"""Shorter ones guard nothing, and striking them out would garble every message."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """What one answer may amount to; no real one comes near."""

    characters: int = 4_000_000
    """Of text and reasoning together."""
    chunks: int = 1_000_000
    bytes: int = 64 * 2**20
    """On the wire. A compressed answer may have a thousandth of it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Who is asked; `address` is fit to be shown and logged, where and how it is reached is not."""

    address: str
    model: str | None
    """None for the one model that the server has."""
    preset: Preset
    url: str = field(default="", repr=False)
    api_key: str = field(default=NO_KEY, repr=False)
    sdk: Any = field(default=None, repr=False)
    """The caller's own SDK client."""
    callback: Callback | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    basic: tuple[str, str] | None = field(default=None, repr=False)
    """The user name and password that stood in the address."""
    limits: AnswerLimits = AnswerLimits()


def target(
    *,
    client: Any = None,
    model: str | None = None,
    base_url: str | None = None,
    api_key: str | None = None,
    endpoint: str | None = None,
    headers: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Target:
    """Who is meant: arguments first, then ``SVGGUARD_*`` variables, then ``OPENAI_BASE_URL`` and ``OPENAI_API_KEY``.

    The model may be left out where a server has only one. Raises `EndpointError` saying what to set when something
    else is missing, TypeError for arguments that contradict.
    """
    model = environ.get("SVGGUARD_MODEL") or None if model is None else model
    if model is not None and not _is_sendable(model):
        raise _unset(f"the model's name {model!r} is blank or cannot be sent; pass the name that the endpoint lists")
    shared = _told(headers or {})
    if client is None:
        return _server(model, base_url, api_key, endpoint, shared, environ)
    if base_url or api_key:
        raise TypeError("client= brings its own address and key; base_url= and api_key= cannot be given with it")
    if hasattr(client, "chat"):
        url, key = str(getattr(client, "base_url", "")), getattr(client, "api_key", "")
        headed = _told(getattr(client, "default_headers", {})) | _told(
            getattr(getattr(client, "_client", None), "headers", {})
        )
        secrets = _secrets(shared | headed, url, key if isinstance(key, str) else "")
        return Target(public_url(url), model, _preset(endpoint, url), sdk=client, secrets=secrets)
    if not callable(client):
        raise TypeError(f"client= takes an OpenAI or AsyncOpenAI object or a function, not {type(client).__name__}")
    name = getattr(client, "__qualname__", type(client).__name__)
    return Target(f"function {name}", model, Preset("function"), callback=client)


def _server(
    model: str | None,
    base_url: str | None,
    api_key: str | None,
    endpoint: str | None,
    shared: set[str],
    environ: Mapping[str, str],
) -> Target:
    # An address given here is never mixed with a preset named in the environment, nor the other way round.
    if not (base_url or endpoint):
        base_url, endpoint = environ.get("SVGGUARD_BASE_URL"), environ.get("SVGGUARD_ENDPOINT")
    from_openai = not (base_url or endpoint)
    if from_openai:
        base_url = environ.get("OPENAI_BASE_URL")
    if base_url and not is_http(base_url):
        raise _unset("the base URL is not an http address; it should look like http://localhost:8000/v1")
    preset = _preset(endpoint, base_url or "")
    url = base_url or preset.base_url
    if not url:
        ways = "pass base_url= or endpoint=, or set SVGGUARD_BASE_URL or SVGGUARD_ENDPOINT"
        raise _unset(f"no endpoint is chosen; {ways}")
    if urlsplit(url).query:
        raise _unset("the base URL holds a query; pass a key as api_key= or in headers= instead")
    key = api_key or environ.get("SVGGUARD_API_KEY") or (environ.get(preset.key) if preset.key else None)
    if not key and (from_openai or place(url)[0] == "api.openai.com"):
        # Only there: OpenAI's key is no business of any other server.
        key = environ.get("OPENAI_API_KEY")
    if not key and preset.key and not is_loopback(preset.base_url):
        raise _unset(f"{preset.name} needs a key; pass api_key= or set {preset.key}")
    return Target(
        public_url(url),
        model,
        preset,
        # Without user name and password: the HTTP library writes addresses into its log.
        public_url(url),
        key or NO_KEY,
        secrets=_secrets(shared, url, key or ""),
        basic=_basic(url),
    )


def _is_sendable(model: object) -> bool:
    """True if this can be a model's name: text, not blank, without halves of characters and control characters."""
    return isinstance(model, str) and model.isprintable() and bool(model.strip())


def _preset(endpoint: str | None, url: str) -> Preset:
    if not endpoint:
        return preset_at(url)
    if endpoint not in presets():
        raise _unset(f"there is no endpoint preset {endpoint!r}; there are {', '.join(presets())}")
    return presets()[endpoint]


def _basic(url: str) -> tuple[str, str] | None:
    """The user name and password in an address."""
    parts = urlsplit(url)
    if parts.username is None and parts.password is None:
        return None
    return unquote(parts.username or ""), unquote(parts.password or "")


def _told(headers: Mapping[str, Any]) -> set[str]:
    """The values of headers that must never be shown, and what follows a scheme (``Bearer``) in them."""
    values = {
        value
        for name, value in headers.items()
        if isinstance(value, str) and any(word in name.lower() for word in TELLING)
    }
    return values | {value.split()[-1] for value in values if value.strip()}


def _secrets(shared: set[str], url: str, key: str) -> tuple[str, ...]:
    """What must not be shown, also as it is spelt in XML and in an address."""
    basic = _basic(url)
    values = {*shared, key, urlsplit(url).password or ""}
    if basic is not None:
        values |= {basic[1], b64encode(":".join(basic).encode()).decode()}
    spelt = {spell(value) for value in values for spell in _SPELLINGS}
    # The longest first, for one may hold another.
    return tuple(sorted((value for value in spelt if len(value) >= SHORTEST_SECRET), key=lambda v: (-len(v), v)))


_SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    escape,
    partial(escape, quote=False),
    quote,
    partial(quote, safe=""),
)


def _unset(message: str) -> EndpointError:
    return EndpointError(endpoint_fault(EndpointFault.NOT_CONFIGURED, message))
