"""What is said of a configuration that makes no sense."""

from __future__ import annotations

from collections.abc import Collection

from svgguard.text.nearness import nearest
from svgguard.types import SvgguardError

_FEW = 12
"""As many names are listed where none is near."""


class ConfigurationError(SvgguardError):
    """A configuration that cannot be read or makes no sense; its text says where, what and what to do."""


def nearest_name(name: str, known: Collection[str]) -> str:
    """What to say of a name that is none of `known`."""
    import difflib

    if near := nearest(name, known) or difflib.get_close_matches(name, known, 1):
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"known are {', '.join(known)}" if len(known) <= _FEW else "'svgguard config' and 'svgguard rule' list them"
