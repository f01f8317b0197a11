"""Schedules: each is the formula of its paper, at every moment of a run."""

import math
import pickle

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.training.schedules import SCHEDULES, Moment, as_schedule, constant, find_schedule

STEPS_IN_EPOCH, EPOCHS = 4, 5
STEP = np.arange(STEPS_IN_EPOCH * EPOCHS, dtype=float)
EPOCH = STEP // STEPS_IN_EPOCH
PROGRESS = STEP / len(STEP)


def rates(schedule):
    """The rates of a run of 5 epochs of 4 steps."""
    return schedule.rates(STEP, EPOCH, PROGRESS)


def by_progress(formula):
    """What a formula of the progress gives."""
    return [formula(float(t)) for t in PROGRESS]


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (constant(0.3), [0.3] * 20),
        (cr.step_decay(1.0, 0.5, 2), [1] * 8 + [0.5] * 8 + [0.25] * 4),
        (cr.exponential(2.0, 0.5), [2] * 4 + [1] * 4 + [0.5] * 4 + [0.25] * 4 + [0.125] * 4),
        (cr.inverse_time(0.6, 0.5), [0.6 / (1 + 0.5 * i) for i in range(20)]),
        (cr.cosine(2.0), by_progress(lambda t: 2 * 0.5 * (1 + math.cos(math.pi * t)))),
        (cr.cosine(2.0, 0.25), by_progress(lambda t: 2 * (0.25 + 0.75 * 0.5 * (1 + math.cos(math.pi * t))))),
        (cr.coslog4(0.04), by_progress(lambda t: 0.04 * 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + 15 * t))))),
        (
            cr.flat_cos(0.1),
            by_progress(lambda t: 0.1 if t < 0.5 else 0.1 * 0.5 * (1 + math.cos(math.pi * (2 * t - 1)))),
        ),
        (cr.warm_up(0.8, 4), [0.2, 0.4, 0.6] + [0.8] * 17),
        (cr.warm_up(cr.exponential(0.8, 0.5), 8), [0.1, 0.2, 0.3, 0.4, 0.25, 0.3, 0.35, 0.4]),
    ],
)
def test_rates_are_those_of_the_formula(schedule, expected):
    """Step after step."""
    np.testing.assert_allclose(rates(schedule)[: len(expected)], expected, rtol=1e-13, atol=1e-16)


def test_four_waves_of_coslog4_end_where_the_logarithm_is_whole():
    """The rate is zero at t = 0, 1/15, 3/15, 7/15 and 1, and whole between them."""
    ends, tops = np.array([0, 1, 3, 7, 15]) / 15, (2 ** np.arange(0.5, 4) - 1) / 15
    zeros = np.zeros(5)
    np.testing.assert_allclose(cr.coslog4(0.04).rates(zeros, zeros, ends), 0, atol=1e-15)
    np.testing.assert_allclose(cr.coslog4(0.04).rates(zeros[:4], zeros[:4], tops), 0.04, rtol=1e-12)


def test_run_records_the_rates_of_its_schedule():
    """The history's column is the formula over the steps of this call."""
    X, y = np.eye(8)[:, :2], np.zeros(8)
    network = cr.Network([2, 1])
    run = network.train(X, y, batch_size=2, epochs=5, optimizer=cr.SGD(cr.coslog4(0.1)))
    np.testing.assert_array_equal(run.history.learning_rate, rates(cr.coslog4(0.1)))


def test_schedule_of_epochs_goes_on_in_a_second_call():
    """Step decay counts the epochs of all calls, and 1/t their steps."""
    X, y = np.eye(8)[:, :2], np.zeros(8)
    for schedule in (cr.step_decay(0.1, 0.5, 2), cr.inverse_time(0.1), cr.exponential(0.1)):
        once, twice = cr.Network([2, 1]), cr.Network([2, 1])
        once.train(X, y, batch_size=2, epochs=5, optimizer=cr.SGD(schedule))
        twice.train(X, y, batch_size=2, epochs=2, optimizer=cr.SGD(schedule))
        twice.train(X, y, batch_size=2, epochs=3)
        assert np.array_equal(once.history.learning_rate, twice.history.learning_rate)


