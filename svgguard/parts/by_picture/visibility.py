"""By picture: what of the parts can be seen. The picture is drawn without each part, and each part alone; no model.

A part that changes no pixel is not there, whatever the document calls it.
"""

from __future__ import annotations

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import within
from svgguard.parts.by_label.structure import Evidence, Structure, judge_count
from svgguard.parts.by_picture.flat import Flat
from svgguard.parts.by_picture.layers import Layers
from svgguard.parts.by_picture.pieces import extent, pieces
from svgguard.parts.by_picture.unseen import canvas, why_unseen
from svgguard.parts.inventory import Presence
from svgguard.parts.relations import keys, relation
from svgguard.parts.relations.scene import Scene

_MOST_SINGLES = 24
"""Shapes of a counted part that are looked at one by one."""
_BEYOND = 0.02
"""Share of the canvas by which a part that must be seen whole may stand out of it."""


def look(structure: Structure, layers: Layers, flat: Flat) -> None:
    """Correct what `structure` found by what can be seen on the layers."""
    for evidence in structure.evidence.values():
        if evidence.presence in (Presence.FOUND, Presence.UNKNOWN) and evidence.elements:
            _see(structure, layers, flat, evidence)
    scene = Scene(structure, layers)
    for key in keys():
        relation(key).check(scene)
    scene.floating()


def _see(structure: Structure, layers: Layers, flat: Flat, evidence: Evidence) -> None:
    """True if a part that the document has can be seen, all of it, and on top where it must be."""
    if _is_unseen(layers, evidence.elements):
        evidence.presence, why = _unseen(structure, layers, evidence.elements)
        evidence.message = f"{evidence.part.name} {why} ({evidence.message})"
    elif evidence.counted is not None:
        _recount(structure, layers, flat, evidence)
    if evidence.presence is Presence.FOUND and evidence.part.whole:
        _see_whole(structure, evidence)


def _is_unseen(layers: Layers, elements: tuple[etree._Element, ...]) -> bool:
    """True if elements change no pixel; what only a filter makes visible is seen."""
    return layers.changed(elements).getbbox() is None and layers.faithful.changed(elements).getbbox() is None


def _unseen(structure: Structure, layers: Layers, elements: tuple[etree._Element, ...]) -> tuple[Presence, str]:
    """Why elements that change no pixel do not."""
    if layers.alone(elements).getbbox() is not None:
        return Presence.COVERED, "lies behind something"
    reading = structure.reading
    for leaf in within(elements):
        if (reason := why_unseen(leaf, reading.document, reading.ids)) is not None:
            return reason
    return Presence.INVISIBLE, "paints nothing"


def _recount(structure: Structure, layers: Layers, flat: Flat, evidence: Evidence) -> None:
    """Count only what can be seen of a part that must be there more than once."""
    reading = structure.reading
    leaves = within(evidence.elements)
    seen = [leaf for leaf in leaves if why_unseen(leaf, reading.document, reading.ids) is None]
    if sum(leaf not in flat.shown for leaf in seen) <= _MOST_SINGLES:
        seen = [leaf for leaf in seen if leaf in flat.shown or not _is_unseen(layers, (leaf,))]
    if len(seen) == len(leaves):
        return
    hidden = [leaf for leaf in leaves if leaf not in seen]
    evidence.counted = pieces(seen, reading.ids)
    _, why = _unseen(structure, layers, tuple(hidden[:1]))
    wanted = evidence.part.count + sum(structure.evidence[name].part.count for name in evidence.shared)
    judge_count(evidence, wanted, f"another {why}")


def _see_whole(structure: Structure, evidence: Evidence) -> None:
    left, top, width, height = canvas(structure.reading.document)
    # How far letters reach depends on the font.
    shapes = [leaf for leaf in within(evidence.elements) if local_name(leaf) != "text"]
    box = extent(shapes, structure.reading.ids)
    if box is None:
        return
    x, y = _BEYOND * width, _BEYOND * height
    if box[0] < left - x or box[1] < top - y or box[2] > left + width + x or box[3] > top + height + y:
        evidence.presence = Presence.OUTSIDE
        evidence.message = f"{evidence.part.name} is cut by the edge of the canvas ({evidence.message})"
