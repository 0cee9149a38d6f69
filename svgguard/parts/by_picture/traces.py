"""Traces: shapes that are written and cannot be seen, in a drawing of which not every part is accounted for.

Without a name nothing tells which part such a shape would be, but that something was meant to be seen and is not is
plain. Shapes that authors hide on purpose, and shapes that would show nothing new where they lie, are no traces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lxml import etree

from svgguard.document.suspects import local_name
from svgguard.parts.by_label.claims import Reading, within
from svgguard.parts.by_label.labels import NOT_DRAWN
from svgguard.parts.by_label.structure import Structure
from svgguard.parts.by_picture.flat import Flat, area, without_effect
from svgguard.parts.by_picture.layers import Layers
from svgguard.parts.by_picture.motion import still
from svgguard.parts.by_picture.pieces import outlines
from svgguard.parts.by_picture.unseen import Reason, canvas, why_unseen
from svgguard.parts.inventory import Presence, Trace

_ROW = 3
"""Shapes of one kind that can be seen from which another one beyond the canvas is the end of a row."""
_LARGE = 0.005
"""Share of the picture that shapes must paint alone for it to matter that they lie behind something."""
_LOOKS = ("fill", "stroke", "class", "style", "r", "rx", "ry", "width", "height")
_EDGE = 0.02
"""Share of the canvas that a background may leave free at an edge."""
_NAMED = 4
"""Parts that a message names."""


def traces(structure: Structure, layers: Layers, flat: Flat) -> tuple[Trace, ...]:
    """What is written and unseen, and belongs to no part that is known; none when every part is accounted for."""
    open_ = [e.part.name for e in structure.evidence.values() if e.presence is Presence.UNKNOWN]
    reading = structure.reading
    if not open_:
        return ()
    known = {leaf for e in structure.evidence.values() for leaf in within(e.elements)}
    free = [leaf for leaf in still(reading.document.root, reading.shapes) if leaf not in known]
    reasons = {leaf: reason for leaf in free if (reason := _why(reading, leaf)) is not None}
    unchanging = set(without_effect(layers, list(reasons)))
    reasons = {leaf: reason for leaf, reason in reasons.items() if leaf in unchanging}
    hidden = flat.covered([leaf for leaf in free if leaf not in reasons])
    reasons |= dict.fromkeys(hidden, (Presence.COVERED, "lies behind something"))
    names = ", ".join(open_[:_NAMED]) + (f" and {len(open_) - _NAMED} more" if len(open_) > _NAMED else "")
    runs = [run for run in _runs(reading, reasons) if _matters(reading, layers, run, reasons)]
    unseen = [_trace(reading, run, reasons[run[0]], names) for run in runs]
    return (*unseen, *_empty_groups(structure, names))


def _empty_groups(structure: Structure, names: str) -> Iterator[Trace]:
    """Groups in which nothing was ever put, and whose names are no part's."""
    reading = structure.reading
    named = {e for one in structure.evidence.values() for claim in one.claims for e in claim.label.elements}
    for group in reading.document.root.iter("{*}g"):
        if (
            len(group) == 0
            and group not in named
            and not any(local_name(a) in NOT_DRAWN for a in group.iterancestors(etree.Element))
        ):
            tag = reading.document.start_tag(group)
            message = f"a group holds nothing; of the parts asked for, unaccounted for: {names}"
            yield Trace(Presence.EMPTY, message, tag.start, tag.end)


def _why(reading: Reading, leaf: etree._Element) -> Reason | None:
    """Why a shape cannot be seen, unless it is there to be pointed at or to keep room."""
    reason = why_unseen(leaf, reading.document, reading.ids)
    return None if reason is not None and reason[1].startswith("has no paint") else reason


def _runs(reading: Reading, unseen: Mapping[etree._Element, Reason]) -> Iterator[list[etree._Element]]:
    """Shapes that follow one another and cannot be seen for one reason."""
    for key, run in groupby(reading.shapes, key=lambda leaf: unseen.get(leaf)):
        if key is not None:
            yield list(run)


def _matters(
    reading: Reading, layers: Layers, run: Sequence[etree._Element], unseen: Mapping[etree._Element, Reason]
) -> bool:
    """True if shapes that cannot be seen are more than the end of a row or what a body hides of a limb."""
    presence, _ = unseen[run[0]]
    if presence is Presence.INVISIBLE:
        return True
    kinds = Counter(_kind(leaf) for leaf in reading.shapes if leaf not in unseen)
    twins = max(kinds[_kind(leaf)] for leaf in run)
    if presence is Presence.OUTSIDE:
        return twins < _ROW
    across, down = layers.size
    large = area(layers.alone(run)) >= _LARGE * across * down
    return _under_ground(reading, run) or (large and len(run) > 1 and not twins)


def _kind(leaf: etree._Element) -> tuple[object, ...]:
    """What shapes of one row have in common."""
    return leaf.getparent(), leaf.tag, *(leaf.get(name) for name in _LOOKS)


def _under_ground(reading: Reading, run: Sequence[etree._Element]) -> bool:
    """True if a background that fills the canvas is painted after some shapes."""
    left, top, width, height = canvas(reading.document)
    x, y = _EDGE * width, _EDGE * height
    after = reading.shapes[reading.shapes.index(run[-1]) + 1 :]
    boxes = [box for leaf in after if local_name(leaf) == "rect" for _, box in outlines(leaf, reading.ids)]
    return any(
        b[0] <= left + x and b[1] <= top + y and b[2] >= left + width - x and b[3] >= top + height - y for b in boxes
    )


def _trace(reading: Reading, run: Sequence[etree._Element], reason: Reason, names: str) -> Trace:
    presence, why = reason
    what = local_name(run[0]) if len(run) == 1 else f"one of {len(run)} shapes in a row"
    first, last = reading.document.start_tag(run[0]), reading.document.start_tag(run[-1])
    message = f"{what} is written and cannot be seen: it {why}; of the parts asked for, unaccounted for: {names}"
    return Trace(presence, message, first.start, last.end)
