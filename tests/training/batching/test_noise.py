"""Noise: the estimates of S and |G|² have no bias, as every way to draw a batch says."""

from itertools import combinations, product

import numpy as np
import pytest

from chainrule.training.batching.noise import Noise, RunningNoise, estimate_noise
from chainrule.training.batching.step_cost import StepCost, fit_step_cost

GRADIENTS = np.random.default_rng(1).normal(size=(7, 3)) + 0.4
MEAN = np.square(GRADIENTS.mean(axis=0)).sum()
TRACE = GRADIENTS.var(axis=0).sum()


def estimated(rows, **more):
    """The estimate from some of the gradients."""
    some = GRADIENTS[list(rows)]
    return estimate_noise(np.square(some).sum(axis=1).mean(), np.square(some.mean(axis=0)).sum(), len(some), **more)


@pytest.mark.parametrize("rows", [2, 3, 6, 7])
def test_without_replacement_the_mean_over_all_batches_is_the_truth(rows):
    """The average of all batches of so many of seven rows is S and |G|² of the seven."""
    found = [estimated(some, population=7) for some in combinations(range(7), rows)]
    assert np.mean([one.trace for one in found]) == pytest.approx(TRACE, rel=1e-12)
    assert np.mean([one.signal for one in found]) == pytest.approx(MEAN, rel=1e-12)


@pytest.mark.parametrize("rows", [2, 3, 4])
def test_with_replacement_the_mean_over_all_batches_is_the_truth(rows):
    """The same of all 7ᵇ ways to draw b rows one after the other."""
    found = [estimated(some) for some in product(range(7), repeat=rows)]
    assert np.mean([one.trace for one in found]) == pytest.approx(TRACE, rel=1e-11)
    assert np.mean([one.signal for one in found]) == pytest.approx(MEAN, rel=1e-11)


def test_of_a_quadratic_the_noise_scale_has_a_closed_form():
    """½(w − xᵢ)² has the gradients w − xᵢ: 𝓑 = Var(x)/(w − x̄)²."""
    x, w = np.array([1.0, 4.0, -2.0, 0.5]), 3.0
    g = w - x
    noise = estimate_noise(np.square(g).mean(), g.mean() ** 2, 4, population=4)
    assert noise.scale == pytest.approx(x.var() / (w - x.mean()) ** 2, rel=1e-12)


def test_numerator_and_denominator_are_averaged_by_themselves():
    """Moving averages, each corrected for its start; their ratio comes last."""
    mean, looks = RunningNoise(0.9), [Noise(float(k), 1.0 / k, 8) for k in range(1, 9)]
    for one in looks:
        mean.add(one)
    weights = 0.9 ** np.arange(7, -1, -1)
    S, G = (np.average([getattr(one, name) for one in looks], weights=weights) for name in ("trace", "signal"))
    assert mean.scale == pytest.approx(S / G, rel=1e-12)


def test_the_best_size_makes_most_progress_a_second():
    """B* = √(𝓑 c₀/c₁) beats every other size: 300 where c₀ is 100 µs, c₁ 1 µs and 𝓑 900."""
    cost = StepCost(1e-4, 1e-6)
    assert cost.best(900.0) == pytest.approx(300.0)
    assert all(cost.gain(300, other, 900.0) < 1 for other in (1, 100, 250, 299, 301, 400, 5000))


def test_a_line_through_step_times():
    """c₀ and c₁ come back from times on a line, and neither is below 0."""
    sizes = [16, 64, 256]
    cost = fit_step_cost(sizes, [5e-5 + 2e-6 * size for size in sizes])
    assert (cost.fixed, cost.each) == pytest.approx((5e-5, 2e-6))
    steep, flat = fit_step_cost(sizes, [1e-6, 5e-6, 30e-6]), fit_step_cost(sizes, [3e-5, 2e-5, 1e-5])
    assert min(steep.fixed, steep.each, flat.fixed, flat.each) > 0
