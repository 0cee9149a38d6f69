"""True if the streaming guard stops every loop in time, and no drawing.

    python benchmarks/loops.py --seed 1

Loops of every period from 1 to 400 characters begin at random places in the answers of ../shared/data, and are to be
stopped within the larger of three periods and 400 characters after their beginning, whatever pieces the text comes in;
"before" counts the answers whose SVG was complete, so that they had been ended before the loop began.
Controls are never to be stopped as loops: every clean drawing and answer there, and generated patterns of up to 400
elements, in pieces of 1, 7 and 64 characters. Exits with 1 when any target is missed; says so and measures the
generated texts only where ../shared is absent.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from patterns import PATTERNS

from svgguard.generation.stream import Stop, StopReason, StreamGuard

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LONGEST = 400
PIECES = (1, 7, 64)
SPAM = {
    "rule": "---\n",
    "word": "own ",
    "token": "<unused49>",
    "blank line": "\n",
    "element": '<circle cx="5" cy="5" r="2"/>\n',
    "point": "*   A blue wheel with eight spokes and a rim.\n",
}
"""What models are known to repeat, begun at a random place of an answer too."""


def texts(folder: str) -> list[str]:
    """The raw texts of one folder of the shared data, in order of name; none where it is absent."""
    raw = DATA / folder / "raw"
    return [path.read_text("utf-8", "replace") for path in sorted(raw.iterdir())] if raw.is_dir() else []


def stopped(text: str, piece: int, *, reasoning: bool = False) -> tuple[Stop | None, int]:
    """The verdict on `text` in pieces of that size, and how many characters had come by then."""
    guard = StreamGuard()
    for at in range(0, len(text), piece):
        part = text[at : at + piece]
        if stop := guard.feed(reasoning=part) if reasoning else guard.feed(part):
            return stop, min(len(text), at + piece)
    return None, len(text)


def loops(answers: list[str], random_: random.Random, places: int) -> Iterator[tuple[str, str, int, int]]:
    """Kind, text, beginning and period of loops; a slice repeats from its own beginning, or once it is complete."""
    for period in range(1, LONGEST + 1):
        fitting = [answer for answer in answers if len(answer) > period]
        for place in range(places):
            answer = random_.choice(fitting)
            start = random_.randrange(len(answer) - period)
            unit = answer[start : start + period]
            begun = start + (period if place % 2 else 0)
            yield f"slice of {(period - 1) // 100}01 or more", answer[:begun] + unit * _repeats(period), begun, period
    for kind, unit in SPAM.items():
        for _ in range(20 * places):
            answer = random_.choice(answers)
            start = random_.randrange(len(answer))
            yield kind, answer[:start] + unit * _repeats(len(unit)), start, len(unit)


def _repeats(period: int) -> int:
    return max(6, 2000 // period)


def measure_loops(answers: list[str], random_: random.Random, places: int, *, reasoning: bool) -> int:
    """Print a row per kind of loop; returns how many missed their target."""
    tally: dict[str, Counter[str]] = {}
    for kind, text, start, period in loops(answers, random_, places):
        piece = random_.choice(PIECES)
        stop, read = stopped(text, piece, reasoning=reasoning)
        if stop is None:
            outcome = "missed"
        elif read <= start:
            outcome = "before it" if stop.reason is StopReason.FINISHED else "falsely"
        else:
            outcome = "late" if read > start + max(3 * period, 400) else "in time"
        tally.setdefault(kind, Counter())[outcome] += 1
        if outcome not in ("in time", "before it"):
            print(f"  {outcome}: period {period} at {start} in pieces of {piece}: {text[start : start + period]!r}")
    print(f"{'loops in the reasoning' if reasoning else 'loops':24s} in time   before   late   missed  falsely")
    for kind, found in tally.items():
        wrong = [found["late"], found["missed"], found["falsely"]]
        print(f"{kind:24s} {found['in time']:7d} {found['before it']:8d} {wrong[0]:6d} {wrong[1]:8d} {wrong[2]:8d}")
    return sum(n for found in tally.values() for kind, n in found.items() if kind not in ("in time", "before it"))


def measure_controls(controls: dict[str, list[str]]) -> int:
    """Print a row per kind of control; returns how many were stopped as loops or as endless."""
    false = 0
    print(f"{'controls':24s}   texts   stopped falsely in pieces of {', '.join(map(str, PIECES))}")
    for kind, documents in controls.items():
        counts = []
        for piece in PIECES:
            verdicts = [(stopped(text, piece), text) for text in documents]
            wrong = [(stop, text) for (stop, _), text in verdicts if stop and stop.reason is not StopReason.FINISHED]
            for stop, text in wrong[:3]:
                print(f"  {stop.message} at {stop.start}: {text[stop.start : stop.start + 60]!r}")
            counts.append(len(wrong))
        false += sum(counts)
        print(f"{kind:24s} {len(documents):7d} {' '.join(f'{count:8d}' for count in counts)}")
    return false


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--places", type=int, default=4, help="loops per period")
    parser.add_argument("--patterns", type=int, default=20, help="generated texts of each kind")
    asked = parser.parse_args()
    random_ = random.Random(asked.seed)  # noqa: S311 - repeatable, not secret
    wrong = 0
    answers = texts("answers")
    if answers:
        for reasoning in (False, True):
            wrong += measure_loops(answers, random_, asked.places, reasoning=reasoning)
        wrong += measure_controls({"clean drawings": texts("clean"), "answers": answers})
    else:
        print(f"skipped the loops and the real drawings: {DATA} is not here")
    generated = {kind: [make(random_) for _ in range(asked.patterns)] for kind, make in PATTERNS.items()}
    wrong += measure_controls(generated)
    print("all targets met" if not wrong else f"{wrong} missed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
