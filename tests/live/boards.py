"""Boards for live pages: a gate, a line, a hidden layer, and labels; each with numbers as they stand on it."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

import chainrule as cr
from chainrule.graph.values import Values
from chainrule.transforms.differentiate import differentiate

HIDDEN = """
    data    X (2, m), y (1, m)
    params  W1 (2, 2), b1 (2, 1)
    params  w2 (1, 2), b2 (1, 1)
    Z = W1 @ X + b1
    A = sigmoid(Z)
    yhat = w2 @ A + b2
    L = mean((yhat - y)**2)
"""
ROWS_FIRST = """
    data    X (N, 3), t (N)
    params  w (3), b
    yhat = X @ w + b
    L = sum((yhat - t)**2) / N
"""

PLAIN = cr.SGD(0.3)


@dataclass(frozen=True)
class Case:
    """A board, its numbers, and how it trains."""

    text: str
    numbers: dict[str, object]
    batch_size: int | str = "full"
    optimizer: cr.Optimizer = PLAIN

    @cached_property
    def page(self) -> str:
        """The page, which is built once."""
        return cr.whiteboard(self.text).page(self.numbers, optimizer=self.optimizer, batch_size=self.batch_size)

    def page_at(self, parameters: dict[str, object]) -> str:
        """The page that Python writes with these parameters."""
        board = cr.whiteboard(self.text)
        return board.page({**self.numbers, **parameters}, optimizer=self.optimizer, batch_size=self.batch_size)

    def parameters(self, steps: int) -> dict[str, object]:
        """The parameters after so many steps of Python's own training."""
        board = cr.whiteboard(self.text)
        start = board.stand(self.rows)
        theta = start.theta
        if steps:
            theta = start.run(theta, self.settings | {"epochs": steps}).record.path[steps]
        views = start.checkpoint.trainable.layout.views(theta)
        leaves = board.graph.leaves
        return {n: v.reshape(()) if leaves[n].rank == 0 else v for n, v in views.items()}

    def values(self, steps: int) -> Values:
        """The numbers of the board there."""
        return self.at(self.parameters(steps))

    def at(self, parameters: dict[str, object]) -> Values:
        """The numbers of both passes here, with the cotangents of data too."""
        board = cr.whiteboard(self.text)
        return Values(differentiate(board.graph, list(board.graph.leaves), "L"), {**self.numbers, **parameters})

    @property
    def rows(self) -> dict[str, object]:
        """The data as training takes them."""
        return {name: np.moveaxis(x, -1, 0) if "(N" not in self.text else x for name, x in self.numbers.items()}

    @property
    def settings(self) -> dict[str, object]:
        """Those of training."""
        return {"optimizer": self.optimizer, "batch_size": self.batch_size, "engine": "numpy"}


@cache
def cases() -> dict[str, Case]:
    """Each board by name."""
    rng = np.random.default_rng(3)
    xor = {"X": np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), "y": np.array([[0.0, 1, 1, 0]])}
    many = {"X": rng.normal(size=(2, 10)), "y": rng.normal(size=(1, 10))}
    rows = {"X": rng.normal(size=(7, 3)), "t": rng.normal(size=7)}
    return {
        "full": Case(HIDDEN, xor),
        "batches": Case(HIDDEN, many, 3, cr.Adam(0.05)),
        "rows": Case(ROWS_FIRST, rows, 2, cr.Momentum(0.02)),
    }
