"""Architecture: sizes and choices become the graph that the lectures write."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.layers import ACTIVATIONS
from chainrule.errors import SettingError, ShapeError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 3))
Y = RNG.normal(size=(6, 2))


def graph_of(sizes, labelled=False, weighted=False, **more):
    """The graph of the cost."""
    return cr.Network(sizes, dtype="float64", **more).architecture.cost_graph(labelled=labelled, weighted=weighted)


def cost_of(network, x=X, y=Y, **leaves):
    """The cost by `evaluate`, dropout and L2 included."""
    graph = network.architecture.cost_graph(labelled=False, weighted="weights" in leaves)
    return float(cr.Values(graph, {**network.parameters, "X": x.T, "Y": y.T, **leaves})["L"])


def test_names_and_shapes_are_those_of_the_lectures():
    """X (n, m) goes through W1, b1 to Z1 and A1, and so on to the last layer; identity gives no A of its own."""
    graph = graph_of([3, 4, 2], hidden="sigmoid")
    shapes = {name: node.shape for name, node in graph.all_names.items()}
    assert shapes == {
        "W1": (4, 3),
        "b1": (4, 1),
        "W2": (2, 4),
        "b2": (2, 1),
        "X": (3, "m"),
        "Y": (2, "m"),
        "Z1": (4, "m"),
        "A1": (4, "m"),
        "Z2": (2, "m"),
        "L": (),
    }


def test_forward_pass_is_the_loop_of_lecture_1():
    """σ(b + W a) for each layer."""
    network = cr.Network([3, 4, 4, 2], hidden="sigmoid", output="sigmoid", loss="squared_error", dtype="float64")
    a = X.T
    for layer in (1, 2, 3):
        a = 1 / (1 + np.exp(-(network.parameters[f"b{layer}"] + network.parameters[f"W{layer}"] @ a)))
    np.testing.assert_allclose(network.output(X), a.T, rtol=1e-14)


def test_each_hidden_layer_may_have_its_own_activation():
    """As a tuple or a list of names and functions."""

    def twice(z):
        return 2 * z

    for hidden in (("tanh", twice), ["tanh", twice]):
        network = cr.Network([3, 4, 4, 2], hidden=hidden, dtype="float64", seed=1)
        p = network.parameters
        expected = p["W3"] @ (2 * (p["W2"] @ np.tanh(p["W1"] @ X.T + p["b1"]) + p["b2"])) + p["b3"]
        np.testing.assert_allclose(network.output(X), expected.T, rtol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_be_hidden_and_output(name):
    """And the gradient through it agrees with central differences."""
    network = cr.Network([3, 4, 2], hidden=name, output=name, loss="squared_error", dtype="float64", seed=2)
    gradient, theta = network.gradient(X, Y), network.theta.copy()
    direction = np.random.default_rng(1).normal(size=theta.size)
    costs = []
    for sign in (1, -1):
        network.set_theta(theta + sign * 1e-6 * direction)
        costs.append(network.cost(X, Y))
    assert (costs[0] - costs[1]) / 2e-6 == pytest.approx(gradient @ direction, rel=1e-6)


def test_own_loss_is_a_function_of_prediction_and_target():
    """Of shape () or (1, 1)."""
    shapes = ((), (1, 1))
    for shape in shapes:
        network = cr.Network(
            [3, 2], loss=lambda yhat, y, shape=shape: cr.reshape(cr.mean((yhat - y) ** 2), shape), dtype="float64"
        )
        expected = np.mean((network.output(X) - Y) ** 2)
        assert network.cost(X, Y) == pytest.approx(expected, rel=1e-14)
        run = network.train(X, Y, epochs=1, batch_size="full", optimizer=cr.SGD(0.1))
        assert run.history.cost[0] == pytest.approx(expected, rel=1e-12)


def test_own_loss_that_is_not_one_number_is_refused():
    """The message says what to do."""
    network = cr.Network([3, 2], loss=lambda yhat, y: (yhat - y) ** 2)
    with pytest.raises(SettingError, match=r"a loss gives one number for a batch, not <square \(2, m\)>; take its sum"):
        network.train(X, Y)


def test_own_output_is_a_function_of_the_last_layer():
    """It predicts what the function says, and its loss is the squared error."""
    network = cr.Network([3, 2], output=lambda z: 1 + cr.exp(z), dtype="float64")
    z = network.parameters["W1"] @ X.T + network.parameters["b1"]
    np.testing.assert_allclose(network.output(X), (1 + np.exp(z)).T, rtol=1e-14)
    assert network.cost(X, Y) == pytest.approx(np.sum((1 + np.exp(z).T - Y) ** 2) / 6, rel=1e-13)


def test_l2_adds_half_lambda_times_the_squared_weights_without_biases():
    """(λ/2) ΣW², whatever the number of examples."""
    plain, penalised = (
        cr.Network([3, 4, 2], l2=l2, initializer="normal", dtype="float64", seed=4) for l2 in (0.0, 0.6)
    )
    squares = sum(float(np.sum(penalised.parameters[name] ** 2)) for name in ("W1", "W2"))
    assert cost_of(penalised) - cost_of(plain) == pytest.approx(0.3 * squares, rel=1e-12)
    slopes = penalised.layout.views(penalised.gradient(X, Y) - plain.gradient(X, Y))
    np.testing.assert_allclose(slopes["W2"], 0.6 * penalised.parameters["W2"], rtol=1e-10)
    assert np.abs(slopes["b2"]).max() < 1e-12


def test_penalty_is_no_part_of_the_cost_that_a_validation_compares():
    """`cost` is the loss alone."""
    plain, penalised = (cr.Network([3, 4, 2], l2=l2, dtype="float64", seed=4) for l2 in (0.0, 0.6))
    assert plain.cost(X, Y) == penalised.cost(X, Y)


def test_summed_cost_is_m_times_the_averaged_one():
    """`average=False` sums over examples, as in the lecture on SGD."""
    averaged, summed = (cr.Network([3, 2], average=average, dtype="float64") for average in (True, False))
    assert summed.cost(X, Y) == pytest.approx(6 * averaged.cost(X, Y), rel=1e-13)


def test_labels_become_one_hot_columns():
    """The cost of labels is that of the columns they stand for."""
    network = cr.Network([3, 4, 2], output="softmax", dtype="float64")
    labels = np.array([0, 1, 1, 0, 1, 0])
    assert network.cost(X, labels) == pytest.approx(network.cost(X, np.eye(2)[labels]), rel=1e-14)
    assert graph_of([3, 4, 2], labelled=True, output="softmax").leaves["labels"].shape == (1, "m")


def test_example_weights_multiply_the_loss_of_each_example():
    """A leaf (1, m)."""
    network = cr.Network([3, 2], dtype="float64")
    weights = np.array([[0.0, 1, 2, 0.5, 1.5, 1]])
    each = np.sum((network.output(X) - Y) ** 2, axis=1)
    assert cost_of(network, weights=weights) == pytest.approx(np.mean(weights[0] * each), rel=1e-13)


def test_example_weights_come_into_an_own_loss_where_it_takes_examples_together():
    """A mean of squares, written by hand, is weighed as the squared error is."""
    own = cr.Network([3, 2], dtype="float64", loss=lambda yhat, y: cr.mean(cr.sum((yhat - y) ** 2, axis=0)))
    weights = np.array([[0.0, 1, 2, 0.5, 1.5, 1]])
    assert cost_of(own, weights=weights) == pytest.approx(
        cost_of(cr.Network([3, 2], dtype="float64"), weights=weights), rel=1e-14
    )


def test_an_own_loss_that_takes_examples_together_otherwise_cannot_be_weighed():
    """The largest of all has no terms."""
    with pytest.raises(SettingError, match=r"example weights need a cost that is a sum or a mean .* together by max"):
        graph_of([3, 2], weighted=True, loss=lambda yhat, y: cr.max((yhat - y) ** 2))


def test_dropout_stands_in_hidden_layers_only_and_only_while_training():
    """The masks D1 and D2 of a network of three layers, and none in its prediction."""
    architecture = cr.Network([3, 4, 4, 2], dropout=0.5).architecture
    training = architecture.cost_graph(labelled=False, weighted=False)
    assert {name for name in training.names if name.startswith("D")} == {"D1", "D2"}
    for graph in (
        architecture.cost_graph(labelled=False, weighted=False, dropping=False),
        architecture.prediction_graph(),
    ):
        assert not any(node.op.name == "dropout_mask" for node in graph.order)


def test_dropout_masks_differ_between_layers():
    """Each mask has a number of its own."""
    graph = cr.Network([3, 4, 4, 2], dropout=0.5).architecture.cost_graph(labelled=False, weighted=False)
    assert [graph.names[name].attributes["mask"] for name in ("D1", "D2")] == [1, 2]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"sizes": [3]}, r"sizes are two or more whole numbers such as \[784, 30, 10\], not \[3\]"),
        ({"sizes": [3, 0, 1]}, r"sizes are two or more whole numbers .* not \[3, 0, 1\]"),
        ({"sizes": [3, 2.5]}, r"sizes are two or more whole numbers .* not \[3, 2.5\]"),
        (
            {"hidden": "relu6"},
            "there is no activation 'relu6'; there are identity, softmax, .* function of nodes",
        ),
        ({"hidden": 3}, "there is no activation 3; there are identity"),
        ({"output": "argmax"}, "there is no activation 'argmax'"),
        ({"hidden": ("relu", "relu")}, "2 hidden activations for 1 hidden layers; give one, or one for each"),
        ({"dropout": 1.0}, "dropout, the share of units dropped, is a number from 0 to below 1, not 1.0"),
        ({"dropout": -0.1}, "dropout, the share of units dropped, is a number from 0 to below 1, not -0.1"),
        ({"l2": -1}, "l2 is a number from 0, not -1"),
        ({"l2": float("nan")}, "l2 is a number from 0, not nan"),
    ],
)
def test_choice_that_does_not_fit_is_refused_at_once(more, message):
    """When the network is made, not when it is trained."""
    with pytest.raises(SettingError, match=message):
        cr.Network(**{"sizes": [3, 4, 2], **more})


def test_own_activation_that_changes_the_shape_is_refused_where_it_is_used():
    """The matrix product of the next layer says what does not fit."""
    network = cr.Network([3, 4, 2], hidden=lambda z: cr.sum(z, axis=0))
    with pytest.raises(ShapeError, match=r"matmul needs equal inner sizes, got \(2, 4\) @ \(1, m\): 4 ≠ 1"):
        network.output(X)


def test_largest_product_counts_the_multiply_adds_of_the_widest_layer():
    """(4, 3) times (3, m) has 12 m, (2, 4) times (4, m) has 8 m."""
    assert cr.Network([3, 4, 2]).architecture.largest_product(10) == 120
