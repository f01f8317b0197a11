"""Carried rounding: the number that comes out on a slide, where each number before it was written with a few decimals.

Lecture 1 writes h = 1.37 and goes on with −1/1.37² = −0.533, where the numbers behind h give −0.534. A person who
follows the slide is right.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from chainrule.graph.evaluate import fill
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.tutor.answer import Answer
from chainrule.tutor.written_numbers import Written

DECIMALS = (2, 3, 1, 4)  # that people write, the most usual first
NEAR = 0.02  # of the largest entry: farther off, it is another number


def decimals_carried(answer: Answer, ground: Written, claimed: Node) -> int:
    """To how many decimals the numbers before a claimed one were rounded, if that explains it; else 0."""
    true = ground.number(answer.node)
    order = topological([answer.node])
    for decimals in DECIMALS:
        for rounded in (set(answer.graph.order), set(order)):  # on the way there, and on the way back too
            number = _rounded(order, rounded - {answer.node}, ground, decimals)[answer.node]
            is_near = (np.abs(number - true) <= NEAR * np.abs(true).max(initial=0)).all()
            if is_near and ground.agrees(claimed, number):
                return decimals
    return 0


def _rounded(order: Iterable[Node], rounded: set[Node], ground: Written, decimals: int) -> Mapping[Node, Array]:
    """The numbers of nodes, some of them rounded before anything is made of them."""
    known: dict[Node, Array] = {}
    for node in order:
        if node.is_leaf:
            known[node] = ground.number(node)
        else:
            fill(known, [node], ground.sizes, np.float64)
        if node in rounded and not node.is_leaf and node.op.name != "constant":
            known[node] = np.round(known[node], decimals)
    return known
