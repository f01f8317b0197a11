"""simplify: the same numbers from fewer nodes, by rules of one line each; equal nodes are merged.

A rule looks at one node whose operands are simple already, and returns a simpler node, or None where it has
nothing to say. Rules are tried until none applies, which ends because each of them lowers one order of terms
(`docs/decisions/0017-rules-end.md`; a test holds every rule against it).
"""

import math
from collections.abc import Callable, Collection, Mapping

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Thing, rewrite
from chainrule.graph.node import CONSTANT, Attribute, Node, Op, constant
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.linear import broadcast
from chainrule.ops.reductions import sum
from chainrule.settings import written

Rule = Callable[..., Node | None]  # of the node, then of its operands


def simplify(thing: Thing, kept: Collection[Node] = ()) -> Thing:
    """The same graph, or the same node, in fewer and plainer nodes.

    Nodes that are `kept`, with all they stand on, stay as they were written: of a backward pass, the forward one.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> simplify(x * 1 + 0) is x
    True
    """
    if not isinstance(kept, Collection):
        raise GraphError(f"nodes that are kept come in a list or a set, not {written(kept)}")
    return rewrite(thing, Simplifier(kept=kept))


def merge(thing: Thing) -> Thing:
    """The same graph, or the same node, with equal nodes made one, and nothing else changed.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> left, right = merge(cr.exp(x) * cr.exp(x)).operands
    >>> left is right
    True
    """
    return rewrite(thing, Simplifier(rules={}))


class Simplifier:
    """Replaces one node after another, remembering those it has seen, so that equal ones become one."""

    def __init__(self, rules: Mapping[Op, tuple[Rule, ...]] | None = None, kept: Collection[Node] = ()) -> None:
        self._rules = RULES if rules is None else rules
        self._seen: dict[object, Node] = {}
        self._simple: set[Node] = {*kept}
        self._kept = frozenset(self._simple)
        for node in kept:
            self._seen.setdefault(_key(node), node)

    def __call__(self, node: Node, operands: tuple[Node, ...]) -> Node:
        """The simple node equal to `node` over `operands`, which are simple already."""
        if node in self._kept:
            return node
        node = node.with_operands(operands)
        met = []
        while (key := _key(node)) not in self._seen:
            met.append(key)
            simpler = self._first_rule(node)
            if simpler is None:
                self._seen[key] = node
            else:
                node = simpler.with_operands(tuple(map(self._again, simpler.operands)))
        simple = self._seen[key]
        self._seen.update(dict.fromkeys(met, simple))
        self._simple.add(simple)
        return simple

    def _again(self, node: Node) -> Node:
        if node in self._simple:
            return node
        # a rule writes two or three nodes, so this recursion stays as shallow as the rules are
        return self(node, tuple(map(self._again, node.operands)))

    def _first_rule(self, node: Node) -> Node | None:
        for rule in self._rules.get(node.op, ()):
            simpler = rule(node, *node.operands)
            if simpler is not None and simpler is not node:
                return simpler
        return None


def _key(node: Node) -> object:
    if node.is_leaf:
        return node
    return node.op, node.operands, tuple((name, _hashable(value)) for name, value in node.attributes.items())


def _hashable(value: Attribute) -> object:
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return repr(value)  # tells -0.0 from 0.0 and 1 from 1.0


# ---- what the rules ask -------------------------------------------------------------------------------------------


def _is(x: Node, value: float) -> bool:
    """Whether x is this number, or many copies of it."""
    if x.op is ALL_OPS["broadcast"]:
        x = x.operands[0]
    return x.op is CONSTANT and x.shape == () and x.attributes["value"] == value


def _value(x: Node, depth: int = 3) -> float | None:
    """The number that x is: a constant, or a short expression of some, such as the 1/2 that a person wrote."""
    if x.shape != ():
        return None
    if x.op is CONSTANT:
        return float(np.asarray(x.attributes["value"]))
    if not depth or not x.operands or any(_value(operand, depth - 1) is None for operand in x.operands):
        return None
    return float(evaluate([x], {})[0])


def _constant(x: Node) -> bool:
    return _value(x) is not None


def _without_sign(x: Node) -> Node | None:
    """The y of a negated y, or of a number −y; None where x has no sign to take away."""
    if _op(x, "negate"):
        return x.operands[0]
    value = _value(x) if x.op is CONSTANT else None
    return constant(-value) if value is not None and value < 0 else None


def _op(x: Node, name: str) -> bool:
    return x.op is ALL_OPS[name]


def _stretched(x: Node, node: Node) -> Node:
    """X in place of node, copied to its shape where it is smaller."""
    return x if x.shape == node.shape else broadcast(x, shape=node.shape)


def _as(x: Node, node: Node) -> Node | None:
    """X in place of node, if that keeps the shape."""
    return x if x.shape == node.shape else None


# ---- the rules ----------------------------------------------------------------------------------------------------


def _fold(node: Node, *operands: Node) -> Node | None:  # f(2, 3) → its number, where it has one
    if node.shape == () and operands and all(map(_constant, operands)):
        number = float(evaluate([node], {})[0])
        return constant(number) if math.isfinite(number) else None
    return None


def _without_broadcast(node: Node, *operands: Node) -> Node | None:  # broadcast(x) + y → broadcast(x + y)
    if not any(_op(x, "broadcast") for x in operands):
        return None
    plain = node.with_operands(tuple(x.operands[0] if _op(x, "broadcast") else x for x in operands))
    return _stretched(plain, node)


