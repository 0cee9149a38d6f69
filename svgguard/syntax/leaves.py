"""Elements that hold nothing but descriptions and animations, and are written without their slash."""

from __future__ import annotations

from collections.abc import Sequence

from svgguard.svg import vocabulary
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.tokens import Token, TokenKind
from svgguard.types import Edit


class LeafDeviation(Deviation):
    """What deviates at elements that have no content."""

    MISSING_SLASH = "missing-slash"


_REACH = 64
"""How many tokens after a leaf its end tag is looked for."""


def is_closed(tokens: Sequence[Token], index: int) -> bool:
    """True if the leaf at `index` has its own end tag after nothing but descriptions and animations.

    Where the text breaks off among those, the end tag was still to come.
    """
    name, inner, held = tokens[index].name, "", False
    for token in tokens[index + 1 : index + 1 + _REACH]:
        if token.kind is TokenKind.END:
            if token.name == name:
                return True
            if token.name != inner:
                return False
            inner = ""
        elif token.kind is TokenKind.START and not (inner and token.empty):
            if inner or token.name == name or not vocabulary.may_contain(name, token.name):
                return False
            inner, held = "" if token.empty else token.name, True
    return held and index + 1 + _REACH >= len(tokens)


def close(token: Token) -> None:
    """Make a leaf's start tag the whole element."""
    token.empty = True
    if token.bracket:
        token.bracket = "/>"
    else:
        slash = Edit(token.open_end, token.open_end, "/")
        token.deviates(LeafDeviation.MISSING_SLASH, token.start, token.end, f"<{token.name}> is never closed", slash)
