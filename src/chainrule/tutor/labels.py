"""Labels: the data of a board that a claim may take for probabilities, one-hot columns, or zeros and ones.

A label is what is declared to be one, or what stands as the target of a loss: the second operand of a cross-entropy,
or data that multiplies, entry by entry, the logarithms of something that sums to 1. Whether it does is tried at random
points, so that every way of writing a loss is as good. A parameter is no label, whatever its name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.boards.facts import Fact
from chainrule.graph.graph import Graph
from chainrule.graph.node import INPUT, Array, Node

Numbers = Callable[[Node], Sequence[Array]]  # of a node at a few random points
CLOSE = 1e-9  # to 1
KEEP_PLACES = frozenset({"negate", "multiply", "divide", "add", "subtract"})
LOSSES = {"cross_entropy": Fact("one-hot", 0), "logistic": Fact("binary")}


@dataclass(frozen=True)
class Grounds:
    """What a claim may rest on: a fact about each of some leaves, by name."""

    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        """The clause behind "Right, where"."""
        return " and ".join(fact.about(name) for name, fact in self.facts.items())


def possible_grounds(graph: Graph, declared: Mapping[str, Fact], numbers: Numbers) -> list[Grounds]:
    """What claims about a board may rest on, the weaker first: sums of 1 before one-hot, one leaf before several."""
    strongest = {**dict(_targets(graph, numbers)), **declared}
    weakest = {name: _weakened(fact) for name, fact in strongest.items()}
    found = []
    for facts in (weakest, strongest):
        found += [Grounds({name: fact}) for name, fact in facts.items()]
        found += [Grounds(facts)] if len(facts) > 1 else []
    return list({str(one): one for one in found}.values())


def _weakened(fact: Fact) -> Fact:
    """What is known of columns that are one-hot as of all that are probabilities: they sum to 1."""
    return Fact("sums to 1", fact.axis) if fact.kind == "one-hot" else fact


# ---- targets of losses ----------------------------------------------------------------------------------------------


def _targets(graph: Graph, numbers: Numbers) -> Iterator[tuple[str, Fact]]:
    """The data that stand as targets, by name, with what is true of them in the example that a loss is meant for."""
    for node in graph.order:
        if node.op.name in LOSSES:
            yield from _data_in(node.operands[1], LOSSES[node.op.name])
        elif node.op.name == "multiply":
            yield from _beside_logarithms(node, numbers)
        elif node.op.name == "matmul":
            a, b = node.operands
            yield from _data_in(a, Fact("one-hot", 1)) if _are_logarithms(numbers(b), 0) else ()
            yield from _data_in(b, Fact("one-hot", 0)) if _are_logarithms(numbers(a), 1) else ()


def _beside_logarithms(product: Node, numbers: Numbers) -> Iterator[tuple[str, Fact]]:
    """The data in a product that has a factor with the logarithms of probabilities."""
    factors = _factors(product)
    for factor in factors:
        others = [other for other in factors if other is not factor and other.shape == factor.shape]
        facts = [Fact("one-hot", axis) for axis in (0, 1) if _are_logarithms(numbers(factor), axis)]
        if _is_log_of_sigmoid(factor):
            facts.append(Fact("binary"))
        for fact in facts:
            for other in others:
                yield from _data_in(other, fact)


def _factors(product: Node) -> list[Node]:
    """What is multiplied in a product; signs and divisors aside."""
    found, waiting = [], [product]
    while waiting:
        node = waiting.pop()
        if node.op.name in ("multiply", "negate"):
            waiting.extend(node.operands)
        elif node.op.name == "divide":
            waiting.append(node.operands[0])
        else:
            found.append(node)
    return found


def _are_logarithms(arrays: Sequence[Array], axis: int) -> bool:
    """Whether the exponentials of numbers, or of their negatives, sum to 1 along an axis, at every point."""
    if any(array.ndim != 2 or array.shape[axis] < 2 for array in arrays):
        return False
    with np.errstate(all="ignore"):
        sums = ([np.exp(sign * array).sum(axis) for array in arrays] for sign in (1, -1))
        return any(all((np.abs(one - 1) <= CLOSE).all() for one in each) for each in sums)


def _is_log_of_sigmoid(node: Node) -> bool:
    """Whether a node is log σ, log(1 − σ), or the softplus that is the negative of one."""
    if node.op.name != "log":
        return node.op.name == "softplus"
    (inside,) = node.operands
    return any(one.op.name == "sigmoid" for one in (inside, *inside.operands))


def _data_in(target: Node, fact: Fact) -> Iterator[tuple[str, Fact]]:
    """The data of the shape of a target that it is made of, entry by entry; a transpose turns columns into rows."""
    seen, waiting = set(), [(target, fact)]
    while waiting:
        node, known = waiting.pop()
        if (node, known) in seen:
            continue
        seen.add((node, known))
        if node.op is INPUT and node.attributes.get("kind") != "index":
            yield node.name, known
        elif node.op.name == "transpose" and node.rank == 2:
            waiting.append((node.operands[0], _turned(known)))
        elif node.op.name in KEEP_PLACES:
            waiting.extend((operand, known) for operand in node.operands if operand.shape == node.shape)


def _turned(fact: Fact) -> Fact:
    return fact if fact.axis is None else Fact(fact.kind, 1 - fact.axis)
