"""Boards train as their twins in PyTorch do: from the same start, on the same batches, along the same costs."""

import numpy as np
import pytest

import chainrule as cr

from .models import ROWS, TWINS

BATCH, STEPS, SEED = 30, 100, 4
EPOCHS = STEPS // (ROWS // BATCH)


@pytest.fixture(scope="module")
def torch():
    """PyTorch on one core: it waits for another one that is busy."""
    module = pytest.importorskip("torch", reason="boards are compared with PyTorch")
    threads = module.get_num_threads()
    module.set_num_threads(1)
    yield module
    module.set_num_threads(threads)


def costs_there(torch, twin, start):
    """The cost of each step of gradient descent in PyTorch, and the parameters at its end."""
    parameters = {name: torch.tensor(np.array(value), requires_grad=True) for name, value in start.items()}
    tables = [torch.tensor(table) for table in twin.data.values()]
    optimizer = torch.optim.SGD(parameters.values(), lr=twin.rate, momentum=0.9)
    costs = []
    for epoch in range(EPOCHS):
        for rows in np.random.default_rng([SEED, epoch]).permutation(ROWS).reshape(-1, BATCH):
            optimizer.zero_grad()
            cost = twin.cost(torch, parameters, *(table[rows] for table in tables))
            cost.backward()
            optimizer.step()
            costs.append(cost.item())
    return costs, parameters


@pytest.mark.parametrize("kind", TWINS)
def test_a_board_and_its_twin_go_the_same_way(torch, kind):
    """A hundred steps with momentum in float64: each cost and, at the end, each parameter is PyTorch's, to 1e-10."""
    twin = TWINS[kind]
    board, same = cr.whiteboard(twin.board), {"sizes": twin.sizes, "seed": SEED, "dtype": "float64", "engine": "numpy"}
    board.train(twin.data, epochs=0, **same)
    start = {name: value.copy() for name, value in board.parameters.items()}
    run = board.train(twin.data, epochs=EPOCHS, batch_size=BATCH, optimizer=cr.Momentum(twin.rate, 0.9), **same)
    costs, parameters = costs_there(torch, twin, start)
    assert len(costs) == STEPS
    assert np.mean(costs[-4:]) < np.mean(costs[:4])
    np.testing.assert_allclose(run.history.cost, costs, rtol=1e-10)
    for name, found in board.parameters.items():
        np.testing.assert_allclose(found, parameters[name].detach().numpy(), rtol=0, atol=1e-10)
