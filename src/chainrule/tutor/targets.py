"""Targets: the data that stand beside the logarithms of probabilities, and so are the target of a loss.

A loss adds up t₁ log p₁ + t₂ log p₂ + …: what is added up is linear in the target, whose entries stand beside the
logarithms of what sums to 1. So the columns of Y in Y·log P, and y in y log p + (1 − y) log(1 − p), where y and 1 − y
sum to 1 too. Sums are tried at random points, so that every way of writing a loss is as good. Where two data stand in
one product, such as labels and weights, nothing says which of them is the target.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from chainrule.boards.facts import Fact
from chainrule.graph.graph import topological
from chainrule.graph.node import INPUT, Array, Node
from chainrule.graph.shape import Shape

Numbers = Callable[[Node], Sequence[Array]]  # of a node at a few random points
Named = tuple[str, Fact]
CLOSE = 1e-6  # to 1: a logarithm may be kept from 0 by a small number
MOST_TERMS = 16  # of one factor
MOST_BESIDE = 40  # are paired with each other
SUMMED = frozenset({"negate", "add", "subtract", "sum", "mean", "transpose", "reshape", "broadcast", "exp"})
PRODUCTS = frozenset({"multiply", "divide", "negate"})
KEEP_PLACES = frozenset({"negate", "multiply", "divide", "add", "subtract"})
BINARY = Fact("binary")
LOSSES = {"cross_entropy": Fact("one-hot", 0), "logistic": BINARY}


@dataclass(frozen=True)
class Beside:
    """A possible target, and what it multiplies entry by entry."""

    target: Node
    is_alone: bool  # no other data of its shape stands there
    factor: Node
    axes: tuple[int, ...]  # of the factor that the sum may run along


def targets(cost: Node, numbers: Numbers) -> Iterator[Named]:
    """The data that stand as targets, by name, with what is true of them in the example that a loss is meant for."""
    stands_on = _stands_on(cost)
    found: list[Beside] = []
    for node in _added_up(cost, stands_on):
        if node.op.name in LOSSES:
            yield from _data_in(node.operands[1], LOSSES[node.op.name]) or ()
        elif node.op.name == "multiply":
            times = _factors(node)
            for factor in times:
                others = {other: number for other, number in times.items() if other is not factor}
                found += [Beside(*one, factor, (0, 1)) for one in _once(others, factor.shape, stands_on)]
        elif node.op.name == "matmul" and all(one.rank == 2 for one in node.operands):
            a, b = node.operands
            found += [Beside(one.T, alone, b, (0,)) for one, alone in _once(_factors(a), a.shape, stands_on)]
            found += [Beside(*one, a.T, (0,)) for one in _once(_factors(b), b.shape, stands_on)]
    for one in found:
        for axis in one.axes if one.is_alone else ():
            if any(_sums_to_one(term, axis) for term in _logarithms(one.factor, numbers)):
                yield from _data_in(one.target, Fact("one-hot", axis)) or ()
    for first, second in combinations(found[:MOST_BESIDE], 2):
        if _are_complements(first, second, numbers):
            yield from _data_in(first.target, BINARY) or ()


def _added_up(cost: Node, stands_on: Mapping[Node, int]) -> Iterator[Node]:
    """What a cost is the sum of, with the sums on the way; a mean and a weight of what is added up are no bar."""
    seen, waiting = {cost}, [cost]
    while waiting:
        node = waiting.pop()
        yield node
        operands = node.operands if node.op.name in SUMMED else ()
        if node.op.name == "divide":
            operands = node.operands[:1]
        elif node.op.name == "multiply":
            pairs = zip(node.operands, reversed(node.operands), strict=True)
            operands = tuple(
                one for one, other in pairs if not stands_on[one] & stands_on[other] and _weighs(other, node)
            )
        for operand in operands:
            if operand not in seen:
                seen.add(operand)
                waiting.append(operand)


def _weighs(factor: Node, product: Node) -> bool:
    """Whether a factor is no more than a weight of examples, or of all."""
    return factor.shape != product.shape or all(d == 1 for d in factor.shape)


def _stands_on(cost: Node) -> Mapping[Node, int]:
    """The leaves that each node stands on, a bit each."""
    found: dict[Node, int] = {}
    leaves = 0
    for node in topological([cost]):
        if node.is_leaf:
            found[node], leaves = 1 << leaves, leaves + 1
        else:
            bits = 0
            for operand in node.operands:
                bits |= found[operand]
            found[node] = bits
    return found


# ---- what stands beside what ----------------------------------------------------------------------------------------


def _once(times: Mapping[Node, int], shape: Shape, stands_on: Mapping[Node, int]) -> Iterator[tuple[Node, bool]]:
    """The factors of a shape that stand there once, and whether each is alone."""
    for target in (one for one, number in times.items() if number == 1 and one.shape == shape):
        rest = [other for other in times if other is not target]
        yield (
            target,
            not any(
                stands_on[other] & stands_on[target] or (other.shape == shape and _data_in(other, BINARY) != ())
                for other in rest
            ),
        )


def _factors(product: Node) -> Mapping[Node, int]:
    """What is multiplied in a product, signs aside: once, or twice and more."""
    met: Counter[Node] = Counter()
    waiting = [product]
    while waiting:
        node = waiting.pop()
        met[node] += 1
        if node.op.name in PRODUCTS and met[node] <= 2:  # a third time tells nothing new
            waiting.extend(node.operands)
    return {node: number for node, number in met.items() if node.op.name not in PRODUCTS}


def _data_in(target: Node, fact: Fact) -> tuple[Named, ...] | None:
    """The data of the shape of a target that it is made of, entry by entry; None where two of them are multiplied.

    A transpose turns columns into rows.
    """
    found: dict[Node, dict[str, bool] | None] = {}  # whether the data of a name are turned
    for node in topological([target]):
        parts = [found[operand] for operand in node.operands if operand.shape == node.shape]
        if node.op is INPUT and node.attributes.get("kind") != "index":
            found[node] = {node.name: False}
        elif node.op.name == "transpose" and node.rank == 2:
            below = found[node.operands[0]]
            found[node] = None if below is None else {name: not turned for name, turned in below.items()}
        elif node.op.name not in KEEP_PLACES:
            found[node] = {}
        elif None in parts or (node.op.name in PRODUCTS and sum(map(bool, parts)) > 1):
            found[node] = None
        else:
            found[node] = {name: turned for part in parts if part for name, turned in part.items()}
    names = found[target]
    return None if names is None else tuple((name, _turned(fact) if turned else fact) for name, turned in names.items())


def _turned(fact: Fact) -> Fact:
    return fact if fact.axis is None else Fact(fact.kind, 1 - fact.axis)


# ---- logarithms of probabilities ------------------------------------------------------------------------------------


def _logarithms(factor: Node, numbers: Numbers) -> Iterator[Sequence[Array]]:
    """The numbers of a factor, of each term where it is a sum, and of both logarithms in log(a/b)."""
    waiting = [factor]
    for node in waiting:
        yield numbers(node)
        if node.op.name in ("add", "subtract", "negate") and len(waiting) < MOST_TERMS:
            waiting.extend(node.operands)
        if node.op.name == "log" and (inside := node.operands[0]).op.name in ("multiply", "divide"):
            with np.errstate(all="ignore"):
                yield from ([np.log(array) for array in numbers(part)] for part in inside.operands)


def _sums_to_one(arrays: Sequence[Array], axis: int) -> bool:
    """Whether the exponentials of numbers, or of their negatives, sum to 1 along an axis, at every point."""
    if any(array.ndim != 2 or array.shape[axis] < 2 for array in arrays):
        return False
    with np.errstate(all="ignore"):
        return any(all(_is_one(np.exp(sign * array).sum(axis)) for array in arrays) for sign in (1, -1))


@np.errstate(all="ignore")
def _are_complements(first: Beside, second: Beside, numbers: Numbers) -> bool:
    """Whether two targets sum to 1, and so do the exponentials of what they stand beside, or of the negatives."""
    if (first.target.shape, first.factor.shape) != (second.target.shape, second.factor.shape):
        return False
    targets = zip(numbers(first.target), numbers(second.target), strict=True)
    if not all(_is_one(one + other) for one, other in targets):
        return False
    logs = list(zip(numbers(first.factor), numbers(second.factor), strict=True))
    return any(all(_is_one(np.exp(sign * a) + np.exp(sign * b)) for a, b in logs) for sign in (1, -1))


def _is_one(array: Array) -> bool:
    return bool((np.abs(array - 1) <= CLOSE).all())
