"""What an endpoint tells of itself: its models, and which kind of server it is. Never needed for a request.

The reading is pure; `detect` asks, with a short patience, and only when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from svgguard.endpoint.presets import Preset, presets
from svgguard.endpoint.target import Target, target

PATIENCE = 3.0
"""Seconds for each question."""

_CONTEXT = ("max_model_len", "context_length", "max_context_length", "context_window", "n_ctx")
"""Where servers say how many tokens the context holds; the trained length (``n_ctx_train``) is not what is served."""


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
    named = (preset for preset in presets().values() for word in preset.detect.server if word in server)
    return next((preset.name for preset in named), None)


def detect(base_url: str, *, api_key: str | None = None) -> str | None:
    """Which preset the server at `base_url` is, or None when it does not tell or cannot be reached.

    Asks for its list of models, then for the few pages that only one kind of server has.
    """
    import httpx2

    from svgguard.endpoint.connection import connected
    from svgguard.endpoint.exceptions import RAISED

    whom = target(base_url=base_url, api_key=api_key, endpoint="default")
    with connected(whom) as client:

        def ask(url: str) -> httpx2.Response | None:
            try:
                return client.get(url, cast_to=httpx2.Response, options={"timeout": PATIENCE})
            except RAISED:
                # A server that has no such page is only another kind of server.
                return None

        answer = ask("/models")
        if answer is not None and (kind := kind_of(parsed(answer), answer.headers.get("server", ""))):
            return kind
        for preset in _with_pages():
            path, words = preset.detect.page
            page = ask(at_root(whom, path))
            if page is not None and words in page.text:
                return preset.name
    return None


def at_root(whom: Target, path: str) -> str:
    """The address of `path` from the root of the host."""
    parts = urlsplit(whom.address)
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def parsed(answer: Any) -> object:
    """The JSON of an HTTP answer, or None when it is none."""
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
