"""The folder where a failed test leaves its pictures: before, after, expected, and where they differ."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from svgguard.testing.corpus.outcome import CaseOutcome

if TYPE_CHECKING:
    from svgguard.testing.corpus.pictures import Comparison

FOLDER = "svgguard-failures"
"""Beside the root of the tests; it keeps itself out of version control."""
SIZE = 480
"""Pixels of the longest side of a picture, where no expected one decides."""

_UNSAFE = re.compile(r"[^\w.\-/]+")


class FailureFolder:
    """What one test leaves behind, in a folder of its own."""

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self.folder = root / FOLDER / _UNSAFE.sub("-", name.replace("::", "/")).replace("..", "-").strip("/")

    def clear(self) -> None:
        """Remove what an earlier run left."""
        if self.folder.is_dir():
            shutil.rmtree(self.folder)

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files, by name."""
        self.clear()
        self.folder.mkdir(parents=True)
        (self._root / FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
        for name, data in files.items():
            (self.folder / name).write_bytes(data)

    def lines(self) -> Iterator[str]:
        """Where they are, for the report."""
        names = sorted(path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []
        if names:
            yield ""
            yield f"pictures in {self.folder.relative_to(self._root).as_posix()}/: {', '.join(names)}"


def pictures_of(verdict: CaseOutcome) -> dict[str, bytes]:
    """What a failed case leaves: the answer as a strict viewer shows it, the documents and pictures there are."""
    from svgguard.testing.strict import draw_strictly

    case, look = verdict.case, verdict.look
    files = {"before.png": draw_strictly(case.text, SIZE).png}
    if verdict.svg is not None:
        files["found.svg"] = verdict.svg.encode()
    expected = drawn(case.svg) if look is None else look.expected
    return files | side_by_side(expected, drawn(verdict.svg) if look is None else look.found)


def of_comparison(look: Comparison) -> dict[str, bytes]:
    """What an assertion about a picture leaves."""
    return side_by_side(look.expected, look.found)


def side_by_side(expected: bytes | None, after: bytes | None) -> dict[str, bytes]:
    """Two pictures and their difference, as far as there are any."""
    files = {name: png for name, png in (("expected.png", expected), ("after.png", after)) if png is not None}
    if expected is not None and after is not None:
        from svgguard.testing.corpus.pictures import difference

        files["difference.png"] = difference(expected, after)
    return files


def drawn(svg: str | None) -> bytes | None:
    """A document as PNG; None when there is none, or it cannot be drawn."""
    from svgguard.rendering import RenderError, render

    try:
        return None if svg is None else render(svg, size=SIZE).png
    except RenderError:
        # A picture is only evidence here; that there is none is said by its absence.
        return None
