"""What an endpoint tells of itself: its models, and which kind of server it is. Never needed for a request.

The reading is pure; `about` asks, with a short patience, and only when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from svgguard.endpoint.faults import EndpointFault
from svgguard.endpoint.presets import Preset, presets
from svgguard.endpoint.request import Request
from svgguard.endpoint.target import Target, target
from svgguard.types import Fault

PATIENCE = 3.0
"""Seconds for each question."""

_CONTEXT = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx")
"""Where servers say how many tokens the context holds; the trained length (``n_ctx_train``) is not what is served."""


_UNREACHABLE = frozenset({EndpointFault.CONNECTION_FAILED, "timeout", EndpointFault.REDIRECT_REFUSED})
"""Faults after which no other page of the server is asked for."""


@dataclass(frozen=True, slots=True)
class Served:
    """One model of an endpoint's list."""

    id: str
    owned_by: str = ""
    context: int | None = None
    """Tokens, where the server says so."""


def served(listing: object) -> tuple[Served, ...]:
    """The models in the answer to ``GET /models``, whatever else is in it; embedding models are left out."""
    entries = listing.get("data") if isinstance(listing, Mapping) else listing
    entries = entries if isinstance(entries, list) else []
    named = (entry for entry in entries if isinstance(entry, Mapping) and isinstance(entry.get("id"), str))
    found = (Served(entry["id"], str(entry.get("owned_by") or ""), _context(entry)) for entry in named)
    return tuple(model for model in found if "embed" not in model.id.lower())


def kind_of(listing: object, server: str = "") -> str | None:
    """The preset of the server that gave this list of models with this ``server`` header, if they tell."""
    fields = set(_fields(listing))
    owners = {model.owned_by for model in served(listing)}
    for preset in presets().values():
        if owners & set(preset.detect.owned_by) or fields & set(preset.detect.field):
            return preset.name
    if owners - {""}:
        # It says whose it is, and that is nobody known; its header may be that of any server in its language.
        return None
    named = (preset for preset in presets().values() for word in preset.detect.server if word in server)
    return next((preset.name for preset in named), None)


@dataclass(frozen=True, slots=True)
class About:
    """What an endpoint told of itself."""

    models: tuple[Served, ...] = ()
    kind: str | None = None
    """The preset that it is, where it tells."""
    problem: Fault | None = None
    """Why its models could not be had."""


def detect(base_url: str, *, api_key: str | None = None) -> str | None:
    """Which preset the server at `base_url` is, or None when it does not tell or cannot be reached."""
    return about(target(base_url=base_url, api_key=api_key, endpoint="default")).kind


def about(whom: Target, headers: Mapping[str, str] | None = None, patience: float = PATIENCE) -> About:
    """What the server of `whom` tells: its list of models, then the pages that only one kind of server has.

    Each question waits `patience` seconds at most; nothing more is asked of a server that cannot be reached. A
    caller's own function has nothing to tell.
    """
    if whom.callback is not None:
        return About()
    import httpx2

    from svgguard.endpoint.connection import connected
    from svgguard.endpoint.exceptions import RAISED, of_exception

    with connected(whom) as client:

        def ask(url: str) -> httpx2.Response:
            answer: httpx2.Response = client.get(url, **plain_get(headers or {}, patience))
            return answer

        found = About()
        try:
            answer = ask("/models")
            listing = parsed(answer)
            found = About(served(listing), kind_of(listing, answer.headers.get("server", "")))
        except RAISED as error:
            found = About(problem=of_exception(error, Request((), {}), whom, begun=False).fault)
        told = found.kind is not None or (found.problem is not None and found.problem.name in _UNREACHABLE)
        for preset in () if told else _with_pages():
            path, words = preset.detect.page
            # A server that has no such page is only another kind of server.
            with suppress(*RAISED):
                if words in ask(at_root(whom, path)).text:
                    return replace(found, kind=preset.name)
    return found


def plain_get(headers: Mapping[str, str], patience: float) -> dict[str, Any]:
    """The arguments with which the SDK's ``get`` gives the HTTP answer as it is, after `patience` seconds at most."""
    import httpx2

    return {"cast_to": httpx2.Response, "options": {"timeout": patience, "headers": dict(headers)}}


def at_root(whom: Target, path: str) -> str:
    """The address of `path` from the root of the host."""
    parts = urlsplit(whom.address)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def parsed(answer: Any) -> object:
    """The JSON of an HTTP answer, or None when it is not one."""
    try:
        return answer.json()
    except ValueError:
        return None


def _with_pages() -> list[Preset]:
    return [preset for preset in presets().values() if preset.detect.page]


def _fields(listing: object) -> list[str]:
    if not isinstance(listing, Mapping):
        return []
    entries = listing.get("data")
    inner = (
        [key for entry in entries if isinstance(entry, Mapping) for key in entry] if isinstance(entries, list) else []
    )
    return [*listing, *inner]


def _context(entry: Mapping[str, Any]) -> int | None:
    meta = entry.get("meta")
    places = (entry, meta) if isinstance(meta, Mapping) else (entry,)
    sizes = (place.get(name) for place in places for name in _CONTEXT)
    return next((size for size in sizes if isinstance(size, int) and not isinstance(size, bool) and size > 0), None)
