"""A cost that is asked at random numbers: how it compares what is computed with the target."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias

import numpy as np

from chainrule.architecture.cost_of_parts import ROWS, drawn_leaf
from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.boards.facts import Fact
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.ops.activations import sigmoid
from chainrule.ops.indexing import is_index
from chainrule.ops.losses import cross_entropy, logistic, one_hot
from chainrule.ops.reductions import softmax

Kind: TypeAlias = Literal["classes", "two classes", "numbers"]
Output = Callable[[Node], Node]

ON_LOGITS: Mapping[str, tuple[Kind, Output]] = {
    "logistic": ("two classes", sigmoid),
    "cross_entropy": ("classes", lambda x: softmax(x, axis=0)),
}
DRAWS = 4  # random predictions that a cost is compared at
ROUNDING = 1e-7
STEPS = (0.01, 0.5)  # from the shares of classes towards one of these
MOST_CLASSES = 3  # among which examples are shared out
LARGE = 30.0  # times random numbers, at which what can leave 0 to 1 does


def is_of_signs(target: Node, facts: Mapping[str, Fact]) -> bool:
    """Whether the target is one column of signs: of what is compared with it, z, the sign is the prediction.

    What is shown of z is (1 + z)/2, which is above one half where z is above 0.
    """
    alone = all(size in (1, EXAMPLES) for size in target.shape)
    return alone and target.name in facts and facts[target.name].kind == "signs"


class AskedCost:
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

    def is_least_at_logarithm(self) -> bool:
        """Whether every prediction but the target's logarithm costs more, as of a Poisson cost, exp(η) − y η."""
        if is_index(self._target) or self._fact:
            return False
        above = np.abs(self._truth()) + 0.1
        draws = [self._draw() for _ in range(DRAWS)]
        draws += [-one for one in draws]
        least = np.log(above)
        return self._is_least(above, [least + size * one for one in draws for size in (1, 0.01)], least)

    def _is_least(self, truth: Array, others: list[Array], best: Array | None = None) -> bool:
        least, *costs = self._costs(self._cost, truth, [truth if best is None else best, *others])
        return bool(np.isfinite(least)) and all(cost > least for cost in costs)

    def is_of_any_unit(self) -> bool:
        """Whether the cost moves alike, up to a factor, where target and prediction are shifted and scaled together."""
        truth, draws = self._truth(), [self._draw() for _ in range(DRAWS)]
        scale, shift = 1.75, 0.625
        moves = np.diff(self._costs(self._cost, truth, draws))
        if not moves.any():  # the classes drawn are those that the cost does not move with; they have no unit
            return True
        moved = np.diff(self._costs(self._cost, scale * truth + shift, [scale * one + shift for one in draws]))
        factor = moved @ moves / (moves @ moves)
        return bool(factor > 0 and np.allclose(moved, factor * moves, rtol=ROUNDING, atol=ROUNDING * abs(moved).max()))

    def quantile(self) -> float | None:
        """The share τ that a pinball cost asks for: a prediction too low by d costs τ d, one too high (1 − τ) d.

        Of absolute values τ is 1/2; of a cost that is not made of such lines there is none.
        """
        truth, shares = self._truth(), []
        for away in [np.abs(self._draw()) + 0.1 for _ in range(DRAWS)]:
            values = [truth, truth - away, truth + away, truth - 2 * away]
            least, low, high, lower = self._costs(self._cost, truth, values)
            if not np.isclose(lower - least, 2 * (low - least), rtol=ROUNDING, atol=0):
                return None
            shares.append((low - least) / (low - least + high - least))
        return float(shares[0]) if np.allclose(shares, shares[0], rtol=ROUNDING) else None

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

    def is_least_at_shares(self) -> bool:
        """Whether the mean cost of a prediction is least at the shares of the classes: a proper scoring rule.

        Squares of what lies between 0 and 1 are one; a hinge or absolute values, at whose least one class has it all,
        are none. Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation.
        """
        sure = [self._of_class(number) for number in range(self._shown_classes)]
        shares = np.arange(1.0, 1 + len(sure)) / sum(range(1 + len(sure)))
        moved = [shares + step * (np.eye(len(sure))[number] - shares) for number in range(len(sure)) for step in STEPS]
        values = [np.tensordot(one, sure, 1) for one in (shares, *moved)]
        costs = np.tensordot(shares, [self._costs(self._cost, truth, values) for truth in sure], 1)
        return bool(np.isfinite(costs[0]) and (costs[1:] > costs[0]).all())

    @property
    def _shown_classes(self) -> int:
        axis = None if self._fact is None else self._fact.axis
        return 2 if axis is None else min(int(self._target.shape[axis]), MOST_CLASSES)

    def _of_class(self, number: int) -> Array:
        """The target where every example is of this class."""
        truth, axis = np.zeros_like(self._truth()), None if self._fact is None else self._fact.axis
        if axis is None:
            return truth + number if not self.is_of_signs else truth + 2 * number - 1
        np.moveaxis(truth, axis, 0)[number] = 1
        return truth

    def logits(self) -> tuple[Kind, Node] | None:
        """What the loss on logits is for that the cost moves as, and its output; None where there is none."""
        truth, draws = self._truth(), [self._draw() for _ in range(DRAWS)]
        with np.errstate(all="ignore"):
            moves = np.diff(self._costs(self._cost, truth, draws))
        for turned, loss in self._losses():
            expected = np.diff(self._costs(loss, truth, draws))
            if not expected.any():  # the loss of a single class never moves
                continue
            scale = moves @ expected / (expected @ expected)
            if scale > 0 and np.allclose(moves, scale * expected, rtol=ROUNDING, atol=ROUNDING * abs(moves).max()):
                kind, output = ON_LOGITS[loss.op.name]
                whole = output(turned)
                return kind, whole if turned is self._node else whole.T
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


def is_between_0_and_1(shown: Node, facts: Mapping[str, Fact]) -> bool:
    """Whether a prediction stays between 0 and 1 whatever its leaves hold, as a probability does and a score does not.

    >>> import chainrule as cr
    >>> z = cr.parameter("w") * cr.input("x", ("m",))
    >>> is_between_0_and_1(cr.sigmoid(z), {}), is_between_0_and_1((1 + z) / 2, {})
    (True, False)
    """
    rng = np.random.default_rng(0)
    leaves = [leaf for leaf in topological([shown]) if leaf.is_leaf]
    for _ in range(DRAWS):
        drawn = {leaf: drawn_leaf(leaf, facts.get(leaf.name), rng) for leaf in leaves}
        large = {leaf: one if is_index(leaf) else LARGE * one for leaf, one in drawn.items()}
        with np.errstate(all="ignore"):
            (found,) = evaluate([shown], large)
        if ((found < -ROUNDING) | (found > 1 + ROUNDING)).any():
            return False
    return True
