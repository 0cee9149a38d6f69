"""True if safe repairs lose or move anything that a recovering viewer draws (tests/recovering.py says how).

python benchmarks/grades.py                        # 20,000 mutants of the corpus and of ../shared/data
python benchmarks/grades.py --count 500 --seed 7
python benchmarks/grades.py --failures broken.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared"
sys.path.insert(0, str(HERE.parent / "tests"))

from recovering import compare, mutated  # noqa: E402

LONGEST = 6_000
"""Characters of a document that is mutated; larger ones say the same more slowly."""


def documents() -> list[str]:
    paths = [
        *HERE.parent.glob("corpus/**/*.svg"),
        *SHARED.glob("data/clean/raw/*"),
        *SHARED.glob("data/real/raw/*.svg"),
    ]
    texts = (path.read_text("utf-8", "replace") for path in sorted(paths))
    return [text for text in texts if "<svg" in text and len(text) <= LONGEST]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--failures", type=Path, help="write what failed here, as JSON lines")
    asked = parser.parse_args()
    chance, sources = random.Random(asked.seed), documents()  # noqa: S311 -- accidents, not secrets
    if not SHARED.is_dir():
        print(f"without {SHARED}, which is not here")
    counts: Counter[str] = Counter()
    blamed: Counter[str] = Counter()
    with asked.failures.open("w") if asked.failures else open("/dev/null", "w") as out:  # noqa: PTH123
        for number in range(asked.count):
            text = mutated(chance.choice(sources), chance)
            seen = compare(text)
            counts["repaired" if seen.svg and seen.codes else "clean" if seen.svg else "left"] += 1
            counts["lost"] += bool(seen.lost)
            counts["moved"] += bool(seen.moved)
            if not seen.kept:
                blamed[" ".join(seen.codes)] += 1
                print(json.dumps([number, seen.codes, seen.lost, round(seen.moved, 4), text]), file=out, flush=True)
    print(f"{asked.count:,} mutants of {len(sources):,} documents: {dict(counts)}")
    for codes, count in blamed.most_common():
        print(f"  {count:5} {codes}")
    return int(counts["lost"] + counts["moved"] > 0)


if __name__ == "__main__":
    sys.exit(main())
