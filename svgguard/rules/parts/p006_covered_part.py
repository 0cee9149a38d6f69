"""A part lies behind something that is painted after it.

Drawn alone it can be seen, and in the picture it changes no pixel; or it is meant to be on top of a part that is
painted over it. Moving it further down in the document brings it to the front.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P006", "covered-part", Stage.PARTS, Severity.ERROR)
def covered_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.COVERED)
