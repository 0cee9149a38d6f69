"""Styles: the presentation attributes of shapes and of what they stand in, as far as attributes tell.

Style sheets are not read: who needs certainty draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from svgguard.svg import grammar
from svgguard.svg.style import declarations
from svgguard.text.pattern import lazy_pattern

_ALPHA = lazy_pattern(rf"\s*({grammar.NUMBER})\s*(%)?\s*")


def styles(element: etree._Element) -> Mapping[str, str]:
    """The attributes of an element, the declarations of its style attribute winning."""
    found = {str(k): str(v).strip() for k, v in element.items()}
    found |= {d.name.lower(): d.value for d in declarations(element.get("style", ""))}
    return found


def chain(leaf: etree._Element) -> list[Mapping[str, str]]:
    """The styles of a shape and of what it stands in, from the inside out."""
    return [styles(e) for e in (leaf, *leaf.iterancestors(etree.Element))]


def inherited(styles_: Sequence[Mapping[str, str]], property_: str, default: str) -> str:
    """What a property that is inherited comes to, in a chain."""
    return next((s[property_] for s in styles_ if s.get(property_) not in (None, "inherit")), default)


def alpha(text: str | None) -> float | None:
    """An opacity: 0 to 1; None for anything else."""
    m = _ALPHA.fullmatch(text or "")
    return None if m is None else float(m[1]) / (100 if m[2] else 1)
