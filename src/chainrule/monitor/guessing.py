"""What guessing costs: the least cost of an answer that is the same for every row.

In the cost's graph the first node that all parameters act through, such as Z2 of a network, is replaced by one column
for all examples, and that column is fitted by gradient descent with the step lengths of Barzilai and Borwein (1988).
"""

from collections.abc import Callable, Mapping

import numpy as np

from chainrule.architecture.bottlenecks import bottlenecks
from chainrule.architecture.trainable import Trainable
from chainrule.engines.memory import BATCH
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.graph.graph import Graph, rewrite, topological
from chainrule.graph.node import Array, Node, input
from chainrule.ops.identifiers import Names
from chainrule.ops.linear import broadcast
from chainrule.training.evaluation import Tables, filled, rows_of
from chainrule.training.per_example import example_axis
from chainrule.transforms.differentiate import gradient
from chainrule.transforms.simplify import simplify

MOST_STEPS, ENOUGH = 100, 1e-6  # steps of the fit, and the share of the cost below which a gain ends it
ARMIJO = 1e-3  # of what the slope promises: the least that a step must gain
GUESS = "guess"

Computed = Callable[[Array], Mapping[str, Array]]  # cost and slope at a guess


def cost_of_guessing(trainable: Trainable, tables: Tables) -> float:
    """The least cost of a constant answer for these rows; NaN where the graph shows no node that is the answer.

    Where the cost is a sum over examples, it is that of one example.
    """
    graph = trainable.cost_of(tables, dropping=False, penalised=False)
    cost = next(iter(graph.outputs.values()))
    answer = answer_in(cost)
    if answer is None:
        return np.nan
    one = tuple(1 if axis == example_axis(answer.shape) else size for axis, size in enumerate(answer.shape))
    guess = input(Names(graph.all_names).fresh(GUESS), one)
    constant = broadcast(guess, shape=answer.shape)
    told = rewrite(cost, lambda node, operands: constant if node is answer else node.with_operands(operands))
    slope = gradient(told, guess)
    assert isinstance(slope, Node)  # noqa: S101 - of one node
    compute = NumpyFunction(simplify(Graph({"cost": told, "slope": slope})), np.float64)
    given = filled(compute.leaves, tables)
    least = _least(lambda x: compute({**given, guess.name: x}), np.zeros([int(size) for size in one]))
    return least / rows_of(tables) if trainable.average is False else least


def answer_in(cost: Node) -> Node | None:
    """The first node that all parameters act through and that has an entry, or several, for each example.

    >>> import chainrule as cr
    >>> X, w, b = cr.input("X", (2, "m")), cr.parameter("w", (1, 2)), cr.parameter("b")
    >>> answer_in(cr.mean(cr.sigmoid(w @ X + b) ** 2))
    <add (1, m)>
    """
    parameters = [node for node in topological([cost]) if node.op.name == "parameter"]
    rows = [node for node in bottlenecks(cost, parameters) if node.shape.count(BATCH) == 1]
    return rows[-1] if rows else None


def _least(compute: Computed, x: Array) -> float:
    found = compute(x)
    length = 1.0
    for _ in range(MOST_STEPS):
        cost, slope = float(found["cost"]), found["slope"]
        for _ in range(40):  # halvings of a step that leads up
            new = compute(x - length * slope)
            if float(new["cost"]) <= cost - ARMIJO * length * float((slope * slope).sum()):
                break
            length /= 2
        else:
            return cost
        moved, turned = -length * slope, new["slope"] - slope
        bend = float((moved * turned).sum())
        x, found = x + moved, new
        if cost - float(new["cost"]) <= ENOUGH * abs(cost):
            break
        length = float((moved * moved).sum()) / bend if bend > 0 else 2 * length
    return float(found["cost"])
