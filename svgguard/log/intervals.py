"""How sure a share is: intervals of 95 % that know which answers go together. Pure arithmetic, no log.

Answers to one prompt go together: a model that fails at a bicycle once fails at it again. So the prompts are what was
sampled, and answers to few prompts are worth less than their number says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias, TypeVar

Z = 1.959963984540054
"""The standard normal quantile of 0.975."""

FEW_PROMPTS = 10
"""Of fewer, what an interval says rests mostly on Student's t, and that is said beside it."""

_STUDENT = (12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157)
"""The quantile of 0.975 of Student's t with 1 to 9 degrees of freedom."""

Counts: TypeAlias = tuple[float, float]
"""How many, of how many."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share and the interval that it lies in with 95 % confidence; 0 to 1."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%})"

    def covers(self, value: float) -> bool:
        """True if a share lies in the interval."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more often the first fails than the second, over the prompts that both answered; -1 to 1."""

    value: float
    low: float
    high: float
    prompts: int
    """How many both answered; each weighs the same."""

    @property
    def told(self) -> bool:
        """True if the interval leaves out 0: then, and only then, one may be called better."""
        return not self.low <= 0.0 <= self.high


def student(freedom: int) -> float:
    """The quantile of 0.975 of Student's t; right to four places.

    From ten degrees of freedom on by the expansion of Cornish and Fisher (Abramowitz and Stegun, 26.7.5).
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    g1 = (Z**3 + Z) / 4
    g2 = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    g3 = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    g4 = (79 * Z**9 + 776 * Z**7 + 1482 * Z**5 - 1920 * Z**3 - 945 * Z) / 92160
    return Z + g1 / freedom + g2 / freedom**2 + g3 / freedom**3 + g4 / freedom**4


def wilson(count: float, total: float, quantile: float = Z) -> Estimate | None:
    """A proportion with Wilson's score interval (J. Am. Stat. Assoc. 22, 1927, 209); None of nothing."""
    if not total:
        return None
    p, square = count / total, quantile * quantile
    middle = (p + square / (2 * total)) / (1 + square / total)
    half = quantile * sqrt(p * (1 - p) / total + square / (4 * total * total)) / (1 + square / total)
    # At the ends the sums are exact on paper only.
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Estimate(p, low if count else 0.0, high if count < total else 1.0)


def design_effect(clusters: Sequence[Counts]) -> float:
    """The variance of the share of counts that come in clusters, beside that of independent ones; at least 1.

    After Rao and Scott (Biometrics 48, 1992, 577); the clusters are two or more, and the share neither 0 nor 1.
    """
    count, total = sum(c for c, _ in clusters), sum(n for _, n in clusters)
    p = count / total
    between = len(clusters) / (len(clusters) - 1) * sum((c - p * n) ** 2 for c, n in clusters) / total**2
    return max(1.0, between / (p * (1 - p) / total))


def clustered(clusters: Sequence[Counts]) -> Estimate | None:
    """The share of failures of answers that come in clusters, one a prompt: (failures, answers); None of nothing.

    Wilson's interval of so many answers as they are worth, answers / `design_effect`, with the quantile of Student's t
    for the number of prompts. Where nothing failed, or everything, nothing tells how far answers go together: then a
    prompt counts as one answer. Of a single prompt the interval is about more answers to it, not about other prompts.
    """
    given = [(count, total) for count, total in clusters if total]
    count, total = sum(c for c, _ in given), sum(n for _, n in given)
    if len(given) < 2:
        return wilson(count, total)
    effect = design_effect(given) if 0 < count < total else total / len(given)
    return wilson(count / effect, total / effect, student(len(given) - 1))


def paired(first: Mapping[Key, Counts], second: Mapping[Key, Counts]) -> Difference | None:
    """How much more often `first` fails than `second`, prompt by prompt; None without two prompts that both answered.

    The mean of the differences at each prompt, with the interval of Student's t for them: a prompt that is hard for
    both takes no part in it.
    """
    both = [key for key in first if first[key][1] and second.get(key, (0, 0))[1]]
    if len(both) < 2:
        return None
    differences = [first[key][0] / first[key][1] - second[key][0] / second[key][1] for key in both]
    number = len(differences)
    mean = sum(differences) / number
    variance = sum((one - mean) ** 2 for one in differences) / (number - 1)
    half = student(number - 1) * sqrt(variance / number)
    if not variance:
        # All alike is no proof that other prompts are: as if of so many, none had differed.
        alike = wilson(0, number)
        half = alike.high if alike is not None else 0.0
    return Difference(mean, max(-1.0, mean - half), min(1.0, mean + half), number)
