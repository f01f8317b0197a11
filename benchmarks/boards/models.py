"""What is timed: the boards of `examples/`, their batches, and random rows like those that they are made for."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from examples import (  # fmt: skip
    any_layers,
    autoencoder,
    matrix_factorization,
    names_lstm,
    names_mlp,
    names_transformer,
    small_convolution,
)
from numpy.typing import NDArray

from benchmarks.workloads import SEED

Tables = dict[str, NDArray[np.generic]]
STEPS = 20  # batches in an epoch


@dataclass(frozen=True)
class Model:
    """A board, the rows of a batch, tables of so many rows, in the order of the data, what rows share, and sizes."""

    text: str
    batch: int
    tables: Callable[[np.random.Generator, int], Tables]
    shared: Tables = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows an epoch takes."""
        return STEPS * self.batch

    def data(self) -> Tables:
        """The tables, the same for all contenders."""
        return self.tables(np.random.default_rng(SEED), self.rows)


def _images(rng: np.random.Generator, rows: int) -> NDArray[np.float32]:
    return rng.uniform(size=(rows, 784)).astype(np.float32)


def _names(rows: int) -> list[str]:
    """Words of three to twelve letters."""
    rng = np.random.default_rng(SEED)
    return ["".join(chr(97 + letter) for letter in rng.integers(0, 26, rng.integers(3, 13))) for _ in range(rows)]


def _steps(names: list[str]) -> Tables:
    """Tables by step."""
    found = names_lstm.examples(names)
    letters = {f"s_{step}": table for step, table in enumerate(found["s"])}
    return {**letters, **{f"w_{step}": table.astype(np.float32) for step, table in enumerate(found["w"], start=1)}}


def _places(names: list[str]) -> Tables:
    """Tables of sixteen places."""
    found = names_transformer.examples(names)
    return {"s": found["s"], "Y": found["Y"].astype(np.float32)}


MODELS = {
    "makemore's perceptron": Model(
        names_mlp.BOARD,
        64,
        lambda rng, rows: {"X": rng.integers(0, 27, (rows, 3)), "y": rng.integers(0, 27, rows)},
    ),
    "an LSTM on names": Model(names_lstm.BOARD, 64, lambda _, rows: _steps(_names(rows))),
    "a transformer block on names": Model(
        names_transformer.BOARD,
        64,
        lambda _, rows: _places(_names(rows)),
        {"M": np.triu(np.full((16, 16), -1e9), 1)},
    ),
    "a small convolutional network": Model(
        small_convolution.BOARD,
        32,
        lambda rng, rows: {"X": _images(rng, rows).reshape(rows, 1, 28, 28), "y": rng.integers(0, 10, rows)},
    ),
    "an autoencoder": Model(
        autoencoder.BOARD, 64, lambda rng, rows: {"X": _images(rng, rows)}, sizes={"h": 256, "k": autoencoder.CODE}
    ),
    "matrix factorization": Model(
        matrix_factorization.BOARD,
        64,
        lambda rng, rows: {
            "i": rng.integers(0, 365, rows),
            "j": rng.integers(0, 24, rows),
            "r": rng.uniform(size=rows).astype(np.float32),
        },
        sizes={"k": 5},
    ),
    "lecture 2's layers": Model(
        any_layers.BOARD.format(g=any_layers.ONE.format(formula="max(a, 0)")),
        32,
        lambda rng, rows: {"x_0": _images(rng, rows), "y": rng.integers(0, 10, rows)},
        sizes={"d": 100},
    ),
}
