"""A slice is the cost itself; its tangent, its step and what it lands on are the run's."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

import chainrule as cr
from chainrule.movement.costs import Costs
from chainrule.readers.notation.numbers import format_number

from .small_runs import random_run

PARABOLA = "data x (1, m), y (1, m)\nparams w\nL = mean((w*x - y)**2)"


def parabola(epochs=3, rate=0.1):
    """The board of one weight on two rows where the cost is 2.5 (w − 2)², and its recorded run."""
    board = cr.whiteboard(PARABOLA)
    run = board.train(
        x=[[1.0], [2.0]],
        y=[[2.0], [4.0]],
        optimizer=cr.SGD(rate),
        batch_size="full",
        epochs=epochs,
        record=True,
        dtype="float64",
        engine="numpy",
    )
    return board, run


def test_the_slice_of_a_parabola_is_the_parabola():
    """C(w) = 2.5 (w − 2)², C′(w) = 5 (w − 2), and the step lands at w − η·C′(w)."""
    _, run = parabola()
    for step in run.record.steps.tolist():
        one = run.slice("w", step)
        np.testing.assert_allclose(one.cost, 2.5 * (one.w - 2) ** 2, atol=1e-12)
        assert one.slope == pytest.approx(5 * (one.here - 2))
        assert one.landed == pytest.approx(one.here - 0.1 * one.slope)
        assert one.landed_cost == pytest.approx(2.5 * (one.landed - 2) ** 2)
        assert one.landed == pytest.approx(float(run.record.path[step, 0]))
        assert not one.differs
        places, heights = one.tangent
        np.testing.assert_allclose(heights, one.here_cost + one.slope * (places - one.here), atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_slice_is_the_cost_with_one_entry_changed(seed):
    """At every tenth place it equals the evaluated cost, and its slope is the central difference."""
    run = random_run(seed)[3]
    record, layout = run.record, run.record.trainable.layout
    costs = Costs(record.trainable, record.examples)
    entry = layout.entries[seed % layout.size]
    one = run.slice(entry, int(record.steps[1]))
    theta = record.theta[1].astype(float)

    def cost(value):
        changed = theta.copy()
        changed[layout.places([entry])] = value
        return costs.at(changed)

    np.testing.assert_allclose(one.cost[::10], [cost(value) for value in one.w[::10]], rtol=1e-12)
    assert one.here_cost == pytest.approx(cost(one.here), rel=1e-12)
    assert one.slope == pytest.approx((cost(one.here + 1e-5) - cost(one.here - 1e-5)) / 2e-5, rel=1e-5, abs=1e-9)
    assert one.updated == pytest.approx(float(record.path[2][layout.places([entry])[0]]))


@pytest.mark.parametrize("seed", [0, 1])
def test_the_way_down_has_the_gradient_as_its_slope(seed):
    """Along −∇C the slope is −‖∇C‖, and a step of η lands η‖∇C‖ further."""
    network, X, y, _ = random_run(seed)
    one = network.slice(X, y, "gradient", learning_rate=0.3)
    length = float(np.linalg.norm(network.gradient(X, y)))
    assert one.slope == pytest.approx(-length)
    assert one.landed == pytest.approx(0.3 * length)


def test_the_update_is_drawn_where_it_is_another_than_descent():
    """Adam's update is not −η·slope, and the picture shows both; along the update it has its own length."""
    _, _, _, run = random_run(2)
    one = run.slice("W1[0,0]", 3)
    assert one.differs
    names = [mark.name for mark in read_back(one.svg())]
    assert "update that was made" in names
    along = run.slice("update", 3)
    assert along.updated == pytest.approx(float(np.linalg.norm(run.record.update[2])))


def read_slice(one, svg):
    """Assert that all numbers of a slice are those of its picture."""
    marks = {mark.name: mark.numbers for mark in read_back(svg)}
    assert (marks["cost"]["x"] == as_printed(one.w)).all()
    assert (marks["cost"]["y"] == as_printed(one.cost)).all()
    assert marks["present point"]["x"] == as_printed(one.here)
    assert marks["present point"]["y"] == as_printed(one.here_cost)
    assert (marks["step −η·slope"]["x"] == as_printed([one.here, one.landed])).all()
    assert marks["where it lands"]["y"] == as_printed(one.landed_cost)
    assert (marks["tangent"]["y"] == as_printed(one.tangent[1])).all()
    words = " ".join("".join(text.itertext()) for text in ET.fromstring(svg).iter() if text.tag.endswith("}text"))  # noqa: S314
    assert f"its slope {format_number(one.slope, 4)}; −η·slope = {format_number(one.landed - one.here, 4)}" in words


@pytest.mark.parametrize("seed", range(3))
def test_every_number_of_a_slice_is_read_back(seed):
    """Curve, point, tangent, step and landing of a random run, to the printed digits."""
    one = random_run(seed)[3].slice("b1[0,0]", 2)
    read_slice(one, one.svg())


def read_strip(strip, svg):
    """Assert that every slice, and ŷ and y beside it, stand in the picture in order."""
    marks = read_back(svg)
    curves = [mark.numbers["y"] for mark in marks if mark.name == "cost"]
    assert all((curve == as_printed(one.cost)).all() for curve, one in zip(curves, strip.slices, strict=True))
    guesses = [mark.numbers["value"] for mark in marks if mark.name == "ŷ"]
    truths = [mark.numbers["value"] for mark in marks if mark.name == "y"]
    for guess, truth, predictions in zip(guesses, truths, strip.predictions, strict=True):
        assert (guess == as_printed(predictions)).all()
        assert (truth == as_printed(strip.truth)).all()


@pytest.mark.parametrize("seed", range(2))
def test_a_strip_shows_what_was_predicted_before_each_step(seed):
    """ŷ is the network's output with the theta of that step; the axes are shared."""
    network, X, y, run = random_run(seed)
    strip = run.slices("W1[0,0]", [1, 2, 3])
    for number, one in enumerate(strip.slices):
        network.set_theta(run.record.theta[number])
        np.testing.assert_allclose(strip.predictions[number], network.probabilities(X)[:, 1], atol=1e-12)
        np.testing.assert_array_equal(one.w, strip.slices[0].w)
    np.testing.assert_array_equal(strip.truth, y)
    read_strip(strip, strip.svg())


def test_a_flat_end_is_drawn_flat():
    """The cost of a slice stands on a linear axis, and the picture says so."""
    _, run = parabola()
    svg = run.slice("w").svg()
    assert "L, the mean over 2 examples, linear" in svg
    assert "logarithmic" not in svg


@pytest.mark.parametrize(
    ("along", "message"),
    [("W1", "a slice is over one entry; W1 has 2"), ("W9", "there is no parameter"), (np.ones(2), "has 3 entries")],
)
def test_what_is_no_line_is_refused(along, message):
    """A parameter of several entries, a stranger, and a vector of another length."""
    run = random_run(0)[3]
    with pytest.raises(cr.ChainruleError, match=message):
        run.slice(along)


def test_a_run_without_a_record_says_what_to_do():
    """The message names the argument."""
    run = cr.Network([1, 1]).train([[0.0], [1.0]], [0, 1], epochs=1)
    with pytest.raises(cr.SettingError, match=r"train\(record=True\) keeps"):
        run.slice("W1[0,0]")
    with pytest.raises(cr.SettingError, match="there is no update without a record"):
        cr.Network([1, 1]).slice([[0.0], [1.0]], [0, 1], "update")
