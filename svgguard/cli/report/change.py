"""What a repair changes, as the lines of a diff cut to the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svgguard.cli.report.text import excerpt
from svgguard.text.edits import apply
from svgguard.types import Edit

MOST_PLACES = 4
"""Places shown of a repair that changes more."""
MOST_LINES = 4
"""Lines shown of one place."""


def change(source: str, edits: Sequence[Edit], width: int) -> Iterator[tuple[str, str]]:
    """Pairs of ``-`` or ``+`` and a line, for each place of `source` that `edits` change."""
    places = list(_places(source, sorted(edits)))
    for place in places[:MOST_PLACES]:
        start, end = place[0].start, max(edit.end for edit in place)
        left = max(source.rfind("\n", 0, start) + 1, start - 2 * width)
        right = source.find("\n", end)
        right = min(len(source) if right < 0 else right, end + 2 * width)
        old = source[left:right]
        new = apply(old, [Edit(e.start - left, e.end - left, e.replacement) for e in place])
        yield from _lines("-", old, start - left, end - left, width)
        yield from _lines("+", new, start - left, end - left + len(new) - len(old), width)
    if len(places) > MOST_PLACES:
        yield " ", f"and {len(places) - MOST_PLACES:,} more places"


def _places(source: str, edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """The edits in groups that share a line."""
    group: list[Edit] = []
    for edit in edits:
        if group and source.find("\n", group[-1].end, edit.start) >= 0:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _lines(sign: str, text: str, start: int, end: int, width: int) -> Iterator[tuple[str, str]]:
    shown = 0
    while shown < MOST_LINES:
        yield sign, excerpt(text, start, end, width)[0].rstrip()
        shown += 1
        following = text.find("\n", start, end)
        if following < 0:
            return
        start = following + 1
    yield sign, "\u2026"