def _collect_scalars(_: Node, s: Node, y: Node) -> Node | None:  # s · (t · x) → (t · s) · x
    if _op(y, "multiply") and s.shape == () and y.operands[0].shape == ():
        t, x = y.operands
        if x.shape != () or (_constant(t) and not _constant(x)):
            number = _product(t, s)
            if number is None and _constant(t) and _constant(s):
                return None  # no float holds it, but t · x may have one
            return (t * s if number is None else number) * x
    return None


def _product(t: Node, s: Node) -> Node | None:
    """The number t · s of two numbers, where it has one."""
    return _fold(t * s, t, s)


def _collect_quotient(_: Node, x: Node, y: Node) -> Node | None:  # 2 · (3 / y) → 6 / y
    number = _product(x, y.operands[0]) if _op(y, "divide") else None
    return None if number is None else number / y.operands[1]


def _signs_outwards(node: Node, x: Node, y: Node) -> Node | None:  # (−x) · y, x · (−y), −2 · y → −(x · y), −(2 · y)
    if _constant(x) and _constant(y):
        return None
    for left, right in ((_without_sign(x), y), (x, _without_sign(y))):
        if left is not None and right is not None:
            return -node.with_operands((left, right))
    return None


def _sum_over_ones(node: Node, x: Node) -> Node | None:  # a sum along axes of size 1, or of one number
    axis = node.attributes["axis"]
    if x.shape == ():
        return x
    if isinstance(axis, tuple) and all(isinstance(i, int) and x.shape[i] == 1 for i in axis):
        return x
    return None


RULES_BY_NAME: dict[str, tuple[Rule, ...]] = {
    "add": (
        lambda node, x, y: _as(x, node) if _is(y, 0) else None,  # x + 0 → x
        lambda node, x, y: _as(y, node) if _is(x, 0) else None,  # 0 + y → y
        lambda _, x, y: None if (z := _without_sign(y)) is None else x - z,  # x + (−y) → x − y
        lambda _, x, y: None if (z := _without_sign(x)) is None else y - z,  # (−x) + y → y − x
        lambda _, x, y: 2 * x if x is y else None,  # x + x → 2 · x
    ),
    "subtract": (
        lambda node, x, y: _as(x, node) if _is(y, 0) else None,  # x − 0 → x
        lambda node, x, y: -y if _is(x, 0) and y.shape == node.shape else None,  # 0 − y → −y
        lambda _, x, y: None if (z := _without_sign(y)) is None else x + z,  # x − (−y) → x + y
    ),
    "multiply": (
        lambda node, x, y: _as(y, node) if _is(x, 1) else None,  # 1 · y → y
        lambda node, x, y: _as(x, node) if _is(y, 1) else None,  # x · 1 → x
        lambda _, x, y: y * x if _constant(y) and not _constant(x) else None,  # x · 2 → 2 · x
        lambda _, x, y: y * x if y.shape == () != x.shape else None,  # X · s → s · X
        _signs_outwards,
        _collect_quotient,
        _collect_scalars,
    ),
    "divide": (
        lambda node, x, y: _as(x, node) if _is(y, 1) else None,  # x / 1 → x
        _signs_outwards,
    ),
    "negate": (
        lambda _, x: x.operands[0] if _op(x, "negate") else None,  # −(−x) → x
        lambda _, x: x.operands[1] - x.operands[0] if _op(x, "subtract") else None,  # −(x − y) → y − x
    ),
    "power": (
        lambda node, x, y: _as(x, node) if _is(y, 1) else None,  # x¹ → x
        lambda node, x, y: ALL_OPS["square"](x) if _constant(y) and _is(y, 2) else None,  # x² → square
    ),
    "where": (  # where(1, x, y) → x, where(0, x, y) → y
        lambda node, chosen, x, y: _stretched(y if _value(chosen) == 0 else x, node) if _constant(chosen) else None,
    ),
    "transpose": (
        lambda _, x: x.operands[0] if _op(x, "transpose") else None,  # (xᵀ)ᵀ → x
        lambda _, x: x if x.rank < 2 else None,
    ),
    "broadcast": (
        lambda node, x: _as(x, node),
        lambda node, x: broadcast(x.operands[0], shape=node.shape) if _op(x, "broadcast") else None,
    ),
    "sum_to": (lambda node, x: _as(x, node),),
    "reshape": (
        lambda node, x: _as(x, node),
        lambda node, x: ALL_OPS["reshape"](x.operands[0], shape=node.shape) if _op(x, "reshape") else None,
    ),
    "sum": (
        _sum_over_ones,
        lambda node, x: -sum(x.operands[0], axis=node.attributes["axis"]) if _op(x, "negate") else None,  # Σ −x → −Σ x
        lambda node, x: (  # a column of one_hot sums to 1
            broadcast(1, shape=node.shape) if _op(x, "one_hot") and node.attributes["axis"] == (0,) else None
        ),
    ),
}
RULES: dict[Op, tuple[Rule, ...]] = {ALL_OPS[name]: rules for name, rules in RULES_BY_NAME.items()}
for _primitive in (op for op in ENTRYWISE if op.definition is None):
    RULES[_primitive] = (_fold, _without_broadcast, *RULES.get(_primitive, ()))
