"""The engines by name: where each is found, so that only a process that draws loads one."""

from __future__ import annotations

import importlib

from svgguard.rendering.engine import Renderer

HOMES = {
    "resvg": "svgguard.rendering.resvg:Resvg",
    "cairosvg": "svgguard.rendering.cairo:Cairo",
    "chromium": "svgguard.rendering.chromium:Chromium",
}
"""Module and class of each engine, in the order in which they are tried."""
ON_REQUEST = frozenset(("chromium",))
"""Engines that draw only for who names them: they read CSS themselves, and take long to start."""


def load(name: str) -> Renderer:
    """The engine of this name, to draw in this process; KeyError when there is none."""
    module, _, kind = HOMES[name].partition(":")
    engine: Renderer = getattr(importlib.import_module(module), kind)()
    return engine
