"""What the lectures say about training, in numbers: their networks as `Network`, their steps as `train`."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.training.batches import Batches, constant_size

X1 = [[4.0, -2, 1]]  # lecture 1's neuron: b = −2, W = (−1, 0.5, 10), y = 1
START = [-1, 0.5, 10, -2]  # W1, then b1
GRADIENT = [-0.0171403, 0.00857017, -0.00428509, -0.00428509]


def neuron(**more):
    """Lecture 1's neuron with its cost (ŷ − y)²."""
    network = cr.Network([3, 1], output="sigmoid", loss=more.pop("loss", "squared_error"), dtype="float64")
    network.set_theta(START)
    return network


def moved(optimizer):
    """How one step of an optimizer moves theta."""
    network = neuron()
    network.train(X1, [1], optimizer=optimizer, batch_size="full", epochs=1)
    return network.theta - START


# ---- the one-neuron network ---------------------------------------------------------------------------------------


def test_neuron_predicts_and_costs_what_the_lecture_says():
    """The weighted sum is 3, ŷ = σ(3), and C = (ŷ − 1)²."""
    network = neuron()
    assert network.output(X1)[0, 0] == pytest.approx(0.952574, abs=5e-7)
    assert network.cost(X1, [1]) == pytest.approx(0.00224921, abs=5e-9)


def test_neuron_has_the_gradient_of_the_lecture():
    """∂C/∂W is (ŷ − y) scaled by each input, and ∂C/∂b is that of the third product."""
    np.testing.assert_allclose(neuron().gradient(X1, [1]), GRADIENT, atol=5e-8)


def test_step_of_gradient_descent_takes_the_neuron_where_the_lecture_says():
    """With the rate 1, and the cost falls."""
    network = neuron()
    run = network.train(X1, [1], optimizer=cr.SGD(1.0), batch_size="full", epochs=1)
    np.testing.assert_allclose(network.theta, [-0.982860, 0.491430, 10.004285, -1.995715], atol=5e-7)
    assert run.history.cost.tolist() == [pytest.approx(0.00224921, abs=5e-9)]
    assert network.cost(X1, [1]) == pytest.approx(0.00187872, abs=5e-9)


def test_logistic_loss_has_eleven_times_the_signal():
    """L = 0.048587, and its Δ = ŷ − y is 11.07 times that of the squared error."""
    network = neuron(loss="logistic")
    slope = network.gradient(X1, [1])[3]
    assert network.cost(X1, [1]) == pytest.approx(0.048587, abs=5e-7)
    assert slope == pytest.approx(-0.047426, abs=5e-7)
    assert slope / neuron().gradient(X1, [1])[3] == pytest.approx(11.07, abs=5e-3)


# ---- the 2-3-1 network --------------------------------------------------------------------------------------------


def test_2_3_1_network_has_13_parameters_and_its_loop_runs_twice():
    """A is (2, 1), then (3, 1), then (1, 1)."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", dtype="float64")
    assert network.theta.size == 13
    assert network.architecture.depth == 2
    graph = network.architecture.prediction_graph()
    values = cr.Values(graph, {**network.parameters, "X": [[0.5], [-1.0]]})
    assert [values[name].shape for name in ("X", "A1", "A2")] == [(2, 1), (3, 1), (1, 1)]


def test_each_layer_is_sigma_of_b_plus_w_times_a():
    """The two lines of the lecture's loop."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", output="sigmoid", initializer="normal", dtype="float64")
    a = np.array([[0.5], [-1.0]])
    for layer in (1, 2):
        a = 1 / (1 + np.exp(-(network.parameters[f"b{layer}"] + network.parameters[f"W{layer}"] @ a)))
    np.testing.assert_allclose(network.output([[0.5, -1.0]]), a, rtol=1e-14)


# ---- the four networks of lecture 3 -------------------------------------------------------------------------------

