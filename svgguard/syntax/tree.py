"""The syntax tree: elements and tokens of a text as it was meant, and how it deviates from XML."""

from __future__ import annotations

from dataclasses import dataclass, field

from svgguard.syntax.deviation import Deviation
from svgguard.syntax.tokens import Token
from svgguard.types import Finding


@dataclass(slots=True, eq=False)
class Element:
    """An element as meant."""

    token: Token
    parent: Element | None
    children: list[Element] = field(default_factory=list)
    end: int = 0
    """Offset after its end tag, or where that is to be inserted."""
    closing: Token | None = None
    """Its end tag; None when it has none of its own."""

    @property
    def name(self) -> str:
        """The element's name, with its prefix."""
        return self.token.name


@dataclass(frozen=True, eq=False)
class SyntaxTree:
    """A text as read: every token, the elements as meant, and how the text deviates from XML."""

    text: str
    tokens: list[Token]
    elements: list[Element]
    """In document order."""
    findings: list[tuple[Deviation, Finding]]
    """How the text deviates, in the order in which insertions at one place must be made."""

    @property
    def root(self) -> Element | None:
        """The outermost element."""
        return self.elements[0] if self.elements else None
