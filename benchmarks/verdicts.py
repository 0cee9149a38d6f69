"""What it costs to tell whether there is a picture: `check` with and without the drawing stage, side by side.

    python benchmarks/verdicts.py FOLDER …

Every SVG in the folders of 2 to 8 kB is checked both ways, one after the other; told are the medians in milliseconds,
how many documents were drawn at all since boxes did not tell, what those took, and the first call, which starts a
worker.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import svgguard
import svgguard.rendering
from svgguard import Policy

REPEATS = 5
_BARE = Policy(draw=False)
_WHOLE = Policy()


def milliseconds(text: str, policy: Policy) -> float:
    """The best of a few checks."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.perf_counter()
        svgguard.check(text, policy=policy)
        best = min(best, time.perf_counter() - begun)
    return best * 1000


def main(folders: list[str]) -> None:
    """Check every document, and print what it took."""
    texts = [p.read_text(encoding="utf-8") for folder in folders for p in sorted(Path(folder).rglob("*.svg"))]
    texts = [text for text in texts if 2_000 <= len(text) <= 8_000]
    if not texts:
        sys.exit("no SVG of 2 to 8 kB in these folders")
    drawings: Counter[str] = Counter()
    render = svgguard.rendering.render

    def counting(document: object, **how: object) -> object:
        drawings["now"] += 1
        return render(document, **how)  # type: ignore[arg-type]  # passed on as it came

    clipped = '<clipPath id="c"/><g clip-path="url(#c)"><path d="M0 0h9v9"/></g>'
    blank = f'<svg xmlns="http://www.w3.org/2000/svg">{clipped}</svg>'
    begun = time.perf_counter()
    svgguard.check(blank)
    first = (time.perf_counter() - begun) * 1000
    svgguard.rendering.render = counting  # type: ignore[assignment]  # the guard looks it up when it draws
    bare, added, drawn = [], [], []
    for text in texts:
        before = drawings["now"]
        without, whole = milliseconds(text, _BARE), milliseconds(text, _WHOLE)
        bare.append(without)
        added.append(whole - without)
        if drawings["now"] > before:
            drawn.append(whole - without)
    print(f"{len(texts)} documents, median {statistics.median(map(len, texts)):,.0f} characters")
    print(f"check without the drawing stage  {statistics.median(bare):6.2f} ms")
    print(f"added by the drawing stage       {statistics.median(added):6.2f} ms")
    print(
        f"drawn                            {len(drawn)} of {len(texts)}"
        + (f", {statistics.median(drawn):.2f} ms" if drawn else "")
    )
    print(f"first call                       {first:6.0f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
