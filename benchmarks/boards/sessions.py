"""The rivals' sessions: PyTorch eager and compiled, JAX as one jitted scan over an epoch; the same start and order."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.boards.models import MODELS
from benchmarks.boards.of_chainrule import BoardSession
from benchmarks.workloads import BETA1, BETA2, EPSILON, order

RATE = 0.001


class PyTorchBoard:
    """Autograd, and `torch.optim.Adam` in its fused form."""

    def __init__(self, name: str, compiled: bool) -> None:
        import torch

        from benchmarks.boards.in_pytorch import COSTS

        torch.set_num_threads(1)
        self._torch, self._model = torch, MODELS[name]
        self._cost = torch.compile(COSTS[name], dynamic=False) if compiled else COSTS[name]
        self._tables = [torch.from_numpy(np.ascontiguousarray(table)) for table in self._model.data().values()]
        self._start = BoardSession(self._model, "numpy").parameters
        self.restart()

    def restart(self, _theta: object = None) -> None:
        """Parameters as the board's begin."""
        torch = self._torch
        self._parameters = {name: torch.tensor(value, requires_grad=True) for name, value in self._start.items()}
        self._optimizer = torch.optim.Adam(self._parameters.values(), RATE, (BETA1, BETA2), EPSILON, fused=True)
        self._epoch = 0

    def train(self, epochs: int) -> float:
        """The seconds of so many epochs."""
        began = time.perf_counter()
        for _ in range(epochs):
            places = self._torch.from_numpy(order(self._epoch, self._model.rows))
            for rows in places.split(self._model.batch):
                self._optimizer.zero_grad(set_to_none=True)
                self._cost(self._parameters, *(table[rows] for table in self._tables)).backward()
                self._optimizer.step()
            self._epoch += 1
        return time.perf_counter() - began

    def cost(self) -> float:
        """Over all rows."""
        with self._torch.no_grad():
            return float(self._cost(self._parameters, *self._tables))


class JaxBoard:
    """Adam as in `benchmarks.contenders.jax`."""

    def __init__(self, name: str) -> None:
        import jax

        from benchmarks.boards.in_jax import COSTS

        self._jax, self._model, self._cost = jax, MODELS[name], COSTS[name]
        self._tables = tuple(jax.numpy.asarray(table) for table in self._model.data().values())
        self._start = BoardSession(self._model, "numpy").parameters
        self._run = jax.jit(self._epoch_of, donate_argnums=0)
        self.restart()

    def restart(self, _theta: object = None) -> None:
        """Parameters as the board's begin, moments of zeros."""
        parameters = {name: self._jax.numpy.array(value) for name, value in self._start.items()}
        moments = [{name: self._jax.numpy.zeros_like(value) for name, value in parameters.items()} for _ in range(2)]
        self._state: Any = (parameters, *moments, self._jax.numpy.zeros((), "float32"))
        self._epoch = 0

    def _epoch_of(self, state: Any, tables: Any, places: Any) -> Any:
        def step(state: Any, rows: Any) -> Any:
            parameters, first, second, count = state
            gradient = self._jax.grad(self._cost)(parameters, *(table[rows] for table in tables))
            count, tree = count + 1, self._jax.tree.map
            first = tree(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradient)
            second = tree(lambda s, g: BETA2 * s + (1 - BETA2) * g * g, second, gradient)
            rate, root = RATE / (1 - BETA1**count), self._jax.numpy.sqrt(1 - BETA2**count)
            moved: Callable[..., Any] = lambda p, m, s: p - rate * m / (self._jax.numpy.sqrt(s) / root + EPSILON)  # noqa: E731
            return (tree(moved, parameters, first, second), first, second, count), None

        return self._jax.lax.scan(step, state, places)[0]

    def train(self, epochs: int) -> float:
        """The seconds of so many epochs."""
        began = time.perf_counter()
        for _ in range(epochs):
            places = order(self._epoch, self._model.rows).reshape(-1, self._model.batch)
            self._state = self._run(self._state, self._tables, places)
            self._epoch += 1
        self._jax.block_until_ready(self._state)
        return time.perf_counter() - began

    def cost(self) -> float:
        """Over all rows."""
        return float(self._cost(self._state[0], *self._tables))


SESSIONS: dict[str, Callable[[str], Any]] = {
    "numba": lambda name: BoardSession(MODELS[name], "numba"),
    "numpy": lambda name: BoardSession(MODELS[name], "numpy"),
    "pytorch": lambda name: PyTorchBoard(name, False),
    "compiled": lambda name: PyTorchBoard(name, True),
    "jax": JaxBoard,
}
