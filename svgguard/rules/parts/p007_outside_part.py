"""A part lies beyond the canvas.

All of its shapes stand outside the `viewBox`, or some of one that must be seen whole. Its coordinates or its transform
are not what was meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P007", "outside-part", Stage.PARTS, Severity.ERROR)
def outside_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.OUTSIDE)
