"""Do the intervals of `svgguard stats` cover the truth in 95 of 100 logs? Simulated: answers to one prompt go together.

    python benchmarks/coverage.py [--logs 2000] [--seed 1]

Each prompt has a share of failures of its own, drawn from a beta distribution around the truth; the correlation is that
of two answers to one prompt. For pairs of models the prompts are hard for both alike.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator

from svgguard.log.intervals import clustered, paired

TRUTHS = (0.02, 0.1, 0.5)
CORRELATIONS = (0.0, 0.1, 0.3)
DESIGNS = ((5, 10), (8, 5), (20, 3), (20, 10), (30, 5), (50, 10), (100, 3))
"""Prompts, and answers to each."""


def shares(dice: random.Random, truth: float, correlation: float, prompts: int) -> list[float]:
    """The share of failures at each prompt."""
    if not correlation:
        return [truth] * prompts
    weight = 1 / correlation - 1
    return [dice.betavariate(truth * weight, (1 - truth) * weight) for _ in range(prompts)]


def answered(dice: random.Random, share: float, answers: int) -> tuple[int, int]:
    """Failures, of so many answers to one prompt."""
    return sum(dice.random() < share for _ in range(answers)), answers


def covered(dice: random.Random, truth: float, correlation: float, prompts: int, answers: int, logs: int) -> float:
    """How often the interval of a share holds the truth."""
    hits = 0
    for _ in range(logs):
        counts = [answered(dice, share, answers) for share in shares(dice, truth, correlation, prompts)]
        found = clustered(counts)
        hits += found is not None and found.covers(truth)
    return hits / logs


def covered_difference(
    dice: random.Random, truth: float, correlation: float, prompts: int, answers: int, logs: int
) -> float:
    """How often the interval of the difference of two models that are equally good holds 0."""
    hits = 0
    for _ in range(logs):
        hard = shares(dice, truth, correlation, prompts)
        first, second = (dict(enumerate(answered(dice, share, answers) for share in hard)) for _ in range(2))
        found = paired(first, second)
        hits += found is not None and not found.told
    return hits / logs


def lines(logs: int, seed: int) -> Iterator[str]:
    """The table, in Markdown."""
    dice = random.Random(seed)  # noqa: S311 -- a simulation
    yield "| prompts × answers | correlation | " + " | ".join(f"p = {p}" for p in TRUTHS) + " | two alike, p = 0.1 |"
    yield "|---|---:|" + "---:|" * (len(TRUTHS) + 1)
    for prompts, answers in DESIGNS:
        for correlation in CORRELATIONS:
            cells = [covered(dice, truth, correlation, prompts, answers, logs) for truth in TRUTHS]
            cells.append(covered_difference(dice, 0.1, correlation, prompts, answers, logs))
            yield f"| {prompts} × {answers} | {correlation} | " + " | ".join(f"{cell:.1%}" for cell in cells) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for line in lines(given.logs, given.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
