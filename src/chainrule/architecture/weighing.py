"""Example weights in the cost of a board: where it sums or averages over examples, each comes in with its weight."""

from collections.abc import Mapping

import numpy as np

from chainrule.architecture.cost_of_parts import ROUNDING, ROWS, drawn_leaf, joined
from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.boards.facts import Fact
from chainrule.errors import SettingError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.ops.linear import reshape
from chainrule.ops.losses import LOSSES

WEIGHTS = "weights"  # the leaf of example weights, (1, m), of mean 1
NEEDED = "example weights need a cost that is a sum or a mean of what each example costs"


def weighted(graph: Graph, cost: str) -> Graph:
    """The same graph, the examples weighed by the leaf `weights` where the cost takes them together last.

    Raises SettingError where they are taken together by anything but a sum, a mean or a loss.

    >>> import chainrule as cr
    >>> graph = weighted(cr.Graph({"L": cr.mean(cr.input("x", ("m",)) ** 2)}), "L")
    >>> float(cr.Values(graph, {"x": [1.0, 3.0], "weights": [[2.0, 0.0]]})["L"])
    1.0
    """
    last = _last_reductions(graph.node(cost))
    weights = input(WEIGHTS, (1, EXAMPLES))

    def replaced(node: Node, operands: tuple[Node, ...]) -> Node:
        return _weighed(node, operands, weights) if node in last else node.with_operands(operands)

    return graph.rebuilt(replaced)


def require_weighable(graph: Graph, cost: str, facts: Mapping[str, Fact]) -> None:
    """Nothing, or a SettingError for a cost in which examples cannot be weighed, as random numbers show.

    Where half of them have no weight, the cost has to be that of the other half.
    """
    whole, rng = weighted(graph, cost), np.random.default_rng(0)
    first, second = (
        {leaf: drawn_leaf(leaf, facts.get(leaf.name), rng) for leaf in graph.leaves.values()} for _ in "ab"
    )
    both = {leaf: joined(array, second[leaf], leaf, EXAMPLES) for leaf, array in first.items()}
    half = float(evaluate([graph.node(cost)], first)[0].reshape(()))
    for weight in (1, 2):  # of a sum, of a mean
        weights = {whole.node(WEIGHTS): np.repeat([[float(weight), 0.0]], ROWS, axis=1)}
        found = float(evaluate([whole.node(cost)], {**both, **weights})[0].reshape(()))
        if abs(found - half) <= ROUNDING * abs(half):
            return
    raise SettingError(NEEDED)


def _last_reductions(cost: Node) -> set[Node]:
    """The nodes behind which nothing has examples any more."""
    late: set[Node] = set()
    early: set[Node] = set()  # on which something stands that has examples
    for node in reversed(topological([cost])):
        if EXAMPLES in node.shape or node in early:
            early.update(node.operands)
        else:
            late.add(node)
    return {node for node in late if any(EXAMPLES in operand.shape for operand in node.operands)}


def _weighed(node: Node, operands: tuple[Node, ...], weights: Node) -> Node:
    """A reduction over examples with weights."""
    (taken, *_), attributes = operands, node.attributes
    is_loss = node.op in LOSSES and len(operands) == 2 and taken.shape[-1] == EXAMPLES
    if not is_loss and node.op.name not in ("sum", "mean"):
        raise SettingError(f"{NEEDED}, and here they are taken together by {node.op.called}")
    place = taken.shape.index(EXAMPLES)
    alone = reshape(weights, tuple(EXAMPLES if axis == place else 1 for axis in range(taken.rank)))
    return node.op(*operands, alone, **attributes) if is_loss else node.op(alone * taken, **attributes)
