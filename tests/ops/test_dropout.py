"""Dropout masks: kept at the right rate, the same for the same key, independent of everything else."""

import re
import tracemalloc

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops.dropout import draw_uniform, normal_noise, write_dropout_mask

seed, step = cr.input("seed", kind="index"), cr.input("step", kind="index")


def mask(units, rows, *, seed=1, step=2, mask=3, rate=0.4):
    """The mask of one key as an array."""
    out = np.empty((units, rows))
    write_dropout_mask(out, seed, step, mask, rate)
    return out


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_a_mask_has_mean_one(rate):
    """Of 10⁶ units the share kept is 1 − rate within four standard errors, so the mean of the mask is 1."""
    kept = (mask(1000, 1000, rate=rate) != 0).mean()
    assert kept == pytest.approx(1 - rate, abs=4 * np.sqrt(rate * (1 - rate) / 1e6))


def test_a_mask_holds_two_numbers():
    """A unit is dropped, 0, or scaled by 1/(1 − rate)."""
    assert np.unique(mask(50, 50)).tolist() == [0, 1 / 0.6]


def test_a_rate_of_zero_drops_nothing():
    """At rate 0 the mask is 1 everywhere."""
    assert (mask(100, 100, rate=0.0) == 1).all()


@pytest.mark.parametrize("part", ["units", "rows"])
def test_units_and_rows_are_dropped_independently(part):
    """The shares kept of single units and of single rows scatter as independent coins would."""
    kept = (mask(400, 400, rate=0.5) != 0).mean(axis=1 if part == "units" else 0)
    assert kept.std() == pytest.approx(0.5 / np.sqrt(400), rel=0.2)


def test_neighbouring_masks_are_uncorrelated():
    """Masks of neighbouring seeds, steps and numbers correlate by less than four standard errors."""
    plain = mask(300, 300, rate=0.5).ravel()
    others = [mask(300, 300, rate=0.5, **{key: 4}).ravel() for key in ("seed", "step", "mask")]
    assert all(abs(np.corrcoef(plain, other)[0, 1]) < 4 / 300 for other in others)


def test_a_mask_is_determined_by_its_key():
    """The same seed, step and number give the same mask."""
    np.testing.assert_array_equal(mask(30, 40), mask(30, 40))


@pytest.mark.parametrize("key", ["seed", "step", "mask"])
def test_a_mask_differs_with_every_part_of_its_key(key):
    """Another seed, another step or another mask of the step drops others."""
    assert (mask(30, 40) != mask(30, 40, **{key: 7})).mean() > 0.4


def test_seed_and_step_are_not_interchangeable():
    """The mask of seed 1 at step 2 is not that of seed 2 at step 1."""
    assert (mask(30, 40, seed=1, step=2) != mask(30, 40, seed=2, step=1)).any()


def test_an_entry_depends_on_its_own_row_and_unit_only():
    """A mask of more rows or units starts with the same entries."""
    np.testing.assert_array_equal(mask(60, 5000)[:30, :40], mask(30, 40))


def test_a_wide_mask_is_written_in_blocks():
    """Filling a mask of 8 MB takes less than 1 MB beside it."""
    out = np.empty((100, 10_000))
    tracemalloc.start()
    write_dropout_mask(out, 1, 2, 3, 0.5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_mask_of_no_rows_is_empty():
    """No rows, no mask, no error."""
    assert mask(3, 0).shape == (3, 0)


def test_the_node_gives_the_written_mask():
    """`dropout_mask` is the mask of its seed, its step and its number, in letters too."""
    node = cr.dropout_mask(seed, step, ("k", "m"), rate=0.4, mask=3)
    (found,) = cr.evaluate([node], {seed: 1, step: 2}, sizes={"k": 3, "m": 4})
    np.testing.assert_array_equal(found, mask(3, 4))


def test_no_cotangent_passes_a_mask():
    """The gradient of a masked activation is the masked cotangent, and that by the mask's seed is 0."""
    A = cr.input("A", (3, 4))
    cost = cr.sum(A * cr.dropout_mask(seed, step, (3, 4), rate=0.4, mask=3))
    slope, by_seed = cr.evaluate(cr.gradient(cost, A, seed), {seed: 1, step: 2, A: np.ones((3, 4))})
    np.testing.assert_array_equal(slope, mask(3, 4))
    assert by_seed == 0


def test_noise_is_normal():
    """Its mean is 0, its deviation 1, its kurtosis 3, and 95 % of it lies within 1.96; rows and units are apart."""
    node = normal_noise(seed, step, (200, 500), 1, 2)
    (z,) = cr.evaluate([node], {seed: 1, step: 2})
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01
    assert abs((z**4).mean() - 3) < 0.1
    assert abs((np.abs(z) < 1.96).mean() - 0.95) < 0.003
    for one, other in ((z[1:], z[:-1]), (z[:, 1:], z[:, :-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.01


def test_numbers_between_0_and_1_are_spread_evenly():
    """Each tenth has a tenth of them, none is 0 or 1, and other steps have others."""
    u, later = draw_uniform(1, 2, shape=(200, 500), mask=3), draw_uniform(1, 3, shape=(200, 500), mask=3)
    assert ((u > 0) & (u < 1)).all()
    np.testing.assert_allclose(np.histogram(u, 10, (0, 1))[0], 10_000, rtol=0.03)
    assert abs(np.corrcoef(u.ravel(), later.ravel())[0, 1]) < 0.01
    np.testing.assert_array_equal(draw_uniform(1, 2, shape=(30, 40), mask=3), u[:30, :40])


def test_noise_is_a_matrix():
    """As a mask is."""
    with pytest.raises(cr.ShapeError, match=r"what is drawn needs two numbers and a shape \(k, m\), got \(3,\)"):
        normal_noise(seed, step, (3,))


@pytest.mark.parametrize(
    ("shape", "rate", "message"),
    [
        ((3,), 0.5, "a dropout mask needs two numbers and a shape (k, m), got (3,)"),
        ((3, 4), 1.0, "a dropout rate lies in [0, 1), got 1.0"),
        ((3, 4), -0.1, "a dropout rate lies in [0, 1), got -0.1"),
    ],
)
def test_masks_refuse_other_ranks_and_rates(shape, rate, message):
    """A mask is a matrix, and its rate leaves something over."""
    with pytest.raises(cr.ShapeError, match=rf"^{re.escape(message)} \(made at test_dropout\.py:\d+\)$"):
        cr.dropout_mask(seed, step, shape, rate)
