"""Costs: on a plane they are what the graph is there, for networks, convolutions, recurrences and norms alike."""

import time

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ShapeError
from chainrule.movement import costs as costs_module
from chainrule.movement.costs import Costs
from chainrule.training.examples import Examples

ROWS = 20
RNG = np.random.default_rng(4)
X, LABELS, NUMBERS = RNG.normal(size=(ROWS, 4)), RNG.integers(0, 3, ROWS), RNG.normal(size=(ROWS, 3))
WEIGHTS = RNG.uniform(0.5, 2, ROWS)
NETWORKS = {
    "labels": ({"hidden": "tanh"}, (X, LABELS)),
    "numbers": ({"hidden": "relu", "output": "identity"}, (X, NUMBERS)),
    "a penalty": ({"l2": 0.3, "hidden": "sigmoid"}, (X, LABELS)),
    "a sum with a penalty": ({"l2": 0.3, "average": False, "hidden": "sigmoid"}, (X, LABELS)),
    "dropout, which is left out": ({"dropout": 0.5}, (X, LABELS)),
    "weights": ({"hidden": "softplus"}, (X, LABELS, WEIGHTS)),
}
IMAGES = RNG.normal(size=(ROWS, 1, 6, 6))
STEPS = {f"x_{step}": RNG.normal(size=(ROWS, 4)) for step in (1, 2, 3)}
TOKENS = {f"s_{step}": RNG.integers(0, 9, ROWS) for step in (1, 2)}
BOARDS = {
    "a convolutional network": (
        """
        data   X (m, 1, 6, 6), y (m,) index
        params F (2, 1, 3, 3) ~ he, c (2, 1, 1) = 0, V (3, 8) ~ glorot
        L = cross_entropy(V @ reshape(max_pool(relu(conv2d(X, F) + c), 2), m, 8).T, y)
        """,
        {"X": IMAGES, "y": LABELS},
    ),
    "a recurrent network": (
        """
        sizes  T = 3
        data   x[1..T] (4, m), Y (3, m)
        params U (5, 4) ~ glorot, W (5, 5) ~ glorot, b (5, 1) = 0, V (3, 5) ~ glorot
        h[0] = zeros(5, m)
        for t in 1..T:
            h[t] = tanh(W @ h[t-1] + U @ x[t] + b)
        L = squared_error(V @ h[T], Y)
        """,
        {**STEPS, "Y": NUMBERS},
    ),
    "embeddings": (
        """
        sizes  T = 2
        data   s[1..T] (1, m) index, y (m,) index
        params E (4, 9) ~ normal, V (3, 4) ~ glorot
        L = cross_entropy(V @ tanh(E[:, s[1]] + E[:, s[2]]), y)
        """,
        {**TOKENS, "y": LABELS},
    ),
    "a batch norm": (
        """
        data    X (4, m), Y (3, m)
        params  W (3, 4) ~ glorot
        running mu (3, 1), v (3, 1)
        L = squared_error(batch_norm(W @ X, mu, v), Y)
        """,
        {"X": X, "Y": NUMBERS},
    ),
    "a norm over the batch, whose cost is of all rows at once": (
        """
        data    X (4, m), Y (3, m)
        params  W (3, 4) ~ glorot
        L = squared_error(batch_norm(W @ X), Y)
        """,
        {"X": X, "Y": NUMBERS},
    ),
}


def network(name):
    """What trains, its examples and its theta."""
    settings, data = NETWORKS[name]
    made = cr.Network([4, 5, 3], dtype="float64", seed=1, **{"output": "softmax", **settings})
    return made.architecture, made._model.examples(*data), made.theta


def board(name):
    """The same of a board."""
    text, data = BOARDS[name]
    made = cr.whiteboard(text)
    made.train(data, epochs=1, batch_size=10, dtype="float64", seed=1)
    return made.trainable, made._examples(made._model, made._read(data)), made.theta


def evaluated(trainable, examples, theta):
    """The cost by the reference meaning of the graph."""
    graph = trainable.cost_of(list(examples.tables), dropping=False)
    parameters = {trainable.leaf_of(name): view for name, view in trainable.layout.views(theta).items()}
    tables = {
        name: np.moveaxis(table.reshape(len(table), *rest), 0, 0 if by_rows else -1)
        for name, table in examples.tables.items()
        for shape in [graph.leaves[name].shape if name in graph.leaves else ()]
        for by_rows in [len(shape) > 1 and shape[0] == "m"]
        for rest in [tuple(size for size in shape if size != "m")]
    }
    leaves = {leaf: (parameters | tables)[name] for name, leaf in graph.leaves.items()}
    return float(cr.evaluate([next(iter(graph.outputs.values()))], leaves)[0])


