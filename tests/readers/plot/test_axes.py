"""Axes hold their values between nice ticks, and place them in proportion."""

import numpy as np
import pytest

from chainrule.readers.plot.axes import axis_for, nice_step, whole_ticks


def array(*values):
    """Values as floats."""
    return np.array(values, dtype=float)


def test_a_plain_axis_ends_at_ticks_outside_its_values():
    """Values from 0.13 to 2.3 get an axis from 0 to 3."""
    axis = axis_for(array(0.13, 2.3))
    assert (axis.low, axis.high, axis.labels) == (0, 3, ("0", "1", "2", "3"))
    assert axis.fraction(array(0, 1.5, 3)).tolist() == [0, 0.5, 1]


def test_an_axis_that_fits_its_ticks_is_not_widened():
    """Values that end at ticks leave no empty step."""
    assert axis_for(array(0.2, 0.8)).labels == ("0.2", "0.4", "0.6", "0.8")


def test_values_over_more_than_two_decades_get_a_logarithmic_axis():
    """Equal ratios take equal room."""
    axis = axis_for(array(0.001, 1))
    assert axis.logarithmic
    assert axis.fraction(array(0.001, 0.01, 0.1, 1)) == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_a_logarithmic_axis_ends_at_1_2_or_5():
    """Values from 0.03 to 4 get an axis from 0.02 to 5."""
    assert axis_for(array(0.03, 4)).labels == ("0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5")


def test_a_long_logarithmic_axis_has_few_ticks():
    """Sixteen decades get a tick at every third."""
    assert axis_for(array(1e-8, 1e8)).labels == ("1e-08", "1e-05", "0.01", "10", "10000", "10000000")


@pytest.mark.parametrize("values", [(0, 1000), (-1, 1000), (1, 100), (1e-320, 1)])
def test_other_values_get_a_plain_axis(values):
    """Zero, negative and denormal values, and two decades or less, are not shown logarithmically."""
    assert not axis_for(array(*values)).logarithmic


def test_tails_do_not_make_an_axis_logarithmic():
    """A schedule that is tiny at its end only stays plain, and still fits."""
    schedule = np.append(np.linspace(1, 0.1, 99), 1e-6)
    assert axis_for(schedule).logarithmic
    assert not axis_for(schedule, tails=0.05).logarithmic
    assert axis_for(schedule, tails=0.05).low <= 1e-6


@pytest.mark.parametrize(("value", "low", "high"), [(0.7, 0, 0.8), (0, 0, 1), (-3, -3, 0)])
def test_a_constant_is_seen_against_zero(value, low, high):
    """The axis of one value reaches to zero, and that of zero to one."""
    axis = axis_for(array(value, value))
    assert (axis.low, axis.high) == pytest.approx((low, high))


def test_nothing_finite_gets_the_axis_from_0_to_1():
    """An axis exists even where nothing can be drawn on it."""
    axis = axis_for(array(np.nan, np.inf))
    assert (axis.low, axis.high) == (0, 1)


def test_what_is_not_finite_has_no_place():
    """NaN and infinity become NaN, on either kind of axis."""
    for axis in (axis_for(array(0, 1)), axis_for(array(0.001, 1))):
        assert np.isnan(axis.fraction(array(np.nan, np.inf, -np.inf))).all()


@pytest.mark.parametrize("values", [(1e-300, 1.7e308), (0, 1e300), (5e-324, 1e-320), (-1e300, 1)])
def test_extreme_values_have_a_place(values):
    """The largest and the smallest floats lie on the axis, without an overflow."""
    fraction = axis_for(array(*values)).fraction(array(*values))
    assert ((fraction >= 0) & (fraction <= 1)).all()


def test_labels_take_the_digits_that_tell_ticks_apart():
    """Ticks that differ in the ninth decimal are not all called the same."""
    axis = axis_for(array(1.000000001, 1.000000004))
    assert len(set(axis.labels)) == len(axis.ticks)


@pytest.mark.parametrize("scale", [1e-9, 1, 1e9])
def test_steps_are_1_2_or_5_times_a_power_of_ten(scale):
    """Each step is the next one up, and a step itself stays."""
    steps = [nice_step(least * scale) / scale for least in (1, 1.1, 2, 2.1, 5, 5.1)]
    assert steps == pytest.approx([1, 2, 2, 5, 5, 10])


def test_whole_ticks_are_never_fractions():
    """Three epochs have three ticks, however many would fit."""
    assert whole_ticks(3, 8) == (1, 2, 3)
    assert whole_ticks(6000, 8) == (1000, 2000, 3000, 4000, 5000, 6000)
