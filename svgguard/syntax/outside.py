"""What may stand only before the root element and stands elsewhere, and what may not stand around the root at all."""

from __future__ import annotations

from svgguard.syntax.characters import CharacterDeviation
from svgguard.syntax.deviation import Deviation
from svgguard.syntax.markup import MarkupDeviation
from svgguard.syntax.tokens import Token, TokenKind
from svgguard.types import Edit, Finding, Repair, Safety


class OutsideDeviation(Deviation):
    """What stands outside the root."""

    EXTRA_CONTENT = "extra-content"


Named = tuple[Deviation, Finding]
_BLANK = "\ufeff \t\r\n"


def _deleted(shape: Deviation, start: int, end: int, message: str, safety: Safety = Safety.SAFE) -> Named:
    return shape, Finding(start, end, message, Repair((Edit(start, end, ""),), safety))


def misplaced(token: Token) -> Named:
    """A document type or a declaration where it may not stand."""
    shape = MarkupDeviation.BAD_DOCTYPE if token.kind is TokenKind.DOCTYPE else MarkupDeviation.BAD_DECLARATION
    return _deleted(shape, token.start, token.end, "not where it may stand")


def late_declaration(text: str, index: int, token: Token) -> Named | None:
    """An XML declaration before the root that is not the first thing in `text`; None for a mere byte order mark."""
    if index != 1 or text[: token.start].strip(_BLANK):
        return misplaced(token)
    keep = 1 if text.startswith("\ufeff") else 0
    if keep == token.start:
        return None
    return _deleted(MarkupDeviation.BAD_DECLARATION, keep, token.start, "white space before the XML declaration")


def before_root(text: str, token: Token, following: Token | None) -> Named | None:
    """Character data before the root; None for white space that no declaration follows."""
    start = token.start + (1 if token.start == 0 and text.startswith("\ufeff") else 0)
    inside = text[start : token.end]
    if not inside.strip() and not token.shapes:
        return None
    blank = not inside.strip(_BLANK)
    if blank and following and following.kind is TokenKind.DECLARATION:
        return None
    return _deleted(
        CharacterDeviation.BAD_CHARACTER if blank else OutsideDeviation.EXTRA_CONTENT,
        start,
        token.end,
        "text before the root element",
    )


def text_after_root(token: Token) -> Named:
    """Character data among end tags after the root."""
    return _deleted(OutsideDeviation.EXTRA_CONTENT, token.start, token.end, "text after the root element")


def content_after_root(start: int, end: int) -> Named:
    """Everything after the root, when that is more than text and end tags."""
    return _deleted(OutsideDeviation.EXTRA_CONTENT, start, end, "content after the root element", Safety.UNSAFE)
