"""The monitor: when it looks, what a look holds, and what it costs."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

from .networks import convolutional, recurrent

RNG = np.random.default_rng(3)
X = RNG.normal(size=(96, 5))
LABELS = RNG.integers(0, 3, 96)


def network(**more):
    """A classifier with three classes."""
    return cr.Network([5, 12, 3], output="softmax", hidden="tanh", seed=1, **more)


def train(monitor, one=None, **more):
    """Twelve steps an epoch."""
    chosen = {"batch_size": 8, "epochs": 3, "engine": "numpy", "optimizer": cr.Adam(0.01), **more}
    return (one or network()).train(X, LABELS, monitor=monitor, **chosen)


def test_it_looks_before_the_first_step_every_so_many_and_at_the_end():
    """36 steps, every 10."""
    run = train(cr.Monitor(every=10))
    assert [look.step for look in run.monitor.looks] == [0, 10, 20, 30, 36]
    assert run.monitor.columns.steps.tolist() == [0, 10, 20, 30, 36]


def test_with_every_it_says_the_same_again():
    """Two runs from one seed look at the same steps and see the same numbers."""
    one, two = (train(cr.Monitor(every=7)).monitor for _ in range(2))
    assert one.sentences == two.sentences
    assert one.looks[2].curvature.spectrum.largest == two.looks[2].curvature.spectrum.largest
    np.testing.assert_array_equal(one.columns.of_run("noise_scale"), two.columns.of_run("noise_scale"))


@pytest.mark.parametrize("record", [None, True])
def test_it_changes_no_bit_of_a_run(record):
    """Theta comes out as without it, recorded or not."""
    with_it, without = network(), network()
    train(cr.Monitor(every=5), with_it, record=record)
    train(False, without)
    np.testing.assert_array_equal(with_it.theta, without.theta)


def test_the_step_that_a_look_foretells_is_made():
    """‖Δθ‖/‖θ‖ of each layer, rate and batch size are those that a record has of the step after the look."""
    run = train(cr.Monitor(every=1), network(dtype="float64"), record=True, optimizer=cr.Adam(cr.cosine(0.01)))
    record, places = run.record, run.record.trainable.layout.places(["W1", "b1"])
    for look, theta, update, rate in zip(
        run.monitor.looks[:-1], record.theta, record.update, record.learning_rate, strict=True
    ):
        ratio = np.linalg.norm(update[places]) / np.linalg.norm(theta[places])
        assert look.layers[0].update_ratio == pytest.approx(ratio, rel=1e-9)
        assert (look.learning_rate, look.batch_size) == (rate, 8)


def test_the_curvature_along_the_gradient_is_that_of_the_cost():
    """gᵀHg/gᵀg and the quadratic's best rate, against the cost along the gradient."""
    one = network(dtype="float64")
    bent = train(cr.Monitor(every=100), one, epochs=0).monitor.looks[0].curvature
    gradient, theta = one.gradient(X, LABELS), one.theta.copy()
    length = np.linalg.norm(gradient)

    def cost(distance):
        one.set_theta(theta - distance * gradient / length)
        return one.cost(X, LABELS)

    second = (cost(1e-4) - 2 * cost(0) + cost(-1e-4)) / 1e-8
    assert bent.along_gradient == pytest.approx(second, rel=1e-5)
    assert bent.best_rate == pytest.approx(1 / second, rel=1e-5)
    assert bent.gradient == pytest.approx(length)


def test_of_gradient_descent_the_step_is_the_rate_over_the_best_one():
    """Over all rows d = −η g, so the step is η gᵀHg/gᵀg times the quadratic's best."""
    run = train(cr.Monitor(every=100), network(dtype="float64"), optimizer=cr.SGD(0.2), batch_size="full", epochs=1)
    bent = run.monitor.looks[0].curvature
    assert bent.step == pytest.approx(0.2 * bent.along_gradient)
    assert bent.limit == pytest.approx(2 / bent.spectrum.largest)


