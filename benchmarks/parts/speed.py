"""How long it takes to look for the parts of the drawings that ship, with labels and without.

    python benchmarks/parts/speed.py                  # every drawing that ships
    python benchmarks/parts/speed.py pelican-bicycle otter-unicycle

Times are of the processor, for one process, the best of some runs; each is also given in pictures: how often the
drawing could be rendered at 256 px in that time, which says the same on any machine.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import svgguard
from svgguard import document
from svgguard.parts.by_picture.layers import SIZE
from svgguard.parts.examination import take
from svgguard.parts.specification import Specification, drawing, drawings
from svgguard.types import Limits

sys.path.insert(0, str(Path(__file__).parent))
from mutations import stripped

SHIPPED = Path(__file__).parents[2] / "svgguard" / "data" / "prompts" / "drawings"
PARTS = 20
AIM = 1.0
"""Seconds that a look for that many parts may take."""


def best(call: Callable[[], object], runs: int) -> float:
    """The least processor time of some calls, in seconds."""
    call()  # what is read once, as the lists of words are, is no part of it
    times = []
    for _ in range(runs):
        started = time.process_time()
        call()
        times.append(time.process_time() - started)
    return min(times)


def look(text: str, wanted: Specification) -> None:
    read = document.read(text, Limits())
    assert isinstance(read, document.Document), read
    take(read, wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="drawings that ship; all by default")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    names = options.names or [name for name in drawings() if (SHIPPED / f"{name}.svg").is_file()]
    print(f"{'drawing':24} {'shapes':>6} {'parts':>5} {'labelled':>16} {'stripped':>16}")
    times = []
    for name in names:
        text = (SHIPPED / f"{name}.svg").read_text(encoding="utf-8")
        wanted = drawing(name)
        one = best(partial(svgguard.render, text, size=SIZE), options.runs)
        columns = []
        for variant in (text, stripped(text)):
            taken = best(partial(look, variant, wanted), options.runs)
            times.append(taken)
            columns.append(f"{taken:6.2f} s {taken / one:5.0f} ×")
        shapes = len(re.findall(r"<(?:path|rect|circle|ellipse|line|polyline|polygon|text|image|use)\b", text))
        print(f"{name:24} {shapes:6} {len(wanted.parts):5} {columns[0]:>16} {columns[1]:>16}")
    over = sum(taken > AIM for taken in times)
    print(
        f"\nfor up to {PARTS} parts: median {statistics.median(times):.2f} s, most {max(times):.2f} s; "
        f"{over} of {len(times)} looks over the {AIM:g} s aimed at"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
