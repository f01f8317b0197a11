"""What courses and people asked for is a board, whose gradients agree with differences, and with PyTorch to 1e-12."""

import numpy as np
import pytest

import chainrule as cr

from . import classifiers, layers, matrices, probability, sequences
from .task import numbers_of

FAMILIES = (classifiers, layers, matrices, probability, sequences)
TASKS = {name: task for family in FAMILIES for name, task in family.TASKS.items()}


@pytest.fixture(scope="module")
def torch():
    """PyTorch on one core: it waits for another one that is busy."""
    module = pytest.importorskip("torch", reason="gradients are compared with PyTorch's")
    threads = module.get_num_threads()
    module.set_num_threads(1)
    yield module
    module.set_num_threads(threads)


def as_tensor(torch, number):
    """A tensor of doubles that learns, or of places."""
    array = np.asarray(number)
    return torch.tensor(array) if array.dtype.kind == "i" else torch.tensor(array.astype(float), requires_grad=True)


@pytest.mark.parametrize("kind", TASKS)
def test_a_task_is_a_board_whose_gradients_agree_with_differences(kind):
    """At random numbers, of every entry that is checked."""
    task = TASKS[kind]
    assert cr.whiteboard(task.board).check(numbers_of(task), entries=8).right


@pytest.mark.parametrize("kind", TASKS)
def test_a_task_is_a_board_whose_gradients_are_those_of_pytorch(torch, kind):
    """The cost, and what comes back to each parameter, to 1e-12 of the largest entry."""
    task = TASKS[kind]
    board, numbers = cr.whiteboard(task.board), numbers_of(task)
    values = board.bind(**numbers)
    leaves = {name: as_tensor(torch, number) for name, number in numbers.items()}
    cost = task.cost(torch, **leaves)
    np.testing.assert_allclose(values[board.whiteboard.cost], cost.item(), rtol=1e-12)
    cost.backward()
    assert board.wrt
    for name in board.wrt:
        found, expected = values[f"∂{board.whiteboard.cost}/∂{name}"], leaves[name].grad.numpy()
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12 * max(1, np.abs(expected).max()))


def test_the_hessian_of_logistic_regression_is_that_of_pytorch(torch):
    """Column by column, as H v for each unit vector, it is X S Xᵀ/m with S = diag p (1 − p), to 1e-12."""
    task = classifiers.TASKS["logistic regression"]
    X, Y, w = (numbers_of(task)[name] for name in ("X", "Y", "w"))
    times = cr.hessian_vector_product(lambda w: cr.mean(cr.softplus(w @ X) - Y * (w @ X)))
    found = np.concatenate([times(w, unit[None]) for unit in np.eye(w.size)])
    p = 1 / (1 + np.exp(-w @ X))
    np.testing.assert_allclose(found, (p * (1 - p) * X) @ X.T / Y.size, rtol=0, atol=1e-12)
    there = torch.autograd.functional.hessian(
        lambda w: task.cost(torch, torch.tensor(X), torch.tensor(Y), w), torch.tensor(w)
    )
    np.testing.assert_allclose(found, there.numpy().reshape(w.size, w.size), rtol=0, atol=1e-12)