def test_schedule_of_progress_starts_anew_in_a_second_call():
    """Its end is the end of the call."""
    X, y = np.eye(8)[:, :2], np.zeros(8)
    network = cr.Network([2, 1])
    for _ in range(2):
        network.train(X, y, batch_size=2, epochs=5, optimizer=cr.SGD(cr.cosine(0.1)))
    first, second = np.split(network.history.learning_rate, 2)
    assert np.array_equal(first, second)


def test_own_schedule_is_a_function_of_the_moment():
    """Written with ops; it gets the step, the epoch and the progress."""
    own = cr.Schedule(0.5, "own", lambda now: 1 / (1 + now.step) + now.epoch * now.progress)
    np.testing.assert_allclose(rates(own), 0.5 * (1 / (1 + STEP) + EPOCH * PROGRESS), rtol=1e-14)


def test_formula_can_be_read_as_a_graph():
    """The schedule that is shown is the schedule that runs."""
    now = Moment(cr.input("step"), cr.input("epoch"), cr.input("progress"))
    (rate,) = cr.evaluate([cr.cosine(0.2).formula(now)], {now.progress: 0.5})
    assert float(rate) == pytest.approx(0.1)


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_is_found_by_name(name):
    """And starts from a rate alone."""
    assert find_schedule(name)(0.1).rate == 0.1


def test_unknown_schedule_is_refused():
    """The message lists the known ones."""
    with pytest.raises(SettingError, match="there is no schedule 'linear'; there are constant, step, exponential"):
        find_schedule("linear")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cr.step_decay(0.1, 0), "factor is a number above 0, not 0"),
        (lambda: cr.step_decay(0.1, 0.5, 0), "every is a number above 0, not 0"),
        (lambda: cr.exponential(0.1, -1), "factor is a number above 0, not -1"),
        (lambda: cr.inverse_time(0.1, 0), "decay is a number above 0, not 0"),
        (lambda: cr.cosine(0.1, 2), "final is the share of the rate that is left at the end, from 0 to 1, not 2"),
        (lambda: cr.warm_up(0.1, 0), "steps is a number above 0, not 0"),
        (lambda: cr.cosine(-1), "a learning rate is a number above 0, not -1"),
        (lambda: as_schedule(float("inf")), "a learning rate is a number above 0, not inf"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, message):
    """When the schedule is made."""
    with pytest.raises(SettingError, match=message):
        make()


def test_a_schedule_of_ones_own_takes_no_name_of_the_librarys():
    """In a file there is only the name, which would then stand for another schedule."""
    with pytest.raises(SettingError, match="a schedule of your own needs a name of its own, not 'cosine'"):
        cr.Schedule(0.1, "cosine", lambda now: 1.0)


def test_warm_ups_are_nested_a_few_times_only():
    """Nobody means more, and each takes its share of Python's stack."""
    schedule = as_schedule(0.1)
    for _ in range(8):
        schedule = cr.warm_up(schedule, 3)
    with pytest.raises(SettingError, match="a schedule warms up 8 times at most"):
        cr.warm_up(schedule, 3)


@pytest.mark.parametrize(
    "schedule",
    [
        cr.cosine(0.1, final=0.2),
        cr.coslog4(0.1),
        cr.step_decay(0.3, factor=0.1, every=2),
        cr.warm_up(cr.warm_up(cr.inverse_time(0.2), steps=7), steps=3),
    ],
)
def test_a_pickled_schedule_is_the_same_schedule(schedule):
    """Equal by its name and numbers, and the same rates, bit for bit."""
    copy = pickle.loads(pickle.dumps(schedule))  # noqa: S301
    moments = np.arange(5.0), np.arange(5.0) // 2, np.linspace(0, 1, 5)
    assert copy == schedule
    np.testing.assert_array_equal(copy.rates(*moments), schedule.rates(*moments))
