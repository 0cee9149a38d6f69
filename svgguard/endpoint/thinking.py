"""The thinking switch: what a request says about thinking, and the same request with the switch turned. No I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from svgguard.endpoint.presets import Preset, presets
from svgguard.endpoint.request import Request


def thinks(request: Request, preset: Preset) -> bool | None:
    """True if the request makes the model think, by what it says or else by the server's default; None if unknown."""
    for on, switch in ((True, preset.thinking_on), (False, preset.thinking_off)):
        if any(_holds(request.parameters.get(name), value) for name, value in switch.items()):
            return on
    return preset.thinks


def switched(request: Request, preset: Preset, *, on: bool) -> Request | None:
    """The request with thinking switched on or off; None when the endpoint has no such switch, or it stands so."""
    new, old = (preset.thinking_on, preset.thinking_off) if on else (preset.thinking_off, preset.thinking_on)
    new = {name: value for name, value in new.items() if name not in request.dropped}
    if not new or all(_holds(request.parameters.get(name), value) for name, value in new.items()):
        return None
    kept = {name: value for name, value in request.parameters.items() if name not in old or name in new}
    merged = {name: _merged(kept.get(name), value) for name, value in new.items()}
    return replace(request, parameters=kept | merged)


def switches() -> frozenset[str]:
    """The names of the parameters with which any known endpoint is told to think or not to."""
    return frozenset(name for preset in presets().values() for name in (*preset.thinking_on, *preset.thinking_off))


def _holds(given: Any, wanted: Any) -> bool:
    """True if a parameter says what the switch says, perhaps among other things."""
    if isinstance(given, Mapping) and isinstance(wanted, Mapping):
        return all(name in given and _holds(given[name], value) for name, value in wanted.items())
    return bool(given == wanted)


def _merged(given: Any, new: Any) -> Any:
    if isinstance(given, Mapping) and isinstance(new, Mapping):
        return dict(given) | {name: _merged(given.get(name), value) for name, value in new.items()}
    return new
