"""Our pictures beside Chromium's: the mean difference over the channels (0 to 255) at 200 px on white, both blurred by
2 px, and whether a difference is said in the warnings.

    python -m benchmarks.drawing features            # one line for each that differs, and the sum
    python -m benchmarks.drawing clean --first 200
    python -m benchmarks.drawing answers --first 100
    python -m benchmarks.drawing FOLDER_OR_FILE … --sheets OUT --engine chromium

`features`, `clean` and `answers` are those of ../shared/data beside this repository; without it, or without a Chromium
(found on the PATH or named by CHROMIUM) and Playwright, this says so and does nothing. Fonts are whatever both find:
where only DejaVu is installed they are the same. `without text` is the mean over the documents that draw none.
`--sheets` writes contact sheets, ours above Chromium's.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

import svgguard

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SIZE, BLUR, SAME = 200, 2, 1.5
COLUMNS = 8


@dataclass
class Row:
    """One document, drawn by both."""

    name: str
    difference: float
    warnings: tuple[str, ...]
    letters: bool
    ours: Image.Image
    theirs: Image.Image

    @property
    def same(self) -> bool:
        return self.difference <= SAME


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("what", nargs="+", help="features, clean, answers, or folders and files")
    parser.add_argument("--first", type=int, default=10_000, metavar="N", help="look at the first N of each")
    parser.add_argument("--sheets", type=Path, metavar="FOLDER", help="write contact sheets of what differs")
    parser.add_argument("--all", action="store_true", help="a line, and a place on a sheet, for each document")
    parser.add_argument("--engine", help="the engine to draw with")
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "svgguard-chromium")
    asked = parser.parse_args()
    try:
        from benchmarks.drawing import reference
    except ImportError as error:
        print(f"skipped: {error}; pip install playwright")
        return 0
    if (executable := reference.browser()) is None:
        print("skipped: there is no Chromium here")
        return 0
    for what in asked.what:
        with reference.opened(executable, asked.kept) as browser:
            rows = [
                row for name, text in documents(what, asked.first) if (row := drawn(name, text, browser, asked.engine))
            ]
        report(what, rows, every=asked.all)
        if asked.sheets and rows:
            sheets(asked.sheets / Path(what).name, [row for row in rows if asked.all or not row.same])
    return 0


def documents(what: str, first: int) -> Iterator[tuple[str, str]]:
    """Name and text of each document; of an answer the SVG in it, and what is broken as it is repaired."""
    folder = {
        "features": SHARED / "drawing" / "features",
        "clean": SHARED / "clean",
        "answers": SHARED / "answers",
    }.get(what, Path(what))
    if not folder.exists():
        print(f"skipped: {folder} is not here")
        return
    if (index := folder / "index.jsonl").exists():
        rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
        files = [folder / str(row["file"]) for row in rows]
    else:
        files = [folder] if folder.is_file() else sorted(folder.glob("**/*.svg"))
    for file in files[:first]:
        result = svgguard.repair(file.read_bytes())
        if result.svg is not None:
            yield file.stem, result.svg


def drawn(name: str, text: str, browser: object, engine: str | None) -> Row | None:
    """Both pictures; None where we give none, which is said."""
    try:
        raster = svgguard.render(text, size=SIZE, background="white", engine=engine)
    except svgguard.RenderError as error:
        print(f"{name:32} {'not drawn':>10}  {error}")
        return None
    ours = raster.image.convert("RGB")
    theirs = browser.picture(text, raster.width, raster.height)  # type: ignore[attr-defined]
    letters = "<text" in text or "foreignObject" in text
    return Row(name, difference(ours, theirs), raster.warnings, letters, ours, theirs)


def difference(ours: Image.Image, theirs: Image.Image) -> float:
    """The mean over pixels and channels, after the blur."""
    a, b = (picture.filter(ImageFilter.BoxBlur(BLUR)) for picture in (ours, theirs))
    return sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3


def report(what: str, rows: list[Row], *, every: bool) -> None:
    print(f"## {what}")
    for row in rows:
        if every or not row.same:
            said = "; ".join(row.warnings) or ("" if row.same else "SILENT")
            print(f"{row.name:32} {row.difference:10.2f}  {said}")
    if not rows:
        return
    silent = sum(not row.same and not row.warnings for row in rows)
    wordless = [row.difference for row in rows if not row.letters]
    print(
        f"{sum(row.same for row in rows)} of {len(rows)} the same, {silent} silently different; mean difference"
        f" {sum(row.difference for row in rows) / len(rows):.3f}, without text"
        f" {sum(wordless) / max(1, len(wordless)):.3f} ({len(wordless)})"
    )


def sheets(path: Path, rows: list[Row]) -> None:
    """Contact sheets, ours above Chromium's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step, most = SIZE + 6, COLUMNS * 4
    for number in range(0, len(rows), most):
        part = rows[number : number + most]
        lines = (len(part) + COLUMNS - 1) // COLUMNS
        sheet = Image.new("RGB", (COLUMNS * step, lines * (2 * step + 14)), "#888")
        pen = ImageDraw.Draw(sheet)
        for place, row in enumerate(part):
            x, y = place % COLUMNS * step, place // COLUMNS * (2 * step + 14)
            pen.text((x + 2, y), f"{row.name[:24]} {row.difference:.1f}", fill="white")
            sheet.paste(row.ours, (x, y + 14))
            sheet.paste(row.theirs, (x, y + 14 + step))
        sheet.save(path.with_name(f"{path.name}-{number // most + 1}.png"))


if __name__ == "__main__":
    sys.exit(main())
