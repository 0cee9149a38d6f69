"""A part that was asked for is not in the drawing.

No id, class, title, label or comment names it, though the rest of the drawing is named, and no shape in the picture can
be told to be it. The place given is the one where it would be added. Only the model can draw it; it is an error for a
part without which the picture is of something else, a warning for others, information for ornaments.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P001", "missing-part", Stage.PARTS, Severity.ERROR)
def missing_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.MISSING)
