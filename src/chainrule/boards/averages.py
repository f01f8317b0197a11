"""The line `running mu (k, 1), v (k, 1)`: a mean and a variance that a batch norm keeps beside the parameters.

They stand in `batch_norm(Z, mu, v)` and nowhere else: training moves them, and what is predicted is normed by them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from chainrule.boards.declarations import Declaration
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.running_averages import STARTS, averages_of, is_running

DECLARED = "batch_norm(Z, mu, v) keeps two of them, a mean and a variance"


@dataclass(frozen=True)
class Average:
    """A running average: its shape, and what it is before any batch, one number or one for each entry."""

    shape: Shape
    start: float | Array


def averages_kept(declared: Iterable[Declaration], graph: Graph) -> dict[str, Average]:
    """The running averages of a board by name, in the order of their declarations, or what is wrong with one."""
    ours = {one.name: one for one in declared if one.is_running}
    keepers: dict[str, Node] = {}
    for node in graph.order if ours else ():
        if is_running(node):
            raise ours[node.name].place.fault(f"{node.name} is a running average and no number of a line; {DECLARED}")
        for name in averages_of(node):
            if not _is_same(keepers.setdefault(name, node), node):
                raise ours[name].place.fault(f"{name} is kept by two batch norms; give the second one its own averages")
    return {name: Average(one.shape, _start(one, keepers)) for name, one in ours.items()}


def _is_same(one: Node, other: Node) -> bool:
    return one.operands == other.operands and dict(one.attributes) == dict(other.attributes)


def _start(one: Declaration, keepers: dict[str, Node]) -> float | Array:
    if one.name not in keepers:
        raise one.place.fault(f"no batch norm keeps {one.name}; {DECLARED}")
    usual = STARTS[averages_of(keepers[one.name]).index(one.name)]
    if one.value is None:
        return usual
    if usual and np.min(one.value) < 0:
        raise one.place.fault(f"{one.name} is a running variance, and a variance is 0 or more")
    return one.value if one.value.ndim else float(one.value)
