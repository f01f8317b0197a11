"""Surfaces, scatter and boundary show the graph's own numbers over two inputs."""

import re
from itertools import pairwise

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

import chainrule as cr
from chainrule.readers.movement.scatter_picture import Scatter
from chainrule.readers.plot.marching_squares import isolines

from .small_runs import random_run


def sigmoid(z):
    """1/(1 + e⁻ᶻ)."""
    return 1 / (1 + np.exp(-z))


def rows_of(found):
    """The rows of inputs on a grid of two inputs, x running fastest."""
    return np.column_stack([np.tile(found.x, len(found.y)), np.repeat(found.y, len(found.x))])


@pytest.mark.parametrize("seed", [1, 2, 4])
def test_surfaces_are_the_sums_of_the_layers(seed):
    """Z1 = W1 x + b1 and Z2 = W2 g(Z1) + b2, before and after, by hand."""
    _, _, _, run = random_run(seed)
    found, layout = run.surfaces(), run.record.trainable.layout
    assert [moment.title for moment in found.moments] == ["after 0 steps", f"after {run.steps} steps"]
    for moment, theta in zip(found.moments, (run.record.start, run.record.end), strict=True):
        W1, b1, W2, b2 = layout.views(theta).values()
        Z1 = rows_of(found) @ W1.T + b1.T
        Z2 = (sigmoid(Z1) if seed % 2 else np.tanh(Z1)) @ W2.T + b2.T
        by_hand = np.hstack([Z1, Z2]).T.reshape(moment.values.shape)
        np.testing.assert_allclose(moment.values, by_hand, atol=1e-12)
    assert found.names == (*(f"Z1[{unit}]" for unit in range(len(b1))), "Z2[0]")


def test_the_zero_line_of_a_first_neuron_is_its_straight_line():
    """w·x + b = 0 on every point of the line that is drawn, and the level is read back as 0."""
    run = random_run(1)[3]
    found = run.surfaces(1)
    W1, b1 = list(run.record.trainable.layout.views(run.record.start).values())[:2]
    for line in isolines(found.x, found.y, found.moments[0].values[0], 0.0):
        np.testing.assert_allclose(line @ W1[0] + b1[0], 0, atol=1e-12)
    levels = [mark.numbers["value"][0] for mark in read_back(found.svg()) if mark.name == "Z1[0] level"]
    assert 0 in levels


@pytest.mark.parametrize("seed", [1, 5])
def test_every_number_of_a_surface_is_read_back(seed):
    """Cells in rows, to three digits, moment by moment."""
    found = random_run(seed)[3].surfaces(3)
    heats = [mark for mark in read_back(found.svg()) if mark.name in found.names]
    drawn = [values for moment in found.moments for values in moment.values]
    assert all((heat.numbers["value"] == as_printed(one, 3)).all() for heat, one in zip(heats, drawn, strict=True))
    assert len({heat.panel for heat in heats}) == len(heats)


def test_other_inputs_are_those_of_the_row_and_the_picture_says_so():
    """Of four inputs two vary; the others stay as they are in the row."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(9, 4)), rng.integers(0, 2, 9)
    network = cr.Network([4, 1], output="sigmoid", seed=0, dtype="float64")
    found = network.surfaces(X, y, columns=(3, 1), row=5)
    W, b = network.parameters.values()
    rows = np.tile(X[5], (len(found.x) * len(found.y), 1))
    rows[:, 3], rows[:, 1] = rows_of(found).T
    np.testing.assert_allclose(found.moments[0].values[0].ravel(), (rows @ W.T + b.T).ravel(), atol=1e-12)
    assert found.axes == ("x3", "x1")
    assert "The other inputs are those of row 5." in found.svg()


def test_many_neurons_are_not_all_shown_and_the_picture_says_how_many():
    """Of thirty and one, twelve; the output is among them, and the file stays small."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 2)), rng.integers(0, 2, 20)
    run = cr.Network([2, 30, 1], output="sigmoid").train(X, y, epochs=6, record=True)
    found = run.surfaces(5)
    assert found.names[-1] == "Z2[0]"
    assert "19 of 31 neurons are not shown." in found.said
    assert len(found.svg().encode()) < 300_000


@pytest.mark.parametrize("seed", [0, 1])
def test_margins_of_two_classes_are_the_probability_less_a_half(seed):
    """What the boundary is drawn from is what the network says of the same rows."""
    network, X, y, run = random_run(seed)
    found = run.scatter()
    np.testing.assert_allclose(found.margins[0].ravel(), network.probabilities(rows_of(found))[:, 1] - 0.5, atol=1e-12)
    np.testing.assert_array_equal(found.places, X)
    np.testing.assert_array_equal(found.classes, y)


