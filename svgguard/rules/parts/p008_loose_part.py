"""A part does not touch what it is joined to.

The specification of the drawing says which parts are joined (a fork joins the front wheel and the handlebar), and in
the picture there is a gap between them, or no stroke reaches the hub of a wheel. Often something between them is
missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P008", "loose-part", Stage.PARTS, Severity.WARNING)
def loose_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.LOOSE)
