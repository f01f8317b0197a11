"""The floor: nothing but the matrix products of a step and the gathering of its rows.

A step needs Z = W A for each layer forward, ∂L/∂W = ∂L/∂Z Aᵀ for each layer back, and ∂L/∂A = Wᵀ ∂L/∂Z for all but
the first. Columns are examples, in the layouts that chainrule has; everything is written where there is room already.
"""

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.workloads import Array, Examples, Workload, order, split


class FloorSession:
    """Products on numbers that stay as they are: no activation, no cost, no update."""

    def __init__(
        self, workload: Workload, examples: Examples, *, gathers: bool = True, multiplies: bool = True
    ) -> None:
        self.workload, self.examples, self.epoch = workload, examples, 0
        self.gathers, self.multiplies = gathers, multiplies
        self.batch = np.empty((workload.batch, workload.sizes[0]), workload.dtype)
        self.products: list[Callable[[], object]] = []

    def restart(self, theta: Array) -> None:
        """The products of a network with these weights."""
        self._theta, self.epoch = theta, 0
        self.products = self._products(split(self.workload, theta.copy())[::2]) if self.multiplies else []

    def _products(self, weights: list[Array]) -> list[Callable[[], object]]:
        m, dtype = self.workload.batch, self.workload.dtype
        room = [np.zeros((W.shape[0], m), dtype) for W in weights]
        A = [self.batch.T, *room[:-1]]  # what a layer is given
        dA = [np.zeros(a.shape, dtype) for a in A]
        forward = [partial(np.dot, W, a, out=Z) for W, a, Z in zip(weights, A, room, strict=True)]
        back: list[Callable[[], object]] = []
        for layer in reversed(range(len(weights))):
            W, dZ = weights[layer], room[layer]
            back.append(partial(np.dot, dZ, A[layer].T, out=np.empty_like(W)))
            if layer:
                back.append(partial(np.dot, W.T, dZ, out=dA[layer]))
        return [*forward, *back]

    def train(self, epochs: int) -> float:
        """The seconds of so many epochs."""
        rows, X, size = self.workload.rows, self.examples.X, self.workload.batch
        began = time.perf_counter()
        for _ in range(epochs):
            places = order(self.epoch, rows)
            self.epoch += 1
            for first in range(0, rows, size):
                if self.gathers:
                    np.take(X, places[first : first + size], axis=0, out=self.batch, mode="clip")
                for product in self.products:
                    product()
        return time.perf_counter() - began

    def theta(self) -> Array:
        """Where it stood at the start."""
        return self._theta


def both(workload: Workload, examples: Examples, _cores: int) -> FloorSession:
    """Gather and products: what no contender can do without."""
    return FloorSession(workload, examples)


def gather(workload: Workload, examples: Examples, _cores: int) -> FloorSession:
    """The order of the rows and their way into the batch."""
    return FloorSession(workload, examples, multiplies=False)


def products(workload: Workload, examples: Examples, _cores: int) -> FloorSession:
    """The matrix products, over a batch that stays the same."""
    return FloorSession(workload, examples, gathers=False)
