"""What the streaming guard costs beside keeping the pieces of an answer in a list, per megabyte of characters.

    python benchmarks/stream_cost.py [--runs 3]

An ordinary drawing in pieces of 4, 16 and 64 characters; then hostile streams at one size and at twice that size, where
the time must at most double, and a bit. A stream that is stopped counts up to there. Exits with 1 when it more than
doubles and a half.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable

from svgguard.generation.stream import PlanLimits, StreamGuard

PIECES = (4, 16, 64)
SIZE = 1_000_000
HOSTILE_SIZE = 200_000
MOST_GROWTH = 2.5
PATIENT = PlanLimits(text=sys.maxsize, thought=sys.maxsize)
"""So that a hostile stream is read to its end."""

_random = random.Random(1)  # noqa: S311 - repeatable, not secret


def drawing(size: int) -> str:
    """A drawing of ordinary elements in no order."""
    shapes = (
        '<rect x="{}" y="{}" width="{}" height="{}" rx="4" fill="#8a6d3b"/>',
        '<path d="M{} {}C{} {} 40 50 60 70" stroke="black" fill="none"/>',
        '<g id="part-{}"><circle cx="{}" cy="{}" r="{}"/><!-- a spoke --></g>',
        '<text x="{}" y="{}" font-size="{}">Pelican {}</text>',
    )
    lines = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">']
    length = 0
    while length < size:
        line = "  " + _random.choice(shapes).format(*(_random.randint(0, 800) for _ in range(4)))
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)


def _noise(size: int, alphabet: str) -> str:
    return "".join(_random.choices(alphabet, k=size))


def _thue_morse(size: int) -> str:
    """A word in which everything comes twice in a row and nothing three times."""
    return "".join("ab"[i.bit_count() % 2] for i in range(size))


def _near_loops(size: int) -> str:
    """Repetitions that break off just before they would be called loops."""
    parts, length = [], 0
    while length < size:
        period = _random.randint(1, 390)
        part = (_noise(period, "abcdef<>=\"' 0123") * 400)[: max(3 * period, 400) - 90] + "|"
        parts.append(part)
        length += len(part)
    return "".join(parts)[:size]


def _blank() -> str:
    return " " * _random.randint(100, 300)


def _staircase() -> str:
    return f"M{_noise(4, '123456789')} 0{'h1v1' * 99}"


HOSTILE: dict[str, Callable[[int], str]] = {
    "deep nesting": lambda n: "<svg>" + "".join(f'<g id="n{_noise(4, "0123456789")}">' for _ in range(n // 12)),
    "one huge attribute": lambda n: '<svg><path d="M0 0' + drawing(n).translate(str.maketrans("<>\"'", "LLLL")),
    "one huge comment": lambda n: "<svg><!--" + drawing(n).replace("--", "  "),
    "one huge word": lambda n: _noise(n, "abcdefghijklmnopqrstuvwxyz"),
    "one huge number": lambda n: _noise(n, "0123456789"),
    "left brackets": lambda n: "<svg>" + _noise(n, "<<<<< \n"),
    "brackets and quotes": lambda n: "<svg>" + _noise(n, "<>\"'=/ !-[]"),
    "thoughts": lambda n: "".join(f"<think>{_noise(4, 'abcdef')}</think>" for _ in range(n // 20)),
    "ends of drawings": lambda n: "".join(f"<svg><g/></svg>{_noise(4, 'abcdef')}" for _ in range(n // 20)),
    "blank but for words": lambda n: "".join(_blank() + _noise(9, "abcde") for _ in range(n // 200)),
    "Thue-Morse word": _thue_morse,
    "loops broken off": _near_loops,
    "two letters": lambda n: _noise(n, "ab"),
    "relative path": lambda n: "<svg><path d='" + "".join(_staircase() for _ in range(n // 400)),
}


def seconds(text: str, piece: int, runs: int, *, guarded: bool) -> tuple[float, int]:
    """The least processor time of feeding `text`, and how much of it was read."""
    times, read = [], len(text)
    pieces = [text[at : at + piece] for at in range(0, len(text), piece)]
    for _ in range(runs):
        kept: list[str] = []
        start = time.process_time()
        if guarded:
            feed = StreamGuard(PATIENT).feed
            for part in pieces:
                kept.append(part)
                if feed(part) is not None:
                    break
        else:
            for part in pieces:
                kept.append(part)  # noqa: PERF402 - what a caller does who is given one piece at a time
        times.append(time.process_time() - start)
        read = sum(map(len, kept))
    return min(times), read


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    text = drawing(SIZE)
    print("pieces of   ms/MB guarded   ms/MB kept   ratio")
    for piece in PIECES:
        guarded, read = seconds(text, piece, runs, guarded=True)
        plain, _ = seconds(text, piece, runs, guarded=False)
        assert read == len(text), "an ordinary drawing was stopped"
        print(f"{piece:9d} {guarded * 1e9 / read:15.0f} {plain * 1e9 / read:12.1f} {guarded / plain:7.1f}")
    worst = 0.0
    print("hostile stream           pieces of   ms/MB   twice the size, times the time")
    for name, make in HOSTILE.items():
        whole = make(2 * HOSTILE_SIZE)[: 2 * HOSTILE_SIZE]
        half = whole[: len(whole) // 2]
        for piece in PIECES:
            (once, read), (twice, more) = (seconds(text, piece, runs, guarded=True) for text in (half, whole))
            growth = twice / once
            worst = max(worst, growth)
            note = "" if more == len(whole) else f"   stopped at {more}"
            print(f"{name:24s} {piece:9d} {once * 1e9 / read:7.0f} {growth:10.2f}{note}")
    print("linear" if worst <= MOST_GROWTH else f"more than linear: {worst:.2f}")
    return 0 if worst <= MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
