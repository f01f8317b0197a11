"""Whether the costs of parts make that of the whole, as their mean or as their sum: asked of random numbers."""

from collections.abc import Mapping

import numpy as np

from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.boards.facts import Fact
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node

ROWS = 3  # in each of two parts
ROUNDING = 1e-9


def mean_or_sum(graph: Graph, facts: Mapping[str, Fact], letter: str) -> bool | None:
    """True where the cost, the one output, is the mean of those of two halves, False where it is their sum, else None.

    `letter` counts examples, and no other letter is left.

    >>> import chainrule as cr
    >>> x, w = cr.input("x", ("m",)), cr.parameter("w")
    >>> [mean_or_sum(cr.Graph({"L": L}), {}, "m") for L in (cr.mean(w * x), cr.sum(w * x), cr.mean(x) ** 2)]
    [True, False, None]
    """
    rng, (cost,) = np.random.default_rng(0), graph.outputs.values()
    learned, data = ([leaf for leaf in graph.leaves.values() if leaf.op.name == op] for op in ("parameter", "input"))
    parameters = {leaf: rng.normal(size=[int(size) for size in leaf.shape]) for leaf in learned}

    def of(leaves: Mapping[Node, Array]) -> float:
        return float(evaluate([cost], {**parameters, **leaves})[0].reshape(()))

    first, second = ({leaf: drawn_leaf(leaf, facts.get(leaf.name), rng, letter) for leaf in data} for _ in range(2))
    both = {leaf: joined(first[leaf], second[leaf], leaf, letter) for leaf in data}
    total, whole = of(first) + of(second), of(both)
    scale = ROUNDING * max(abs(whole), abs(total))
    if abs(whole - total / 2) <= scale:
        return True
    return False if abs(whole - total) <= scale else None


def drawn_leaf(leaf: Node, fact: Fact | None, rng: np.random.Generator, letter: str = EXAMPLES) -> Array:
    """Random numbers for a leaf, of `ROWS` examples, that obey what is known of it."""
    shape = [ROWS if size == letter else int(size) for size in leaf.shape]
    if leaf.attributes.get("kind") == "index":
        return np.zeros(shape, np.int64)
    numbers = rng.normal(size=shape)
    return numbers if fact is None else fact.imposed(numbers)


def joined(first: Array, second: Array, leaf: Node, letter: str) -> Array:
    """Both parts one after the other; what all examples share is that of the first."""
    return np.concatenate([first, second], axis=leaf.shape.index(letter)) if letter in leaf.shape else first
