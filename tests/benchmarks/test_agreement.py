"""Nobody computes something else: from the same theta, over the same rows, every contender reaches the same cost."""

import numpy as np
import pytest
from benchmarks.asking import worker
from benchmarks.contenders import CONTENDERS
from benchmarks.workloads import Workload, accuracy, cost, initial_theta, made_up

WORKLOADS = (
    Workload((12, 9, 3), 16, "sgd", "sigmoid", 320, learning_rate=0.5),
    Workload((12, 9, 5, 3), 16, "adam", "relu", 320, "float64", learning_rate=0.01),
)
TRAINED = ("numba", "numpy", "jax", "pytorch", "sklearn-told")  # and compiled, which takes long
EPOCHS = 3


def reference(workload):
    """Theta after some epochs of the chain rule, written out once more, with nothing but NumPy in float64."""
    theta, examples = initial_theta(workload).astype(np.float64), made_up(workload)
    state = [np.zeros_like(theta), np.zeros_like(theta)]
    steps = workload.rows // workload.batch
    for step in range(EPOCHS * steps):
        order = np.random.default_rng([0, step // steps]).permutation(workload.rows)
        batch = order[step % steps * workload.batch :][: workload.batch]
        gradient = central_differences(workload, theta, type(examples)(examples.X[batch], examples.labels[batch]))
        if workload.optimizer == "adam":
            state[0] = 0.9 * state[0] + 0.1 * gradient
            state[1] = 0.999 * state[1] + 0.001 * gradient**2
            first, second = state[0] / (1 - 0.9 ** (step + 1)), state[1] / (1 - 0.999 ** (step + 1))
            gradient = first / (np.sqrt(second) + 1e-8)
        theta = theta - workload.learning_rate * gradient
    return theta


def central_differences(workload, theta, examples):
    """The gradient, without any backward pass."""
    step = 1e-5 * np.eye(len(theta))
    return (
        np.array([cost(workload, theta + one, examples) - cost(workload, theta - one, examples) for one in step]) / 2e-5
    )


@pytest.fixture(scope="module")
def references():
    """Where everybody should arrive."""
    return [reference(workload) for workload in WORKLOADS]


@pytest.mark.parametrize("name", [*TRAINED, pytest.param("compiled", marks=pytest.mark.slow)])
def test_every_contender_reaches_the_cost_of_the_reference(name, references):
    """After three epochs theta, and the cost over all rows, are those of gradients from central differences."""
    if missing := CONTENDERS[name].missing:
        pytest.skip(f"needs {missing}")
    with worker(name) as one:
        for workload, expected in zip(WORKLOADS, references, strict=True):
            one.start(workload)
            one.seconds("block", EPOCHS)
            answer = one.ask("theta")
            theta, examples = np.array(answer["theta"]), made_up(workload)
            assert answer["dtype"] == workload.dtype
            before, reached = cost(workload, initial_theta(workload), examples), cost(workload, expected, examples)
            assert before - reached > 0.02
            assert cost(workload, theta, examples) == pytest.approx(reached, abs=1e-3 * (before - reached))
            assert theta == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("name", ["numpy", "sklearn"])
def test_a_second_block_starts_where_the_first_one_did(name):
    """What a turn takes does not depend on turns before it, and `train` goes on where the last one stood."""
    if missing := CONTENDERS[name].missing:
        pytest.skip(f"needs {missing}")
    with worker(name) as one:
        one.start(WORKLOADS[0])
        thetas = []
        for what in ("block", "block", "train"):
            assert one.seconds(what, 1) > 0
            thetas.append(one.ask("theta")["theta"])
    assert thetas[0] == thetas[1] != thetas[2]


def test_accuracy_counts_the_largest_logit():
    """Of rows that carry their class, all are right; turned around, none is."""
    workload = Workload((2, 2, 2), 2, "sgd", "relu", 2)
    theta = np.array([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0], dtype=np.float32)
    examples = type(made_up(workload))(np.eye(2, dtype=np.float32), np.array([0, 1]))
    turned = type(examples)(examples.X, examples.labels[::-1])
    assert (accuracy(workload, theta, examples), accuracy(workload, theta, turned)) == (1.0, 0.0)
