"""Training with an index: an embedding and a picked entry, by both engines, beside gradient descent by `evaluate`."""

import tracemalloc

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.numpy_training import NUMPY
from chainrule.engines.plan import Stage
from chainrule.engines.task import Stretch, TableType, Task, Window
from chainrule.transforms.differentiate import differentiate

WORDS, WIDTH, CONTEXT, HIDDEN, ROWS, BATCH, STEPS = 27, 10, 3, 20, 500, 32, 40
SHAPES = {"E": (WIDTH, WORDS), "W1": (HIDDEN, WIDTH), "b1": (HIDDEN, 1), "W2": (WORDS, HIDDEN)}
SIZE = sum(rows * columns for rows, columns in SHAPES.values())
RATE = 0.5


def network():
    """Bag of embedded tokens, a layer, and the logarithm of the probability of what follows."""
    tokens, y = cr.input("tokens", (CONTEXT, "m"), kind="index"), cr.input("y", (1, "m"), kind="index")
    E, W1, b1, W2 = (cr.parameter(name, shape) for name, shape in SHAPES.items())
    embedded = cr.reshape(cr.sum(cr.gather(E, tokens, 1), axis=1), (WIDTH, "m"))
    Z = W2 @ cr.tanh(W1 @ embedded + b1)
    return differentiate(cr.Graph({"L": -cr.mean(cr.pick(cr.log_softmax(Z), y))}), list(SHAPES))


def task(dtype):
    """Gradient descent over one vector."""
    theta, gradient, rate = cr.parameter("theta", SIZE), cr.input("gradient", SIZE), cr.input("learning_rate")
    starts = np.cumsum([0, *(rows * columns for rows, columns in SHAPES.values())]).tolist()
    windows = [
        Window(f"{prefix}{name}", vector, start, shape)
        for vector, prefix in (("theta", ""), ("gradient", "d"))
        for (name, shape), start in zip(SHAPES.items(), starts, strict=False)
    ]
    return Task(
        Stage(network(), {name: f"d{name.by}" for name in network().outputs if name != "L"}),
        Stage(cr.Graph({"new": theta - rate * gradient}), {"new": "theta"}),
        (TableType("tokens", "int64"), TableType("y", "int64")),
        windows,
        ("theta", "gradient"),
        dtype,
    )


def data():
    """Tables of tokens, an order of rows, and a start."""
    rng = np.random.default_rng(0)
    tables = rng.integers(0, WORDS, (ROWS, CONTEXT)), rng.integers(0, WORDS, (ROWS, 1))
    return tables, rng.integers(0, ROWS, STEPS * BATCH), 0.3 * rng.normal(size=SIZE)


def stretch(engine, dtype, theta, tables, order):
    """All steps."""
    bounds = np.arange(0, STEPS * BATCH + 1, BATCH)
    vectors = {"theta": theta.astype(dtype), "gradient": np.zeros(SIZE, dtype)}
    return Stretch(tables, order, bounds, [RATE] * STEPS, (1, 0), vectors, engine.memory(BATCH), np.empty(STEPS))


def reference():
    """The costs and the last theta of gradient descent by `evaluate`."""
    (tokens, y), order, theta = data()
    graph, costs = network(), []
    for step in range(STEPS):
        rows = order[step * BATCH : (step + 1) * BATCH]
        parts = np.split(theta, np.cumsum([rows * columns for rows, columns in SHAPES.values()])[:-1])
        numbers = {name: part.reshape(SHAPES[name]) for name, part in zip(SHAPES, parts, strict=True)}
        numbers |= {"tokens": tokens[rows].T, "y": y[rows].T}
        leaves = {leaf: numbers[name] for name, leaf in graph.leaves.items()}
        cost, *slopes = cr.evaluate(graph.outputs.values(), leaves)
        costs.append(float(cost))
        theta = theta - RATE * np.concatenate([slope.ravel() for slope in slopes])
    return costs, theta


def engines():
    """Those that can be used here."""
    found = [NUMPY]
    try:
        from chainrule.engines.numba_training import NUMBA
    except ImportError:
        return found
    return [*found, *([NUMBA] if NUMBA.obstacle() is None else [])]


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    ("dtype", "close"), [(np.float64, 1e-12), pytest.param(np.float32, 1e-4, marks=pytest.mark.slow)]
)
def test_an_embedding_is_trained_as_evaluate_has_it(engine, dtype, close):
    """Costs and theta after all steps; what is learned is not what one began with."""
    tables, order, theta = data()
    training = engine.prepare(task(dtype))
    all_steps = stretch(training, dtype, theta, tables, order)
    assert training.run(all_steps) == STEPS
    costs, last = reference()
    np.testing.assert_allclose(all_steps.costs, costs, rtol=close)
    np.testing.assert_allclose(all_steps.vectors["theta"], last, rtol=100 * close, atol=close)
    assert costs[-1] < costs[0]


def test_a_step_allocates_next_to_nothing():
    """After the first steps, the NumPy engine needs no array that grows with the model."""
    tables, order, theta = data()
    training = NUMPY.prepare(task(np.float64))
    all_steps = stretch(training, np.float64, theta, tables, order)
    training.run(all_steps)
    tracemalloc.start()
    training.run(all_steps)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 1024
