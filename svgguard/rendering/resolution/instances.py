"""Instances: what a `use` draws written out where its custom properties are not those of what it draws.

An engine knows nothing of custom properties, and what `var()` stands for within a `use` depends on the place of the
`use`. Only then it becomes a group with a copy in it; sheets hold for the copy as for the original.
"""

from __future__ import annotations

import copy

from lxml import etree

from svgguard.document.cascade import Cascade
from svgguard.document.geometry import Ids
from svgguard.rendering.expansion import XLINK_HREF, local_name
from svgguard.svg.vocabulary import SVG_NAMESPACE

_MOST = 5_000
"""Elements that are copied."""
_PLACE = ("x", "y", "width", "height", "href", XLINK_HREF)


def write_out(root: etree._Element, cascade: Cascade, ids: Ids) -> bool:
    """Write out each `use` that must be; False where that is too much and the rest stays as it is."""
    left = _MOST
    depends: dict[etree._Element, bool] = {}
    for use in list(root.iter(f"{{{SVG_NAMESPACE}}}use")):
        href = (use.get("href") or use.get(XLINK_HREF) or "").strip().removeprefix("#")
        target = next(iter(ids.get(href, ())), None)
        parent = use.getparent()
        if target is None or parent is None or target in use.iterancestors():
            continue
        if cascade.variables(use) is cascade.variables(target):
            continue
        if target not in depends:
            depends[target] = any(cascade.has_variables(element) for element in target.iter(etree.Element))
        if not depends[target]:
            continue
        left -= sum(1 for _ in target.iter(etree.Element))
        if left < 0:
            return False
        parent.replace(use, _written(use, target, cascade))
    return True


def _written(use: etree._Element, target: etree._Element, cascade: Cascade) -> etree._Element:
    kept = {str(name): str(value) for name, value in use.items() if name not in _PLACE}
    group = etree.Element(f"{{{SVG_NAMESPACE}}}g", kept)
    group.tail = use.tail
    cascade.adopt(group, use)
    x, y = use.get("x", "0"), use.get("y", "0")
    # A nested viewport reads places in any unit, as `use` does.
    attributes = {"x": x, "y": y, "overflow": "visible"}
    twin = copy.deepcopy(target)
    twin.tail = None
    for original, made in zip(target.iter(etree.Element), twin.iter(etree.Element), strict=True):
        cascade.adopt(made, original)
        made.attrib.pop("id", "")
    place = etree.SubElement(group, f"{{{SVG_NAMESPACE}}}svg", attributes)
    if local_name(target) in ("symbol", "svg"):
        twin.tag = f"{{{SVG_NAMESPACE}}}svg"
        for side in ("width", "height"):
            twin.set(side, use.get(side, "100%"))
    place.append(twin)
    return group