@pytest.mark.parametrize("make", [recurrent, convolutional])
def test_boards_are_watched_too(make):
    """Loops and convolutions: each look has layers, noise and eigenvalues."""
    board, data = make()
    run = board.train(data, epochs=2, batch_size=10, engine="numpy", monitor=cr.Monitor(every=3))
    last = run.monitor.looks[-1]
    assert len(last.layers) == 2
    assert last.noise.trace > 0
    assert last.curvature.spectrum.largest > last.curvature.spectrum.smallest
    assert all(layer.update_ratio > 0 and layer.activity.spread > 0 for layer in last.layers)
    assert "monitor:" in str(run.monitor)


def test_frozen_parameters_do_not_move():
    """A frozen layer has no update, and its curvature is left out."""
    run = train(cr.Monitor(every=100), network(frozen=["W1", "b1"]))
    assert run.monitor.looks[-1].layers[0].update_ratio == 0
    assert len(run.monitor.looks[-1].curvature.spectrum.lowest) == 12 * 3 + 3


def test_a_sum_of_costs_is_looked_at_as_its_steps_are_made():
    """Of a sum the rate that a batch of 8 bears is an eighth of that of a mean."""
    looks = [
        train(cr.Monitor(every=100), cr.Network([5, 3], loss="squared_error", average=average, dtype="float64"),
              optimizer=cr.SGD(0.001), epochs=1).monitor.looks[0]
        for average in (True, False)
    ]  # fmt: skip
    mean, summed = looks
    assert summed.curvature.limit == pytest.approx(mean.curvature.limit / 8)
    assert summed.cost == pytest.approx(mean.cost)
    assert summed.noise_scale == pytest.approx(mean.noise_scale)


def test_left_alone_it_keeps_to_its_share_of_the_time():
    """Between the first look and the last, looks take less than the share of the time that has gone by."""
    monitor = cr.Monitor(share=0.2)
    run = train(monitor, batch_size=32, epochs=400)
    ends = 2 * monitor._prices["whole"] + 0.2  # compiling, the first look and the last
    assert len(monitor.looks) >= 2
    assert monitor.seconds < 0.25 * run.seconds + ends


def test_it_tells_each_sentence_once_as_soon_as_it_is_true():
    """A rate that is too high is told of before the first step."""
    told = []
    run = train(cr.Monitor(every=4, tell=told.append), optimizer=cr.SGD(30.0), epochs=1)
    assert tuple(told) == run.monitor.sentences
    assert len(set(told)) == len(told)
    assert any("above 2/λmax" in sentence for sentence in told)


def test_a_callback_is_a_monitor_as_well():
    """callbacks=[cr.Monitor()] is what monitor=True does; without one there is none."""
    run = network().train(X, LABELS, epochs=1, callbacks=[cr.Monitor()])
    assert [look.step for look in run.monitor.looks] == [0, 3]
    assert network().train(X, LABELS, epochs=1).monitor is None
    assert train(True).monitor.looks[0].rows == 96


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: cr.Monitor(every=0), "every is a whole number from 1"),
        (lambda: cr.Monitor(share=1.5), "share is a number above 0 to below 1"),
        (lambda: train("yes"), r"monitor is True, or a cr.Monitor\(…\), not 'yes'"),
    ],
)
def test_what_is_no_setting_is_refused(wrong, message):
    """With the range that is needed."""
    with pytest.raises(SettingError, match=message):
        wrong()


def test_the_report_fits_a_terminal():
    """No line is longer than 80 columns, every layer and every sentence is in it."""
    run = train(cr.Monitor(every=9), optimizer=cr.SGD(30.0))
    text = str(run.monitor)
    assert max(map(len, text.splitlines())) <= 80
    assert "layer 1" in text
    assert "layer 2" in text
    assert all(finding.sentence.split(":")[0][:20] in text for finding in run.monitor.findings)
    assert "not looked" in str(cr.Monitor())
