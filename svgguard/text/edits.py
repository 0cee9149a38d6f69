"""Text edits: applying them, choosing which may apply together, and mapping offsets back through them.

Every change to a text in svgguard is a list of edits (DESIGN: never serialise a tree to repair a text), so one kind of
offset map serves extraction, unescaping and repair alike, and maps compose by being asked one after the other.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

from svgguard.types import Edit


def apply(text: str, edits: Sequence[Edit]) -> str:
    """`text` with sorted, non-overlapping `edits` applied."""
    out: list[str] = []
    done = 0
    for edit in edits:
        out.append(text[done : edit.start])
        out.append(edit.replacement)
        done = edit.end
    out.append(text[done:])
    return "".join(out)


def replay(text: str, passes: Iterable[Sequence[Edit]]) -> str:
    """`text` after each pass of edits in turn."""
    for edits in passes:
        text = apply(text, edits)
    return text


def joined(length: int, passes: Iterable[Sequence[Edit]]) -> list[Edit]:
    """One pass of edits that does to a text of that length what `passes` do one after the other."""
    # A text is pieces: of the first text, as offsets, and new ones.
    pieces: list[tuple[int, int, str]] = [(0, length, "")]
    for edits in passes:
        pieces = list(_spliced(pieces, edits))
    out: list[Edit] = []
    at, new = 0, ""
    for start, end, written in [*pieces, (length, length, "")]:
        if written:
            new += written
        elif start < end or start == length:
            if new or at < start:
                out.append(Edit(at, start, new))
            at, new = end, ""
    return out


def _spliced(pieces: list[tuple[int, int, str]], edits: Sequence[Edit]) -> Iterator[tuple[int, int, str]]:
    """`pieces` of a text after edits of that text."""
    ahead, at = iter(pieces), 0
    piece = next(ahead, None)

    def upto(offset: int) -> Iterator[tuple[int, int, str]]:
        nonlocal piece, at
        while piece is not None and at < offset:
            start, end, written = piece
            size = len(written) or end - start
            step = min(size, offset - at)
            yield (start, start + step, "") if not written else (0, 0, written[:step])
            at += step
            rest = (start + step, end, "") if not written else (0, 0, written[step:])
            piece = rest if step < size else next(ahead, None)

    for edit in edits:
        yield from upto(edit.start)
        for _ in upto(edit.end):
            pass
        if edit.replacement:
            yield 0, 0, edit.replacement
    while piece is not None:
        yield piece
        piece = next(ahead, None)


def compatible(repairs: Iterable[Sequence[Edit]]) -> tuple[list[Edit], list[bool]]:
    """The edits of those repairs that can be applied together, and for each repair whether it is among them.

    Earlier repairs win; a repair with any edit that overlaps a chosen one waits for the next pass. Two insertions at
    one place do not overlap: they keep the order of their repairs. An edit two repairs share is applied once.
    """
    chosen: list[tuple[Edit, int]] = []
    taken: list[bool] = []
    occupied = _Occupied()
    shared: set[Edit] = set()
    for rank, edits in enumerate(repairs):
        fresh = [edit for edit in edits if edit not in shared or edit.start == edit.end]
        fits = all(occupied.free(edit) for edit in fresh)
        taken.append(fits)
        if fits:
            for edit in fresh:
                occupied.add(edit)
                shared.add(edit)
                chosen.append((edit, rank))
    # An insertion at a replacement's start comes first: it was read as standing before that text.
    chosen.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[1]))
    return [edit for edit, _ in chosen], taken


def described(edits: Sequence[Edit], text: str) -> str:
    """What `edits` do to `text`, in words; long pieces are shortened."""
    return "; ".join(_described(edit, text) for edit in edits[:3]) + ("; …" if len(edits) > 3 else "")


def _described(edit: Edit, text: str) -> str:
    old, new = (
        piece if len(piece) <= 40 else f"{piece[:37]}…" for piece in (text[edit.start : edit.end], edit.replacement)
    )
    if not old:
        return f"insert {new!r}"
    return f"write {new!r} for {old!r}" if new else f"delete {old!r}"


class _Occupied:
    """The spans and insertion points already claimed, kept sorted for a logarithmic test."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._points: list[int] = []

    def free(self, edit: Edit) -> bool:
        """True if `edit` overlaps nothing claimed (an insertion at the edge of a span is free)."""
        at = bisect_right(self._starts, edit.start)
        clear_before = at == 0 or self._ends[at - 1] <= edit.start
        if edit.start == edit.end:
            return clear_before or self._starts[at - 1] == edit.start
        clear_after = at == len(self._starts) or self._starts[at] >= edit.end
        return clear_before and clear_after and not self._point_inside(edit.start, edit.end)

    def _point_inside(self, start: int, end: int) -> bool:
        at = bisect_right(self._points, start)
        return at < len(self._points) and self._points[at] < end

    def add(self, edit: Edit) -> None:
        """Claim the span of `edit`."""
        if edit.start == edit.end:
            insort(self._points, edit.start)
        else:
            at = bisect_right(self._starts, edit.start)
            self._starts.insert(at, edit.start)
            self._ends.insert(at, edit.end)


class OffsetMap:
    """Maps offsets in an edited text back to the text before the edits."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._new: list[int] = [0]
        self._old: list[int] = [0]
        self._fixed: list[bool] = [False]
        shift = 0
        for edit in edits:
            start = edit.start + shift
            self._push(start, edit.start, fixed=True)
            shift += len(edit.replacement) - (edit.end - edit.start)
            self._push(edit.end + shift, edit.end, fixed=False)

    def _push(self, new: int, old: int, *, fixed: bool) -> None:
        if self._new[-1] == new:
            self._old[-1], self._fixed[-1] = old, fixed
        else:
            self._new.append(new)
            self._old.append(old)
            self._fixed.append(fixed)

    def __call__(self, offset: int) -> int:
        """The offset before the edits; anything inside a replacement maps to where the replacement was made."""
        at = bisect_right(self._new, offset) - 1
        return self._old[at] if self._fixed[at] else self._old[at] + offset - self._new[at]


def to_raw(offset: int, maps: Sequence[OffsetMap]) -> int:
    """An offset in the newest text as an offset in the raw one; `maps` from oldest to newest."""
    for back in reversed(maps):
        offset = back(offset)
    return offset
