"""Intervals, beside those of statsmodels and scipy, and over simulated logs whose truth is known."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy import stats as reference
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from svgguard.log.intervals import Z, clustered, design_effect, paired, student, wilson


@pytest.mark.parametrize("freedom", [*range(1, 31), 50, 99, 1000])
def test_the_quantiles_of_student(freedom: int) -> None:
    assert student(freedom) == pytest.approx(reference.t.ppf(0.975, freedom), abs=1e-4)
    assert student(freedom) > Z


@pytest.mark.parametrize(("count", "total"), [(0, 5), (1, 1), (3, 60), (30, 60), (59, 60), (60, 60), (400, 20_000)])
def test_wilson_is_that_of_statsmodels(count: int, total: int) -> None:
    found = wilson(count, total)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, total, method="wilson"), abs=1e-12)
    assert found.covers(count / total) and wilson(0, 0) is None


def simulated(seed: int, truth: float, prompts: int, answers: int, correlation: float = 0.2) -> list[tuple[int, int]]:
    dice = random.Random(seed)
    weight = 1 / correlation - 1
    shares = [dice.betavariate(truth * weight, (1 - truth) * weight) for _ in range(prompts)]
    return [(sum(dice.random() < share for _ in range(answers)), answers) for share in shares]


@pytest.mark.parametrize("seed", range(5))
def test_the_design_effect_is_that_of_errors_clustered_by_prompt(seed: int) -> None:
    clusters = simulated(seed, 0.4, 20, 6)
    fails = np.concatenate([[1.0] * failed + [0.0] * (total - failed) for failed, total in clusters])
    groups = np.repeat(np.arange(len(clusters)), [total for _, total in clusters])
    model = OLS(fails, np.ones_like(fails))
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    number, p = len(clusters), fails.mean()
    expected = fitted.bse[0] ** 2 * number / (number - 1) / (p * (1 - p) / len(fails))
    assert design_effect(clusters) == pytest.approx(max(1.0, expected), rel=1e-9)


def test_answers_that_go_together_are_worth_fewer() -> None:
    apart, together = clustered([(1, 4)] * 24), clustered([(4, 4)] * 6 + [(0, 4)] * 18)
    assert apart is not None and together is not None
    assert apart.value == together.value == 0.25
    independent = proportion_confint(24, 96, alpha=2 * reference.norm.sf(student(23)), method="wilson")
    assert (apart.low, apart.high) == pytest.approx(independent), "no effect below 1"
    assert together.high - together.low > 1.8 * (apart.high - apart.low), "as of 24 answers, not of 96"


def test_of_few_prompts_the_quantile_is_student_s() -> None:
    few = clustered([(1, 4), (1, 4), (1, 4)])
    assert few is not None
    alpha = 2 * reference.norm.sf(reference.t.ppf(0.975, 2))
    assert (few.low, few.high) == pytest.approx(proportion_confint(3, 12, alpha=alpha, method="wilson"), abs=1e-5)


def test_nothing_failed_is_no_proof_of_nothing() -> None:
    found = clustered([(0, 10)] * 20)
    assert found is not None and found.value == found.low == 0.0
    as_twenty = proportion_confint(0, 20, alpha=2 * reference.norm.sf(student(19)), method="wilson")
    assert found.high == pytest.approx(as_twenty[1]), "a prompt counts once"


def test_a_single_prompt_tells_of_itself_alone() -> None:
    assert clustered([(3, 10)]) == wilson(3, 10)
    assert clustered([]) is None and clustered([(0, 0)]) is None


def test_a_difference_is_that_of_pairs() -> None:
    first = {"a": (3, 4), "b": (2, 4), "c": (4, 4), "alone": (0, 4)}
    second = {"a": (1, 4), "b": (1, 2), "c": (1, 4), "other": (4, 4)}
    found = paired(first, second)
    assert found is not None and found.prompts == 3
    expected = DescrStatsW([0.5, 0.0, 0.75])
    assert found.value == pytest.approx(expected.mean)
    assert (found.low, min(1.0, found.high)) == pytest.approx(np.clip(expected.tconfint_mean(), -1, 1))
    assert not found.told
    back = paired(second, first)
    assert back is not None and (back.low, back.high) == pytest.approx((-found.high, -found.low))


def test_no_difference_at_few_prompts_proves_little() -> None:
    alike = paired(dict.fromkeys(range(5), (1, 2)), dict.fromkeys(range(5), (1, 2)))
    assert alike is not None and alike.value == 0.0 and alike.high > 0.4 and not alike.told
    assert paired({1: (1, 2)}, {1: (1, 2)}) is None


@pytest.mark.parametrize("truth", [0.02, 0.1, 0.5])
def test_the_truth_is_covered_in_95_of_100_logs(truth: float) -> None:
    """30 prompts, 6 answers each; `benchmarks/coverage.py` has the other designs."""
    logs = [clustered(simulated(seed, truth, 30, 6)) for seed in range(1500)]
    covered = sum(found is not None and found.covers(truth) for found in logs) / len(logs)
    assert 0.93 <= covered <= 0.97
