"""`ValueRepair`: what a wrong value was read as. The word that the readers of values and the rules share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from svgguard.types import Safety


class ValueFault(StrEnum):
    """What is wrong with a value; each kind is a rule."""

    HEX = "colour-hex"
    NAME = "colour-name"
    FUNCTION = "colour-function"
    INVENTED = "invented-colour"
    SYNTAX = "colour-syntax"
    URL = "url-syntax"
    KEYWORD = "keyword-value"
    CASE = "keyword-case"
    NUMBER_LETTER = "number-letter"
    NUMBER_UNIT = "number-unit"
    DECIMAL_COMMA = "decimal-comma"
    NUMBER_JUNK = "number-junk"
    NOT_A_NUMBER = "not-a-number"
    NEGATIVE_SIZE = "negative-size"
    ARITHMETIC = "arithmetic"
    PARENTHESIS = "transform-parenthesis"
    TRANSFORM = "transform-function"
    ARGUMENTS = "transform-arguments"
    VIEW_BOX = "view-box-syntax"
    SWALLOWED = "swallowed-attribute"
    PAIR = "two-in-one"
    SPACE = "foreign-space"


@dataclass(frozen=True, slots=True)
class ValueRepair:
    """A reading of a wrong value."""

    kind: ValueFault
    value: str | None
    """The value meant; None when nothing says."""
    message: str
    safety: Safety = Safety.SAFE
