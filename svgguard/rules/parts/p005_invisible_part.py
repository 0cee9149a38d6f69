"""A part is written and changes no pixel of the picture.

It is hidden (`display`, `visibility`), transparent (`opacity`), without any paint, of no size, or clipped away; the
message says which. Found by drawing the picture with and without the part. A shape without a name that cannot be seen
is told too where some of the parts asked for are not accounted for: it may be one of them. What is animated, shown on
demand or left without paint to keep room is not.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P005", "invisible-part", Stage.PARTS, Severity.ERROR)
def invisible_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.INVISIBLE)