def require_plane_is_the_cost(trainable, examples, theta, rng):
    """The cost of a random plane is the evaluated one at each of its places, to 1e-12."""
    costs = Costs(trainable, examples)
    u, v = rng.normal(size=(2, theta.size)) * (rng.random((2, theta.size)) < 0.7)
    for name in trainable.kept:  # variances stay above 0
        trainable.layout.view(u, name)[...] = trainable.layout.view(v, name)[...] = 0
    a, b = np.array([-0.6, 0.0, 0.4]), np.array([-0.3, 0.8])
    found = costs.plane(theta, u, v, a, b)
    expected = [[evaluated(trainable, examples, theta + x * u + y * v) for x in a] for y in b]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)
    np.testing.assert_allclose(costs.line(theta, v, b), found[:, 1], rtol=1e-12)
    assert costs.at(theta + 0.4 * u + 0.8 * v) == pytest.approx(found[1, 2], rel=1e-12)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("parts", [False, True])
def test_the_plane_of_a_network_is_its_cost(name, parts, monkeypatch):
    """Plane loss equals evaluated loss to 1e-12, also where rows are taken in parts."""
    if parts:
        monkeypatch.setattr(costs_module, "FEWEST", 7)
        monkeypatch.setattr(costs_module, "ENTRIES", 1)
    require_plane_is_the_cost(*network(name), np.random.default_rng(0))


@pytest.mark.parametrize("name", BOARDS)
def test_the_plane_of_a_board_is_its_cost(name, monkeypatch):
    """So it is for convolutions, recurrences, gathers and norms, by the same code."""
    monkeypatch.setattr(costs_module, "FEWEST", 7)
    monkeypatch.setattr(costs_module, "ENTRIES", 1)
    require_plane_is_the_cost(*board(name), np.random.default_rng(0))


@pytest.mark.parametrize("name", BOARDS)
def test_every_board_has_a_landscape_and_an_animation(name):
    """A recorded run of a convolution, a recurrence, embeddings or a norm is drawn and played by the same code."""
    text, data = BOARDS[name]
    run = cr.whiteboard(text).train(data, epochs=2, batch_size=5, record=True, optimizer=cr.SGD(0.05))
    found = run.landscape(points=5)
    (path,) = found.paths
    assert len(path) == run.steps + 1 == 9
    assert 0 < path.share <= 1 + 1e-12
    assert "<svg" in found.svg()
    assert "<svg" in run.animation(points=3)


@pytest.mark.slow
def test_ten_thousand_points_of_a_large_network_take_a_few_seconds():
    """101 × 101 points of a 784-30-10 network over 2,000 rows: under 5 s of one core."""
    rng = np.random.default_rng(0)
    large = cr.Network([784, 30, 10], hidden="sigmoid")
    stand = large.stand(rng.random((2000, 784)), rng.integers(0, 10, 2000))
    costs, (u, v) = Costs(large.architecture, stand.examples), rng.normal(size=(2, large.theta.size))
    places, began = np.linspace(-1, 1, 101), time.process_time()
    found = costs.plane(stand.theta, u, v, places, places)
    assert time.process_time() - began < 5
    assert found[7, 93] == pytest.approx(costs.at(stand.theta + places[93] * u + places[7] * v), rel=1e-12)


def test_the_gradient_is_the_slope_of_the_line():
    """(L(θ + hd) − L(θ − hd)) / 2h is ∇L · d."""
    trainable, examples, theta = network("a penalty")
    costs, direction = Costs(trainable, examples), np.random.default_rng(1).normal(size=theta.size)
    low, high = costs.line(theta, direction, [-1e-5, 1e-5])
    assert (high - low) / 2e-5 == pytest.approx(costs.gradient(theta) @ direction, rel=1e-8)


def test_costs_are_in_float64_whatever_the_model_is_in():
    """A float32 network's landscape is that of its numbers, computed in float64."""
    single = cr.Network([4, 5, 3], output="softmax", seed=1)
    examples = single._model.examples(X, LABELS)
    wide = Examples({name: np.asarray(table, float) for name, table in examples.tables.items()}, examples.classes)
    wide.tables["labels"] = examples.tables["labels"] if "labels" in wide.tables else None
    found = Costs(single.architecture, examples).at(single.theta)
    assert found == pytest.approx(evaluated(single.architecture, wide, single.theta.astype(float)), rel=1e-14)


def test_progress_rises_to_one():
    """The share that is done is told for each line, and ends at 1."""
    trainable, examples, theta = network("numbers")
    told = []
    direction = np.ones_like(theta)
    other = np.arange(theta.size)
    Costs(trainable, examples).plane(theta, direction, other, [0.0, 1.0], [0.0, 0.1, 0.2], told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


def test_a_theta_of_another_length_is_refused():
    """The message says how many entries there are."""
    trainable, examples, theta = network("numbers")
    with pytest.raises(ShapeError, match=r"theta has 43 entries, got the shape \(42,\)"):
        Costs(trainable, examples).at(theta[1:])
