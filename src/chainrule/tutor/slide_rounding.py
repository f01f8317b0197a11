"""Carried rounding: the number that comes out on a slide, where each number before it was written with a few decimals.

Lecture 1 writes h = 1.37 and goes on with −1/1.37² = −0.533, where the numbers behind h give −0.534. A person who
follows the slide is right.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice, product

import numpy as np

from chainrule.graph.evaluate import evaluate, fill
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node, constant
from chainrule.tutor.answer import Answer
from chainrule.tutor.substitution import exchanged
from chainrule.tutor.written_numbers import SLACK, Written

DECIMALS = (2, 3, 1, 4)  # that people write, the most usual first
EXACTLY = 1e-9
MOST_TRIED = 64  # ways to read the numbers of one calculation
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


def decimals_taken(answer: Answer, ground: Written, calculation: Node | None) -> int:
    """How many decimals the numbers in a calculation have, if they are rounded from the board and so it is right.

    Lecture 1 of CS231n has 0.73 behind its sigmoid and goes on with (1 − 0.73) · 0.73.
    """
    if calculation is None:
        return 0
    written = {node: value for node in topological([calculation]) if (value := _fraction_of(node))}
    numbers = [abs(number) for node in answer.backward.order for number in _scalars(ground, node)]
    meant = {value: [*dict.fromkeys(n for n in numbers if _is_rounded(n, value)), value] for value in written.values()}
    true = ground.number(answer.node)
    for chosen in islice(product(*meant.values()), MOST_TRIED):
        instead = dict(zip(meant, chosen, strict=True))
        number = _with(calculation, {node: instead[value] for node, value in written.items()})
        if number.size == true.size == 1 and np.isclose(number, true.reshape(number.shape), rtol=EXACTLY, atol=0):
            return max(map(_decimals, meant))
    return 0


def _fraction_of(node: Node) -> float:
    """The number of a constant that is not whole, else 0."""
    value = node.attributes.get("value") if node.op.name == "constant" else None
    return value if isinstance(value, float) and np.isfinite(value) and value != np.round(value) else 0.0


def _with(calculation: Node, numbers: Mapping[Node, float]) -> Array:
    """What comes out with other numbers."""
    (result,) = evaluate([exchanged(calculation, {node: constant(number) for node, number in numbers.items()})], {})
    return result


def _decimals(value: float) -> int:
    """How many decimals a number was written with."""
    return max(-int(Decimal(repr(value)).as_tuple().exponent), 0)


def _is_rounded(number: float, value: float) -> bool:
    """Whether a number that was rounded is the number that was written."""
    return abs(number - value) <= SLACK * 0.5 * 10.0 ** -_decimals(value)


def _scalars(ground: Written, node: Node) -> Iterator[float]:
    if (number := ground.number(node)).size == 1:
        yield float(number.item())
