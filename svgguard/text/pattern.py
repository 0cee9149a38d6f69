"""Regular expressions that are compiled when they are first used: most runs use few of the many that there are."""

from __future__ import annotations

import re
from typing import Any, cast


class _Lazy:
    """Stands for a compiled expression; each method is looked up once, and costs nothing from then on."""

    def __init__(self, expression: str, flags: int) -> None:
        self._made = expression, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._made), name)  # re keeps the last 512 that were compiled
        setattr(self, name, value)
        return value


def lazy_pattern(expression: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, when it is first used; it is no argument for the functions of `re`."""
    return cast("re.Pattern[str]", _Lazy(expression, flags))
