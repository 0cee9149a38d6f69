"""`Mended`: what a wrong value was read as. The one word that the menders of values and the rules share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from svgguard.types import Safety


class Kind(StrEnum):
    """What is wrong with a value; each kind is a rule."""

    HEX = "colour-hex"
    NAME = "colour-name"
    FUNCTION = "colour-function"
    INVENTED = "invented-colour"
    SYNTAX = "colour-syntax"
    URL = "url-syntax"
    KEYWORD = "keyword-value"
    CASE = "keyword-case"


@dataclass(frozen=True, slots=True)
class Mended:
    """A reading of a wrong value."""

    kind: Kind
    value: str | None
    """The value meant; None when nothing says."""
    message: str
    safety: Safety = Safety.SAFE
