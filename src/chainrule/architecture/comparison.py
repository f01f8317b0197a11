"""Comparison: what a board predicts, found by how its cost compares it with the target."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from chainrule.architecture.bottlenecks import bottlenecks
from chainrule.architecture.cost_of_parts import ROWS, drawn_leaf
from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.boards.facts import Fact
from chainrule.boards.random_values import entries
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.ops.activations import sigmoid
from chainrule.ops.indexing import is_index
from chainrule.ops.losses import LOSSES, cross_entropy, logistic, one_hot
from chainrule.ops.reductions import softmax

Kind: TypeAlias = Literal["classes", "two classes", "numbers"]
Output = Callable[[Node], Node]

ON_LOGITS: Mapping[str, tuple[Kind, Output]] = {
    "logistic": ("two classes", sigmoid),
    "cross_entropy": ("classes", lambda x: softmax(x, axis=0)),
}
DRAWS = 4  # random predictions that a cost is compared at
ROUNDING = 1e-7
MOST_ENTRIES = 10_000_000  # of all arrays at random numbers


@dataclass(frozen=True)
class Comparison:
    """The prediction, the leaf that it is compared with where there is one, and what this holds."""

    prediction: Node
    target: Node | None
    kind: Kind
    any_unit: bool = field(default=True, repr=False)  # whether both may be shifted and scaled alike


def losses_in(cost: Node) -> list[Node]:
    """The losses that a cost stands on."""
    names = {op.name for op in LOSSES}
    return [node for node in topological([cost]) if node.op.name in names]


def compared(cost: Node, tables: Collection[Node], facts: Mapping[str, Fact]) -> Comparison | None:
    """What a cost compares: the two operands of its one loss, else what random numbers show; None where neither does.

    A node that all other tables act through alone is the prediction where the cost is least when it equals the
    target, and it is a logit where the cost moves with it as cross-entropy does.

    >>> import chainrule as cr
    >>> x, y, w = cr.input("x", ("m",)), cr.input("y", ("m",)), cr.parameter("w")
    >>> z = w * x
    >>> compared(cr.mean(cr.log(1 + cr.exp(z)) - y * z), [x, y], {})
    Comparison(prediction=<sigmoid (m,)>, target=<input y (m,)>, kind='two classes')
    """
    losses = losses_in(cost)
    loss = losses[0] if len(losses) == 1 else None
    if loss is not None and loss.operands[1] in tables:
        return _of_loss(loss, loss.operands[1], facts)
    is_number = all(size == 1 for size in cost.shape)
    target = target_in(cost, tables, facts) if is_number else None
    found = None if target is None else _asked(cost, target, tables, facts)
    return _of_loss(loss, None, facts) if found is None and loss is not None else found


def _of_loss(loss: Node, target: Node | None, facts: Mapping[str, Fact]) -> Comparison:
    kind, output = ON_LOGITS.get(loss.op.name, ("numbers", lambda x: x))
    shown = output(loss.operands[0])
    if kind == "numbers" and target is not None and is_of_signs(target, facts):
        shown = (1 + shown) / 2
    return Comparison(shown, target, _kind(kind, target, facts))


def is_of_signs(target: Node, facts: Mapping[str, Fact]) -> bool:
    """Whether the target is one column of signs: of what is compared with it, z, the sign is the prediction.

    What is shown of z is (1 + z)/2, which is above one half where z is above 0.
    """
    alone = all(size in (1, EXAMPLES) for size in target.shape)
    return alone and target.name in facts and facts[target.name].kind == "signs"


def target_in(cost: Node, tables: Collection[Node], facts: Mapping[str, Fact]) -> Node | None:
    """The table that is one-hot, else the one that meets no parameter but together with another; None if not one.

    >>> import chainrule as cr
    >>> x, y, w = cr.input("x", ("m",)), cr.input("y", ("m",)), cr.parameter("w")
    >>> target_in(cr.mean((w * x - y) ** 2), [x, y], {})
    <input y (m,)>
    """
    labels = [leaf for leaf in tables if leaf.name in facts and facts[leaf.name].kind == "one-hot"]
    apart = labels if len(labels) == 1 else _met_by_no_parameter(cost, tables)
    return apart[0] if len(apart) == 1 < len(tables) else None


def _met_by_no_parameter(cost: Node, tables: Collection[Node]) -> list[Node]:
    """The tables that come together with a parameter only where another table does, too."""
    below: dict[Node, frozenset[Node]] = {}
    met: set[Node] = set()
    for node in topological([cost]):
        own = frozenset([node]) if node in tables or node.op.name == "parameter" else frozenset()
        below[node] = own.union(*(below[operand] for operand in node.operands))
        found = [leaf for leaf in below[node] if leaf in tables]
        if len(found) == 1 < len(below[node]):
            met.update(found)
    return [leaf for leaf in tables if leaf not in met]


def _asked(cost: Node, target: Node, tables: Collection[Node], facts: Mapping[str, Fact]) -> Comparison | None:
    """What random numbers show to be compared with the target."""
    others = [leaf for leaf in tables if leaf is not target]
    for node in bottlenecks(cost, others):
        if _fits(node, target) and target not in topological([node]) and _is_small(cost, node):
            asked = _Asked(cost, node, target, facts)
            if asked.is_least_at_target():
                shown = (1 + node) / 2 if asked.is_of_signs else node
                return Comparison(shown, target, _kind("numbers", target, facts), asked.is_of_any_unit())
            if (found := asked.logits()) is not None:
                return found
            if asked.is_margin():
                return Comparison((1 + node) / 2, target, "two classes")
    return None


def _fits(node: Node, target: Node) -> bool:
    """Whether a node may be compared with a target: it has its shape, or a column of classes for each place."""
    if not is_index(target):
        return node.shape == target.shape and not node.is_leaf
    return node.rank == 2 and node.shape.count(EXAMPLES) == 1 and target.shape in ((EXAMPLES,), (1, EXAMPLES))


def _kind(kind: Kind, target: Node | None, facts: Mapping[str, Fact]) -> Kind:
    """What the target is by what is declared of it, else by the loss; several columns are not two classes."""
    known = "" if target is None or target.name not in facts else facts[target.name].kind
    if known == "one-hot":
        return "classes"
    alone = target is not None and all(size in (1, EXAMPLES) for size in target.shape)
    if known in ("binary", "signs") and alone:
        return "two classes"
    return kind if kind != "two classes" or alone else "numbers"


def _is_small(cost: Node, node: Node) -> bool:
    """Whether what stands behind a node fits into memory: somebody else's file may say anything."""
    return sum(entries(one.shape, {EXAMPLES: ROWS}) for one in topological([cost], {node})) <= MOST_ENTRIES


