"""There are fewer of a part than were asked for.

Shapes that lie within one another, as a tyre and its hub do, are one thing; all others are counted, and so are the
pieces of a path. The count given is the most that can be seen in the drawing, so that two eyes drawn as one path are
two.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P003", "few-parts", Stage.PARTS, Severity.ERROR)
def few_parts(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.FEW)
