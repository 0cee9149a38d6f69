"""svgguard in tests: cases of a corpus as pytest items, assertions, replayed answers. `plugin` is the way in.

    from svgguard.testing import assert_svg

Loaded on first use, since the plugin is imported in every pytest session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svgguard.testing.assertions import UnexpectedSvgError as UnexpectedSvgError
    from svgguard.testing.assertions import assert_svg as assert_svg
    from svgguard.testing.replaying import Replay as Replay

_HOME = {"Replay": "replaying", "UnexpectedSvgError": "assertions", "assert_svg": "assertions"}
__all__ = ["Replay", "UnexpectedSvgError", "assert_svg"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'svgguard.testing' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"svgguard.testing.{_HOME[name]}"), name)
    globals()[name] = value
    return value