class _Asked:
    """A cost as a function of one node and of the target, at random numbers."""

    def __init__(self, cost: Node, node: Node, target: Node, facts: Mapping[str, Fact]) -> None:
        self._cost, self._node, self._target, self._facts = cost, node, target, facts
        self._rng = np.random.default_rng(0)
        leaves = [leaf for leaf in topological([cost], {node}) if leaf.is_leaf and leaf is not target]
        self._known = {leaf: drawn_leaf(leaf, facts.get(leaf.name), self._rng) for leaf in leaves}

    def is_least_at_target(self) -> bool:
        """Whether every other prediction costs more; targets may have to be above 0."""
        if is_index(self._target):
            return False
        truth, draws = self._truth(), [self._draw() for _ in range(DRAWS)]
        draws += [-one for one in draws]  # what falls on one side of the target is not least there
        near = [one / 100 for one in draws]
        if self._is_least(truth, [truth + one for one in (*draws, *near)]):
            return True
        above = np.abs(truth) + 0.1
        return not self._fact and self._is_least(above, [above * np.exp(one) for one in (*draws, *near)])

    def _is_least(self, truth: Array, others: list[Array]) -> bool:
        least, *costs = self._costs(self._cost, truth, [truth, *others])
        return bool(np.isfinite(least)) and all(cost > least for cost in costs)

    def is_of_any_unit(self) -> bool:
        """Whether the cost moves alike, up to a factor, where target and prediction are shifted and scaled together."""
        truth, draws = self._truth(), [self._draw() for _ in range(DRAWS)]
        scale, shift = 1.75, 0.625
        moves = np.diff(self._costs(self._cost, truth, draws))
        moved = np.diff(self._costs(self._cost, scale * truth + shift, [scale * one + shift for one in draws]))
        factor = moved @ moves / (moves @ moves)
        return bool(factor > 0 and np.allclose(moved, factor * moves, rtol=ROUNDING, atol=ROUNDING * abs(moved).max()))

    @property
    def is_of_signs(self) -> bool:
        """Whether the target is one column of signs."""
        return is_of_signs(self._target, self._facts)

    def is_margin(self) -> bool:
        """Whether the cost is that of the products of signs and scores, and less where their signs agree."""
        if not self.is_of_signs:
            return False
        for scores in [self._draw() for _ in range(DRAWS)]:
            truth = self._truth()
            right = truth * (1 + np.abs(scores))
            (cost,), (turned,) = self._costs(self._cost, truth, [scores]), self._costs(self._cost, -truth, [-scores])
            agreed, against = self._costs(self._cost, truth, [right, -right])
            if not (np.isclose(cost, turned, rtol=ROUNDING, atol=0) and agreed < against):
                return False
        return True

    def logits(self) -> Comparison | None:
        """The output of the loss on logits that the cost moves as, where there is one."""
        truth, draws = self._truth(), [self._draw() for _ in range(DRAWS)]
        with np.errstate(all="ignore"):
            moves = np.diff(self._costs(self._cost, truth, draws))
        for turned, loss in self._losses():
            expected = np.diff(self._costs(loss, truth, draws))
            scale = moves @ expected / (expected @ expected)
            if scale > 0 and np.allclose(moves, scale * expected, rtol=ROUNDING, atol=ROUNDING * abs(moves).max()):
                kind, output = ON_LOGITS[loss.op.name]
                whole = output(turned)
                kind = kind if is_index(self._target) else _kind(kind, self._target, self._facts)
                return Comparison(whole if turned is self._node else whole.T, self._target, kind)
        return None

    def _losses(self) -> Iterator[tuple[Node, Node]]:
        """The losses on logits, along columns and along rows, and what they are of."""
        node, target = self._node, self._target
        columns = node.T if node.rank == 2 and node.shape[0] == EXAMPLES else node
        if is_index(target):
            yield columns, cross_entropy(columns, one_hot(target, columns.shape[0]))
            return
        yield node, logistic(node, (1 + target) / 2 if self.is_of_signs else target)
        if columns.rank == 2 and columns.shape[0] != 1:
            yield columns, cross_entropy(columns, target if columns is node else target.T)

    @property
    def _fact(self) -> Fact | None:
        return self._facts.get(self._target.name)

    def _truth(self) -> Array:
        if is_index(self._target):
            classes = next(int(size) for size in self._node.shape if size != EXAMPLES)
            shape = [ROWS if size == EXAMPLES else 1 for size in self._target.shape]
            return np.asarray(self._rng.integers(0, classes, shape))
        return drawn_leaf(self._target, self._fact, self._rng)

    def _draw(self) -> Array:
        return drawn_leaf(self._node, None, self._rng)

    def _costs(self, cost: Node, truth: Array, values: list[Array]) -> Array:
        known = {**self._known, self._target: truth}
        with np.errstate(all="ignore"):  # what is not finite is no answer
            found = [evaluate([cost], {**known, self._node: one})[0] for one in values]
        return np.array([float(one.reshape(())) for one in found])
