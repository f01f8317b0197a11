"""Sums along axes: of ones, of copies, of labels, of what does not vary along them."""

from chainrule.graph.node import Node, constant
from chainrule.ops.linear import broadcast
from chainrule.ops.reductions import count, sum
from chainrule.transforms.rules.patterns import (
    DEPTH,
    axis_of_one,
    is_op,
    is_positive,
    number,
    stretched,
)
from chainrule.transforms.rules.terms import scalar_taken


def sum_over_ones(node: Node, x: Node) -> Node | None:
    """Σ x → x along axes of size 1, and of one number."""
    axis = node.attributes["axis"]
    if x.shape == ():
        return x
    if isinstance(axis, tuple) and all(isinstance(i, int) and x.shape[i] == 1 for i in axis):
        return x
    return None


def _along(node: Node, x: Node) -> tuple[int, ...]:
    """The axes that a sum of x takes together."""
    axis = node.attributes["axis"]
    return tuple(range(x.rank)) if axis is None else axis  # type: ignore[return-value]


def sum_of_copies(node: Node, x: Node) -> Node | None:
    """Σ of m copies of s → m · s."""
    if not is_op(x, "broadcast"):
        return None
    one, axes = x.operands[0], _along(node, x)
    offset = x.rank - one.rank
    if any(axis >= offset and one.shape[axis - offset] != 1 for axis in axes) or (one.rank and offset):
        return None
    total = count(x, axes) * one
    return stretched(total, node) if total.rank <= node.rank else None


def _split(node: Node, x: Node) -> tuple[Node | None, Node | None]:
    """Of a product or quotient, what does not vary along a sum of it, and what does; None twice where all does."""
    axes, axis = _along(node, x), node.attributes["axis"]
    left, right = x.operands
    for s, a in ((left, right), (right, left)):
        fixed = s.shape == () or (axis is not None and s.rank == x.rank and all(s.shape[i] == 1 for i in axes))
        if fixed and a.shape == x.shape and (is_op(x, "multiply") or s is right):
            return s, a
    return None, None


def constant_along(node: Node, x: Node) -> Node | None:
    """Σ s ⊙ A → s ⊙ Σ A, Σ A/s → (Σ A)/s, s fixed along the sum."""
    if not is_op(x, "multiply", "divide") or x.shape == ():
        return None
    s, a = _split(node, x)
    if s is None or a is None or (s.shape == () and is_op(x, "multiply")):
        return None
    if is_op(x, "divide") and (s.is_leaf or number(s) is not None) and not is_positive(s):
        return None  # of a/0 the sum may be no number where (Σ a)/0 is infinite
    total = sum(a, axis=node.attributes["axis"])  # type: ignore[arg-type]
    return s * total if is_op(x, "multiply") else total / s


def scalar_out_of_sum(node: Node, x: Node) -> Node | None:
    """Σ s ⊙ A → s ⊙ Σ A for a scalar s."""
    taken = scalar_taken(x)
    return None if taken is None else taken[0] * sum(taken[1], axis=node.attributes["axis"])  # type: ignore[arg-type]


def deviations(node: Node, x: Node) -> Node | None:
    """Σ (x − mean x) → 0, and so of s ⊙ (x − mean x)."""
    if is_op(x, "subtract") and is_op(x.operands[1], "mean"):
        whole, mean = x.operands
        if mean.operands[0] is whole and mean.attributes["axis"] == node.attributes["axis"]:
            return stretched(constant(0), node)
    if is_op(x, "multiply", "divide"):
        fixed, rest = _split(node, x)
        if fixed is not None and rest is not None:
            return deviations(node, rest)
    return None


def of_identity(node: Node, x: Node) -> Node | None:
    """Σ (I ⊙ v) → v along an axis, turned where v is a column and the sum a row; Σ I → 1."""
    if node.attributes["axis"] not in ((0,), (1,)):
        return None
    if is_op(x, "eye"):
        return broadcast(1, shape=node.shape)
    rest = _beside_identity(x)
    if rest is None or 1 not in rest.shape or rest.rank != 2:
        return None
    return rest if rest.shape == node.shape else rest.T if rest.T.shape == node.shape else None


def _beside_identity(x: Node, depth: int = DEPTH) -> Node | None:
    """What an identity matrix is multiplied by, entry by entry; None where there is none."""
    if not is_op(x, "multiply", "divide") or x.shape == () or not depth:
        return None
    left, right = x.operands
    for one, other in ((left, right), (right, left))[: 2 if is_op(x, "multiply") else 1]:
        if is_op(one, "eye") and is_op(x, "multiply"):
            return other
        rest = _beside_identity(one, depth - 1)
        if rest is not None and (other.shape == () or 1 in other.shape):
            return x.with_operands((rest, other) if one is left else (other, rest))
    return None


def of_labels(node: Node, x: Node) -> Node | None:
    """Σ y → 1 of what is known to sum to 1, as a column of one_hot does."""
    axis = axis_of_one(x)
    return broadcast(1, shape=node.shape) if axis is not None and node.attributes["axis"] == (axis,) else None
