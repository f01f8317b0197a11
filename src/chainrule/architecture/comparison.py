"""Comparison: what a board predicts, found by how its cost compares it with the target."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from chainrule.architecture.asked_cost import ON_LOGITS, AskedCost, Kind, is_of_signs
from chainrule.architecture.bottlenecks import bottlenecks
from chainrule.architecture.cost_of_parts import ROWS
from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.boards.facts import Fact
from chainrule.boards.random_values import entries
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.ops.elementwise import exp
from chainrule.ops.indexing import is_index
from chainrule.ops.losses import LOSSES

MOST_ENTRIES = 10_000_000  # of all arrays at random numbers


@dataclass(frozen=True)
class Comparison:
    """The prediction, the leaf that it is compared with where there is one, and what this holds."""

    prediction: Node
    target: Node | None
    kind: Kind
    any_unit: bool = field(default=True, repr=False)  # whether both may be shifted and scaled alike
    quantile: float | None = field(default=None, repr=False)  # the share of targets that lie below, of a pinball cost
    is_of_shares: bool = field(default=True, repr=False)  # whether the cost is least at the shares of the classes


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
    is_number = all(size == 1 for size in cost.shape)
    if loss is not None and loss.operands[1] in tables:
        named = _of_loss(loss, loss.operands[1], facts)
        return _measured(named, cost, loss, facts) if is_number else named
    target = target_in(cost, tables, facts) if is_number else None
    found = None if target is None else _asked(cost, target, tables, facts)
    return _of_loss(loss, None, facts) if found is None and loss is not None else found


def _of_loss(loss: Node, target: Node | None, facts: Mapping[str, Fact]) -> Comparison:
    kind, output = ON_LOGITS.get(loss.op.name, ("numbers", lambda x: x))
    shown = output(loss.operands[0])
    if kind == "numbers" and target is not None and is_of_signs(target, facts):
        shown = (1 + shown) / 2
    return Comparison(shown, target, _kind(kind, target, facts))


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
            asked = AskedCost(cost, node, target, facts)
            if asked.is_least_at_target():
                shown = (1 + node) / 2 if asked.is_of_signs else node
                kind, quantile = _kind("numbers", target, facts), asked.quantile()
                if kind != "numbers":
                    return Comparison(shown, target, kind, asked.is_of_any_unit(), None, asked.is_least_at_shares())
                return Comparison(shown, target, kind, asked.is_of_any_unit(), quantile)
            if (found := asked.logits()) is not None:
                kind = found[0] if is_index(target) else _kind(found[0], target, facts)
                return Comparison(found[1], target, kind)
            if asked.is_least_at_logarithm():
                return Comparison(exp(node), target, "numbers", any_unit=False)
            if asked.is_margin():
                return Comparison((1 + node) / 2, target, "two classes", is_of_shares=False)
    return _told_apart(cost, target, facts)


def _told_apart(cost: Node, target: Node, facts: Mapping[str, Fact]) -> Comparison | None:
    """The one node that a target of numbers is less, or that is less the target, where others weigh the difference.

    So the mean of a normal distribution is predicted whose variance is computed too, as in (y − μ)² exp(−s) + s.
    """
    pairs = [node.operands for node in topological([cost]) if node.op.name == "subtract" and target in node.operands]
    found = [*dict.fromkeys(one for pair in pairs for one in pair if one is not target)]
    if len(found) != 1 or _kind("numbers", target, facts) != "numbers":
        return None
    (node,) = found
    if not _fits(node, target) or target in topological([node]) or not _is_small(cost, node):
        return None
    asked = AskedCost(cost, node, target, facts)
    return Comparison(node, target, "numbers", asked.is_of_any_unit()) if asked.is_least_at_target() else None


def _measured(named: Comparison, cost: Node, loss: Node, facts: Mapping[str, Fact]) -> Comparison:
    """A named loss, asked whether it depends on the unit of numbers, as Huber's does, or is least at shares."""
    prediction, target = loss.operands[:2]
    if prediction.is_leaf or is_index(target) or target in topological([prediction]) or not _is_small(cost, prediction):
        return named
    asked = AskedCost(cost, prediction, target, facts)
    is_of_shares = named.kind == "numbers" or loss.op.name in ON_LOGITS or asked.is_least_at_shares()
    return replace(named, any_unit=asked.is_of_any_unit(), is_of_shares=is_of_shares)


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