X = np.array([[1, 2, -1], [0.5, -1, 2]])
Y = [1, 0, 2]
HIDDEN = [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.1, 0, -0.1, 1, -1, 0.5, 0.2]  # W1, b1, w2, b2
SLOPES_M3 = [
    *(4.766667, -6.016667, -4.766667, 6.016667, 2.383333, -3.008333),  # W1
    *(-1.133333, 1.133333, -0.566667),  # b1
    *(-0.84, -3.836667, 6.106667, -1.133333),  # w2, b2
]
SLOPES_M4 = [
    *(0.517390, -0.781937, -0.388798, 0.619608, 0.125884, -0.213823),
    *(-0.228849, 0.194394, -0.069731),
    *(-0.615708, -0.924326, 0.140200, -0.969274),
]
MODELS = {
    "M1": (
        {"sizes": [1, 1]},
        [0.5, 0.1],
        np.array([[1.0, 2, 3]]),
        [2, 3, 5],
        [0.6, 1.1, 1.6],
        5.71,
        [-10.266667, -4.466667],
    ),
    "M2": (
        {"sizes": [2, 1]},
        [0.5, -0.25, 0.1],
        X,
        Y,
        [0.475, 1.35, -0.9],
        3.502708,
        [3.383333, -4.941667, -1.383333],
    ),
    "M3": (
        {"sizes": [2, 3, 1], "hidden": "identity"},
        HIDDEN,
        X,
        Y,
        [0.65, 2.05, -1.4],
        5.295,
        SLOPES_M3,
    ),
    "M4": (
        {"sizes": [2, 3, 1], "hidden": "sigmoid"},
        HIDDEN,
        X,
        Y,
        [0.561911, 0.864825, 0.119353],
        1.492226,
        SLOPES_M4,
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_four_networks_have_the_numbers_of_their_equations(name):
    """Prediction, cost, gradient, and one step of gradient descent at the rate 0.1."""
    choices, theta, x, y, prediction, cost, gradient = MODELS[name]
    network = cr.Network(**choices, dtype="float64")
    network.set_theta(theta)
    np.testing.assert_allclose(network.output(x.T)[:, 0], prediction, atol=5e-7)
    assert network.cost(x.T, y) == pytest.approx(cost, abs=5e-7)
    np.testing.assert_allclose(network.gradient(x.T, y), gradient, atol=5e-7)
    run = network.train(x.T, y, optimizer=cr.SGD(0.1), batch_size="full", epochs=1)
    np.testing.assert_allclose(network.theta, theta - 0.1 * np.array(gradient), atol=5e-8)
    assert run.history.cost[0] == pytest.approx(cost, abs=5e-7)


def test_first_network_steps_towards_its_optimum():
    """After one step w = 1.526667, b = 0.546667, L = 0.127141; in the end w = 1.5, b = 1/3."""
    network = cr.Network([1, 1], dtype="float64")
    network.set_theta([0.5, 0.1])
    x, y = [[1.0], [2], [3]], [2, 3, 5]
    network.train(x, y, optimizer=cr.SGD(0.1), batch_size="full", epochs=1)
    np.testing.assert_allclose(network.theta, [1.526667, 0.546667], atol=5e-7)
    assert network.cost(x, y) == pytest.approx(0.127141, abs=5e-7)
    network.train(x, y, batch_size="full", epochs=1500)
    np.testing.assert_allclose(network.theta, [1.5, 1 / 3], atol=1e-9)


# ---- SGD ----------------------------------------------------------------------------------------------------------


def test_mini_batch_epoch_makes_468_updates_of_60000_examples_in_batches_of_128():
    """And 469 where the short last batch of 96 is kept."""
    assert len(Batches(constant_size(128), 60_000).bounds(0, 0)) - 1 == 468
    assert np.diff(Batches(constant_size(128), 60_000, last="keep").bounds(0, 0))[-2:].tolist() == [128, 96]
    assert len(Batches(constant_size(128), 60_000, last="keep").bounds(0, 0)) - 1 == 469


def test_run_of_60000_examples_makes_468_steps():
    """⌊n/b⌋, unless the last batch is asked for."""
    network = cr.Network([1, 1])
    rows, y = np.linspace(0, 1, 60_000)[:, None], np.zeros(60_000)
    assert network.train(rows, y, batch_size=128, epochs=1).steps == 468
    assert network.train(rows, y, batch_size=128, epochs=1, last="keep").steps == 469


def test_summed_loss_has_the_sum_of_the_gradients_of_its_examples():
    """L = Σᵢ Lᵢ, so ∂L = Σᵢ ∂Lᵢ."""
    network = cr.Network([2, 3, 1], hidden="sigmoid", average=False, dtype="float64")
    network.set_theta(HIDDEN)
    parts = [network.gradient(X.T[i : i + 1], Y[i : i + 1]) for i in range(3)]
    np.testing.assert_allclose(network.gradient(X.T, Y), np.sum(parts, axis=0), rtol=1e-12)


def test_pure_sgd_takes_every_example_once_in_an_epoch():
    """One at a time, without replacement: as many steps as examples."""
    network = cr.Network([1, 1], dtype="float64")
    network.set_theta([0, 0])
    costs = network.train([[0.0]] * 7, np.arange(7), batch_size=1, epochs=1, optimizer=cr.SGD(1e-300)).history.cost
    assert sorted(costs.tolist()) == [0, 1, 4, 9, 16, 25, 36]


def test_short_last_batch_divides_by_its_own_length():
    """The mean over two examples, not over three."""
    network = cr.Network([1, 1], dtype="float64")
    network.set_theta([0, 0])
    more = {"batch_size": 3, "last": "keep", "shuffle": "never", "optimizer": cr.SGD(1e-300), "epochs": 1}
    assert network.train([[0.0]] * 5, [1, 1, 1, 2, 2], **more).history.cost.tolist() == [1, 4]


# ---- the first step of each optimizer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("optimizer", "bias"),
    [
        (cr.SGD(0.1), 4.28509e-4),
        (cr.Momentum(0.1, 0.9), 4.28509e-4),
        (cr.Momentum(0.1, 0.9, dampening=0.9), 4.28509e-5),
        (cr.RMSprop(0.1, rho=0.9, epsilon=1e-8), 0.316225),
        (cr.Adam(0.1), 0.0999998),
    ],
)
def test_first_step_of_an_optimizer_moves_the_bias_as_far_as_its_formula(optimizer, bias):
    """From the gradient of lecture 1's neuron: heavy ball, average of gradients, RMSprop with ε outside √, Adam."""
    assert moved(optimizer)[3] == pytest.approx(bias, rel=2e-6)


def test_first_step_of_rmsprop_and_adam_has_one_size_for_every_entry():
    """Up to ε, which matters where the gradient is small."""
    for optimizer, size in ((cr.RMSprop(0.1), 0.316228), (cr.Adam(0.1), 0.1)):
        step = moved(optimizer)
        np.testing.assert_allclose(np.abs(step), size, rtol=1e-5)
        assert np.sign(step).tolist() == [-np.sign(slope) for slope in GRADIENT]
