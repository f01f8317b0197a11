"""What is timed: networks, batches and optimizers, and the one mathematics that every contender computes.

Hidden layers are sigmoid or ReLU; the output is softmax, and the cost is its cross-entropy averaged over the batch,
because that is what all contenders know. Gradient descent has no momentum, and Adam the usual constants. Weights,
rows and their order follow from seeds, so that everybody starts at the same place and takes the same way.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Integers = NDArray[np.int64]

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8  # of Adam
SEED = 0


@dataclass(frozen=True)
class Workload:
    """One comparison. `rows` is a whole number of batches."""

    sizes: tuple[int, ...]
    batch: int
    optimizer: str  # "sgd" or "adam"
    hidden: str  # "sigmoid" or "relu"
    rows: int
    dtype: str = "float32"
    title: str = ""
    learning_rate: float = 0.001

    @property
    def name(self) -> str:
        """Network, batch, optimizer and activation: what a row of the table is called."""
        words = {"sgd": "SGD", "adam": "Adam", "sigmoid": "sigmoid", "relu": "ReLU"}
        rule = f"batch {self.batch}, {words[self.optimizer]}, {words[self.hidden]}"
        kind = "" if self.dtype == "float32" else f", {self.dtype}"
        return f"{self.title or '-'.join(map(str, self.sizes))}, {rule}{kind}"

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Of W1, b1, W2, b2, …"""
        return [shape for n, k in pairwise(self.sizes) for shape in ((k, n), (k, 1))]

    @property
    def parameters(self) -> int:
        """How many numbers theta has."""
        return sum(n * k for n, k in self.shapes)


# how long a step takes depends on neither the numbers nor how many rows there are, as long as they outgrow the caches
SIX = (
    Workload((784, 30, 10), 10, "sgd", "sigmoid", 20_000),
    Workload((784, 100, 10), 32, "sgd", "sigmoid", 20_000 // 32 * 32),
    Workload((64, 100, 10), 200, "adam", "relu", 20_000),
    Workload((54, 256, 256, 7), 256, "adam", "relu", 80 * 256),
    Workload((784, 1024, 1024, 10), 512, "adam", "relu", 10 * 512),
    Workload((2, 16, 16, 2), 100, "sgd", "relu", 20_000),
)
OTHERS = (
    Workload((64, *[30] * 11, 10), 32, "adam", "relu", 20_000 // 32 * 32, title="64-30×11-10"),
    Workload((64, 4096, 10), 128, "adam", "relu", 80 * 128),
    Workload((784, 30, 10), 10, "sgd", "sigmoid", 20_000, "float64"),
    Workload((64, 100, 10), 200, "adam", "relu", 20_000, "float64"),
    Workload((54, 256, 256, 7), 256, "adam", "relu", 40 * 256, "float64"),
)
WORKLOADS = SIX + OTHERS
DIGITS = Workload((64, 100, 10), 32, "adam", "relu", 1_437 // 32 * 32, title="digits 64-100-10")
MNIST = Workload((784, 100, 10), 32, "adam", "relu", 60_000, title="MNIST 784-100-10")


@dataclass(frozen=True)
class Examples:
    """Rows of numbers and the class of each, 0 to k − 1."""

    X: Array
    labels: Integers


def made_up(workload: Workload) -> Examples:
    """Standard normal numbers with classes drawn at random."""
    generator = np.random.default_rng(SEED)
    X = generator.standard_normal((workload.rows, workload.sizes[0]), dtype=np.dtype(workload.dtype).type)
    return Examples(X, generator.integers(0, workload.sizes[-1], workload.rows))


def initial_theta(workload: Workload) -> Array:
    """W1, b1, W2, b2, … in one vector: weights of variance 1/n, biases 0."""
    generator = np.random.default_rng(SEED + 1)
    parts = [
        np.zeros(shape) if shape[1] == 1 and place % 2 else generator.standard_normal(shape) / np.sqrt(shape[1])
        for place, shape in enumerate(workload.shapes)
    ]
    return np.concatenate([part.ravel() for part in parts]).astype(workload.dtype)


def order(epoch: int, rows: int) -> Integers:
    """In which order an epoch takes the rows: chainrule's documented rule, used by all who let themselves be told."""
    return np.random.default_rng([SEED, epoch]).permutation(rows)


def split(workload: Workload, theta: Array) -> list[Array]:
    """W1, b1, W2, b2, … as windows on theta."""
    ends = np.cumsum([n * k for n, k in workload.shapes])[:-1]
    return [part.reshape(shape) for part, shape in zip(np.split(theta, ends), workload.shapes, strict=True)]


def logits(workload: Workload, theta: Array, X: Array) -> Array:
    """What the output layer hands to softmax, in float64: (k, m)."""
    parts = [part.astype(np.float64) for part in split(workload, theta)]
    A = X.T.astype(np.float64)
    layers = list(zip(parts[::2], parts[1::2], strict=True))
    for W, b in layers[:-1]:
        Z = W @ A + b
        A = np.maximum(Z, 0) if workload.hidden == "relu" else 1 / (1 + np.exp(-Z))
    W, b = layers[-1]
    return W @ A + b


def cost(workload: Workload, theta: Array, examples: Examples) -> float:
    """Cross-entropy averaged over the examples: −log softmax(Z) at the label."""
    Z = logits(workload, theta, examples.X)
    largest = Z.max(axis=0)
    total = largest + np.log(np.exp(Z - largest).sum(axis=0))
    return float((total - Z[examples.labels, np.arange(Z.shape[1])]).mean())


def accuracy(workload: Workload, theta: Array, examples: Examples) -> float:
    """The share of examples whose largest logit is that of the label."""
    return float((logits(workload, theta, examples.X).argmax(axis=0) == examples.labels).mean())


def read_workload(fields: dict[str, Any]) -> Workload:
    """A workload that was written as plain data."""
    return Workload(**{**fields, "sizes": tuple(fields["sizes"])})
