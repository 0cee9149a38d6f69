"""How large a drawing is, and which piece of user space it shows: the root's viewBox, width and height, read once."""

from __future__ import annotations

import math
import re
from typing import Any, Protocol

from svgguard.svg import grammar, style
from svgguard.svg.geometry import ViewBox
from svgguard.svg.length import pixels
from svgguard.text.pattern import lazy_pattern


class SupportsGet(Protocol):
    """Attributes by name: a mapping, or those of an element."""

    def get(self, key: str, /) -> Any:
        """The value; None where there is none."""
        ...


DEFAULT = (300.0, 150.0)
"""Width and height in pixels where nothing is said (CSS 2.2, section 10.3.2)."""
_VIEW_BOX = lazy_pattern(rf"\s*{grammar.NUMBER}(?:(?:\s+|\s*,\s*){grammar.NUMBER}){{3}}\s*")


def view_box(text: str | None) -> ViewBox | None:
    """A viewBox as it is written; None for one that is broken or shows nothing, which viewers ignore."""
    if text is None or not _VIEW_BOX.fullmatch(text):
        return None
    box = ViewBox(*(float(n) for n in re.findall(grammar.NUMBER, text)))
    return box if all(map(math.isfinite, box)) and box.width > 0 and box.height > 0 else None


def is_empty(text: str | None) -> bool:
    """True for a viewBox that is rightly written and has no width or no height: nothing is drawn then (SVG 2, 8.6)."""
    numbers = [float(n) for n in re.findall(grammar.NUMBER, text or "")]
    return len(numbers) == 4 and 0 in numbers[2:]


def sides(root: SupportsGet) -> tuple[float | None, float | None]:
    """Width and height in pixels, as the attributes of a root say and its style before them; None for each unsaid."""
    said = {d.name.lower(): d.value for d in style.declarations(str(root.get("style") or ""))}
    width, height = (_above_nothing(said.get(side)) or _above_nothing(root.get(side)) for side in ("width", "height"))
    return width, height


def _above_nothing(text: str | None) -> float | None:
    value = pixels(text)
    return value if value is not None and value > 0 else None


def shown(root: SupportsGet) -> ViewBox | None:
    """The piece of user space that a root with these attributes shows; None where neither viewBox nor size says.

    A side that nothing gives is the default's where the other is given.
    """
    if (box := view_box(root.get("viewBox"))) is not None:
        return box
    width, height = sides(root)
    return None if width is None and height is None else ViewBox(0.0, 0.0, width or DEFAULT[0], height or DEFAULT[1])
