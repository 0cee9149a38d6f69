"""A comment or a group names a part and holds nothing that draws.

`<!-- Front wheel -->` with no shape before the next comment, `<g id="wheel"></g>`, or a `<use>` of an id that does not
exist: the model meant to draw the part and did not, often because the answer ended there. The place given is the name.
A comment before another one that goes into its details is a heading and is none of these. A group without a name that
holds nothing is told where some of the parts asked for are not accounted for; which was meant nothing tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from svgguard.parts.inventory import Inventory, Presence
from svgguard.rules import Stage, rule
from svgguard.types import Finding, Severity


@rule("P002", "empty-part", Stage.PARTS, Severity.ERROR)
def empty_part(inventory: Inventory) -> Iterable[Finding]:
    return inventory.findings(Presence.EMPTY)
