"""`ValueRepair`: what a wrong value was read as. The word that the readers of values and the rules share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from svgguard.types import Safety


class ValueFault(StrEnum):
    """What is wrong with a value: the members of the readers' own enums, each the name of a rule."""


@dataclass(frozen=True, slots=True)
class ValueRepair:
    """A reading of a wrong value."""

    kind: ValueFault
    value: str | None
    """The value meant; None when nothing says."""
    message: str
    safety: Safety = Safety.SAFE
