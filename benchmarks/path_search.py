"""What each weight of the search for path data is worth: broken path data read as it was meant, with it and without.

    python benchmarks/path_search.py --seed 1 [--without kink square …]

Takes the path data of this repository's drawings and, where they are present, of ../shared/data, breaks one thing in
each (a letter lost, doubled or not one of SVG's; a number lost, added or not a number) and counts how many come back
as they were, character by character apart from white space and commas. One line for each weight says how many fewer
or more come back when it is zero; ``--without`` zeroes some weights from the start.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from svgguard.svg.path import repair
from svgguard.svg.path.style import commands

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "corpus", ROOT / "prompts", ROOT.parent / "shared" / "data")
_DATA = re.compile(r'<path\b[^>]*?\sd="([Mm][^"]{20,600})"')
_LETTER = re.compile(r"(?<=.)[A-Za-z](?![-+\d]*e)")
_NUMBER = re.compile(r"(?<=[\s,A-Za-z])[-+]?\d*\.?\d+(?=[\s,]*[A-Za-z\s,]|$)")
_APART = re.compile(r"[\s,]+")

Case = tuple[str, str, str, str]
"""The kind of damage, the broken value, the right one, the document."""


def _at(chance: random.Random, pattern: re.Pattern[str], data: str) -> re.Match[str] | None:
    found = list(pattern.finditer(data))
    return chance.choice(found) if found else None


def _written(pattern: re.Pattern[str], new: Callable[[random.Random, str], str]) -> Callable[[random.Random, str], str]:
    def damage(chance: random.Random, data: str) -> str:
        m = _at(chance, pattern, data)
        return data if m is None else data[: m.start()] + new(chance, m[0]) + data[m.end() :]

    return damage


DAMAGE = {
    "letter lost": _written(_LETTER, lambda _, old: " "),
    "letter wrong": _written(_LETTER, lambda chance, old: chance.choice("XBKGjw")),
    "letter stray": _written(_LETTER, lambda chance, old: chance.choice("xkgb") + " " + old),
    "number lost": _written(_NUMBER, lambda _, old: ""),
    "number added": _written(_NUMBER, lambda chance, old: f"{old} {chance.randint(1, 99)}"),
    "number not one": _written(_NUMBER, lambda chance, old: chance.choice(("NaN", "undefined", "null"))),
}


def cases(seed: int, most: int) -> Iterator[Case]:
    """Broken path data, at most so many of each kind."""
    chance = random.Random(seed)  # noqa: S311 - damage, no secret
    values: dict[str, str] = {}
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.svg")):
            text = path.read_text("utf-8", "replace")
            values.update((value, text) for value in _DATA.findall(text) if repair.repair(value) is None)
    for kind, damage in DAMAGE.items():
        for value in chance.sample(sorted(values), min(most, len(values))):
            broken = damage(chance, value)
            if broken != value:
                yield kind, broken, value, values[value].replace(value, broken)


def right(these: Sequence[Case]) -> Counter[str]:
    """How many of each kind come back as they were."""
    count: Counter[str] = Counter()
    for kind, broken, value, document in these:
        repaired = repair.repair(broken, (0.0, 0.0, 400.0, 400.0), commands(document))
        got = broken if repaired is None else repaired.value or ""
        count[kind] += _APART.sub(" ", got).replace(" ", "") == _APART.sub(" ", value).replace(" ", "")
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=200, help="values of each kind of damage")
    parser.add_argument("--without", nargs="*", default=[], metavar="WEIGHT")
    asked = parser.parse_args()
    these = list(cases(asked.seed, asked.most))
    start = replace(repair._WEIGHTS, **dict.fromkeys(asked.without, 0.0))
    repair._WEIGHTS = start
    whole = right(these)
    print(f"{sum(whole.values())} of {len(these)} come back: " + ", ".join(f"{k} {n}" for k, n in whole.items()))
    for field in fields(start):
        if getattr(start, field.name):
            repair._WEIGHTS = replace(start, **{field.name: 0.0})
            without = right(these)
            changed = {k: without[k] - n for k, n in whole.items() if without[k] != n}
            print(f"without {field.name:14s} {sum(changed.values()):+5d}  {changed or ''}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
