"""The drawing says that it leaves a part out.

`<!-- ... rest of the feathers ... -->`, `<!-- similarly for the other leg -->`: the model names the part and does not
draw it. Nothing can be invented; ask for the missing part.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P004", "elided-part", Stage.PARTS, Severity.ERROR)
def elided_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.ELIDED)
