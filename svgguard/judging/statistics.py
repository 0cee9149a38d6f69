"""Rates with their intervals, and the correction of a rate for the errors of the judge that measured it.

Every interval is one of 95 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from svgguard.log.intervals import Counts, Estimate, Z, design_effect, wilson

_FEWEST_CLUSTERS = 5
"""Of fewer, the variance between them is not to be known."""


def effective(clusters: Sequence[tuple[int, int]]) -> Counts:
    """What counts that come in clusters are worth, as so many of so many independent ones.

    Answers about one picture go together: who sees no bicycle sees no wheel either. Both numbers are divided by their
    design effect.
    """
    given = [(count, total) for count, total in clusters if total]
    count, total = sum(c for c, _ in given), sum(n for _, n in given)
    if len(given) < _FEWEST_CLUSTERS or not 0 < count < total:
        return count, total
    effect = design_effect(given)
    return count / effect, total / effect


def advantage(recall: Estimate, false_alarms: Estimate) -> Estimate:
    """Recall less false alarms (Youden's index): 0 is what guessing gives, 1 is never wrong.

    The interval is Newcombe's for a difference of two proportions (Stat. Med. 17, 1998, 873, method 10).
    """
    value = recall.value - false_alarms.value
    down = sqrt((recall.value - recall.low) ** 2 + (false_alarms.high - false_alarms.value) ** 2)
    up = sqrt((recall.high - recall.value) ** 2 + (false_alarms.value - false_alarms.low) ** 2)
    return Estimate(value, value - down, value + up)


def corrected(found: Counts, noticing: Counts, alarming: Counts) -> Estimate | None:
    """The rate behind what a judge found, given how much it noticed of what was missing, and its false alarms.

    The value is Rogan and Gladen's (Am. J. Epidemiol. 107, 1978, 71), (p - f) / (r - f), and the interval that of Lang
    and Reiczigel (Prev. Vet. Med. 113, 2014, 13), which counts in that recall and false alarms are estimates
    themselves; both are cut to 0 to 1. None when the judge cannot be told from one that guesses, whatever it found:
    then nothing follows from what it says.
    """
    (count, total), (noticed, deleted), (alarms, kept) = found, noticing, alarming
    recall, false_alarms = wilson(noticed, deleted), wilson(alarms, kept)
    if not total or recall is None or false_alarms is None or advantage(recall, false_alarms).low <= 0:
        return None
    value = (count / total - false_alarms.value) / (recall.value - false_alarms.value)
    # The proportions are drawn towards one half, as if four, two and two further cases had been seen.
    p = (count + Z * Z / 2) / (total + Z * Z)
    sensitivity, specificity = (noticed + 1) / (deleted + 2), (kept - alarms + 1) / (kept + 2)
    spread = sensitivity + specificity - 1
    rate = (p + specificity - 1) / spread
    of_p = p * (1 - p) / (total + Z * Z)
    of_sensitivity = sensitivity * (1 - sensitivity) / (deleted + 2)
    of_specificity = specificity * (1 - specificity) / (kept + 2)
    middle = rate + 2 * Z * Z * (rate * of_sensitivity - (1 - rate) * of_specificity)
    half = Z * sqrt(of_p + rate**2 * of_sensitivity + (1 - rate) ** 2 * of_specificity) / spread
    value, low, high = (min(1.0, max(0.0, x)) for x in (value, middle - half, middle + half))
    # Cut to what is possible, the value may lie beyond an interval whose middle is another.
    return Estimate(value, min(low, value), max(high, value))
