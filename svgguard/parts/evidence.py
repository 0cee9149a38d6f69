"""Evidence: what is known of each part, by its labels and then by the picture, and how to say by which labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from svgguard.document import Document
from svgguard.parts.by_label.claims import UNTELLING, Claim, Reading
from svgguard.parts.by_label.labels import Label
from svgguard.parts.by_label.naming import Fit
from svgguard.parts.inventory import Presence
from svgguard.parts.specification import Part


@dataclass(slots=True)
class Evidence:
    """What is known of one part, by labels first and then by the picture."""

    part: Part
    presence: Presence
    message: str
    claims: Sequence[Claim] = ()
    """The labels that decided."""
    elements: tuple[etree._Element, ...] = ()
    """What draws the part, where that can be told: none inside another."""
    counted: int | None = None
    start: int = 0
    """Offset in the document of what names it, or of where it would go."""
    end: int = 0
    exact: bool = True
    """True if the elements are all of the part and nothing else."""
    by_shape: bool = False
    """True if the shapes themselves tell, and no label."""
    shared: tuple[str, ...] = ()
    """Other parts that the same elements draw, each one of the things there."""

    @property
    def named(self) -> bool:
        """True if a label names the part that is neither drawn itself nor the name of a paint."""
        return any(c.match.fit is Fit.NAMES and c.label.origin not in UNTELLING for c in self.claims)


@dataclass(slots=True)
class Structure:
    """A document and what its labels say of the parts."""

    reading: Reading
    evidence: dict[str, Evidence] = field(default_factory=dict)
    """By name of part, in the order asked."""


def closing(document: Document) -> int:
    """Where a part that is missing would go: before the end of the root."""
    at = document.text.rfind("</")
    return at if at >= 0 else len(document.text)


def spoken(claims: Sequence[Claim]) -> str:
    """The labels that decided, in words."""
    said = dict.fromkeys(f"{c.label.origin} {quoted(c.label)}" for c in claims)
    return ", ".join(list(said)[:3]) + (f" and {len(said) - 3} more" if len(said) > 3 else "")


def quoted(label: Label) -> str:
    """The text of a label, cut where it is long."""
    return f'"{label.text}"' if len(label.text) <= 40 else f'"{label.text[:39]}…"'