def test_the_boundary_of_logistic_regression_is_its_line():
    """Where p = ½, w·x + b = 0: within the square of the grid's width."""
    network, _, _, run = random_run(0)
    found = run.scatter()
    w, b = network.theta[:2], network.theta[2]
    for line in isolines(found.x, found.y, found.margins[0], 0.0):
        assert np.abs(line @ w + b).max() < 0.01


def test_margins_of_several_classes_name_the_predicted_one():
    """The class whose margin is positive is the one that predict names."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(30, 2)), np.array(["a", "b", "c"])[rng.integers(0, 3, 30)]
    network = cr.Network([2, 4, 3], output="softmax", dtype="float64")
    run = network.train(X, y, epochs=3, record=True)
    found = run.scatter()
    named = np.array(found.names)[found.margins.reshape(3, -1).argmax(axis=0)]
    np.testing.assert_array_equal(named, network.predict(rows_of(found)))
    assert ((found.margins > 0).sum(axis=0) == 1).all()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_scatter_and_its_table_are_read_back(seed):
    """Each class' rows with their places; z0, z1, … are the last hidden layer's activations, beside y."""
    network, X, y, run = random_run(seed)
    found = run.scatter()
    marks = {mark.name: mark.numbers for mark in read_back(found.svg())}
    for name in ("0", "1"):
        chosen = y == int(name)
        if chosen.any():
            assert (marks[name]["x"] == as_printed(X[chosen, 0])).all()
            assert (marks[name]["y"] == as_printed(X[chosen, 1])).all()
    W1, b1 = list(network.parameters.values())[:2]
    A1 = (sigmoid if seed % 2 else np.tanh)(X @ W1.T + b1.T)
    np.testing.assert_allclose(found.handed.values, A1, atol=1e-12)
    for unit in range(A1.shape[1]):
        assert (marks[f"z{unit}"]["value"] == as_printed(found.handed.values[:, unit])).all()
    assert (marks["y"]["value"] == y).all()


def test_six_classes_are_told_apart_without_colour_and_with_it():
    """No two of six have the same colour and sign, and neighbours have neither in common."""
    x = np.linspace(0, 1, 6)
    found = Scatter(("a", "b"), np.column_stack([x, x]), np.arange(6.0), tuple("uvwxyz"), x, x, np.ones((6, 6, 6)))
    drawn = re.findall(r'<path class="mark (\w+)" data-name="[u-z]"[^>]* d="M[-\d. ]+([^"]+)"', found.svg())
    assert len(drawn) == len(set(drawn)) == 6
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(drawn))


def test_a_board_has_surfaces_and_a_boundary_too():
    """Lecture 1's logistic regression, written on a board, is a line over its two inputs."""
    board = cr.whiteboard("data X (2, m), y (1, m)\nparams w (1, 2), b (1, 1)\nz = w @ X + b\nL = logistic(z, y)")
    X, y = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]], [[0], [1], [1]]
    run = board.train(X=X, y=y, optimizer=cr.SGD(1.0), epochs=5, record=True, dtype="float64")
    (w, b) = (np.asarray(value) for value in board.parameters.values())
    found = board.surfaces({"X": X, "y": y})
    np.testing.assert_allclose(found.moments[0].values[0].ravel(), (rows_of(found) @ w.T + b).ravel(), atol=1e-12)
    seen = run.scatter()
    np.testing.assert_allclose(seen.margins[0].ravel(), sigmoid(rows_of(seen) @ w.T + b).ravel() - 0.5, atol=1e-12)


def test_one_input_is_no_surface():
    """The message names what there is instead."""
    with pytest.raises(cr.SettingError, match="a surface is over two inputs"):
        cr.Network([1, 1]).surfaces([[0.0], [1.0]], [0, 1])


@pytest.mark.parametrize(
    ("columns", "message"), [((0, 0), "two different ones"), ((0, 2), "from 0 to 1, not 2"), (3, "are two")]
)
def test_columns_that_are_none_are_refused(columns, message):
    """The same one twice, one that is not there, and a number."""
    network, X, y, _ = random_run(0)
    with pytest.raises(cr.ChainruleError, match=message):
        network.scatter(X, y, columns=columns)


def test_targets_that_are_numbers_have_no_boundary():
    """A regression has surfaces, and no classes."""
    X, y = np.random.default_rng(0).normal(size=(5, 2)), [0.5, 1.5, 2.0, 0.1, 0.3]
    with pytest.raises(cr.SettingError, match="the targets are numbers, not classes"):
        cr.Network([2, 1]).scatter(X, y)
