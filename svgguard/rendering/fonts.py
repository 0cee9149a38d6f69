"""The fonts that ship with svgguard, and which characters a font has a glyph for.

Text is drawn with these fonts and not with those of the machine, so that a picture is the same everywhere.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from svgguard.data import data

FAMILY = "DejaVu Sans"
"""Stands for every generic family but ``monospace``, and for every family the document names that is not at hand."""
MONOSPACE_FAMILY = "DejaVu Sans Mono"

PINNED: tuple[Path, ...] = tuple(
    data("fonts") / name for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf")
)


def missing(characters: Iterable[str], fonts: Sequence[Path]) -> str:
    """Those of `characters` that should leave a mark and have no glyph in any of `fonts`, each once, in order.

    Raises what `coverage` does.
    """
    covered = [coverage(font) for font in fonts]
    wanted = dict.fromkeys(c for c in characters if not _invisible(c))
    return "".join(c for c in wanted if not any(ord(c) in points for points in covered))


def _invisible(character: str) -> bool:
    selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return selector or character.isspace() or unicodedata.category(character) in ("Cc", "Cf")


@cache
def coverage(path: Path) -> frozenset[int]:
    """The code points a TrueType or OpenType file (or the first font of a collection) has glyphs for.

    Raises OSError when it cannot be read and ValueError when it is no such file.
    """
    font = path.read_bytes()
    try:
        return frozenset(_code_points(font))
    except struct.error as error:
        raise ValueError(f"{path} is not a TrueType or OpenType font: {error}") from None


def _code_points(font: bytes) -> Iterator[int]:
    """Every code point in the character maps of formats 4 (the basic plane) and 12 (all planes)."""
    start = struct.unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    if font[start : start + 4] not in (b"\0\1\0\0", b"OTTO", b"true"):
        raise struct.error("unknown signature")
    (tables,) = struct.unpack_from(">H", font, start + 4)
    for record in range(start + 12, start + 12 + 16 * tables, 16):
        tag, _, cmap, _ = struct.unpack_from(">4sIII", font, record)
        if tag != b"cmap":
            continue
        (encodings,) = struct.unpack_from(">H", font, cmap + 2)
        for encoding in range(cmap + 4, cmap + 4 + 8 * encodings, 8):
            platform, kind, offset = struct.unpack_from(">HHI", font, encoding)
            (layout,) = struct.unpack_from(">H", font, cmap + offset)
            if (platform == 0 or (platform == 3 and kind in (1, 10))) and layout in _LAYOUTS:
                yield from _LAYOUTS[layout](font, cmap + offset)


def _segments(font: bytes, at: int) -> Iterator[int]:
    """The code points of a format 4 table at offset `at`."""
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends, starts, deltas, offsets = (at + 14, at + 16 + doubled, at + 16 + 2 * doubled, at + 16 + 3 * doubled)
    for i in range(0, doubled, 2):
        end, start, delta, offset = (
            struct.unpack_from(">H", font, base + i)[0] for base in (ends, starts, deltas, offsets)
        )
        for code in range(start, end + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets + i + offset + 2 * (code - start))
            if (glyph + delta) & 0xFFFF and (glyph or not offset) and code != 0xFFFF:
                yield code


def _groups(font: bytes, at: int) -> Iterator[int]:
    """The code points of a format 12 table at offset `at`."""
    (count,) = struct.unpack_from(">I", font, at + 12)
    for group in range(at + 16, at + 16 + 12 * count, 12):
        start, end, _ = struct.unpack_from(">III", font, group)
        yield from range(start, min(end, 0x10FFFF) + 1)


_LAYOUTS = {4: _segments, 12: _groups}
