"""Sums along axes: of ones, of copies, of labels, of what does not vary along them."""

from chainrule.graph.node import Node, constant
from chainrule.graph.shape import Dimension
from chainrule.ops.linear import broadcast
from chainrule.ops.reductions import count, sum
from chainrule.transforms.rules.common_factors import below_bars, times_divisor
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


def root_out_of_sum(node: Node, x: Node) -> Node | None:
    """Σ G/√v ⊙ a → (Σ G ⊙ a)/√v for a deviation that is fixed along the sum: it stands below the other terms too."""
    axis = node.attributes["axis"]
    if axis is None or not is_op(x, "multiply"):
        return None
    left, right = x.operands
    if not (right.is_leaf and is_op(left, "divide") and left.operands[0].is_leaf and left.shape == x.shape):
        return None
    for root in below_bars(left):
        whole, s = times_divisor(root, x), root.base
        if whole is not None and s.rank == x.rank and all(s.shape[i] == 1 for i in _along(node, x)):
            return sum(whole, axis=axis) / root.node  # type: ignore[arg-type]
    return None


def scalar_out_of_sum(node: Node, x: Node) -> Node | None:
    """Σ s ⊙ A → s ⊙ Σ A for a scalar s."""
    taken = scalar_taken(x)
    return None if taken is None else taken[0] * sum(taken[1], axis=node.attributes["axis"])  # type: ignore[arg-type]


def deviations(node: Node, x: Node) -> Node | None:
    """Σ (x − mean x) → 0, and so of s ⊙ (x − mean x); Σ (A − s ⊙ (x − mean x)) → Σ A."""
    if _sums_to_zero(x, node):
        return stretched(constant(0), node)
    if not is_op(x, "add", "subtract"):
        return None
    left, right = x.operands
    if left.shape == x.shape and _sums_to_zero(right, node):
        return node.with_operands((left,))
    if right.shape == x.shape and _sums_to_zero(left, node):
        total = node.with_operands((right,))
        return -total if is_op(x, "subtract") else total
    return None


def _sums_to_zero(x: Node, node: Node) -> bool:
    """Whether x is what differs from its mean along a sum's axes, times what does not vary along them."""
    if is_op(x, "subtract"):
        whole, mean = x.operands
        return _is_mean(mean, whole, node)
    if is_op(x, "negate"):
        return _sums_to_zero(x.operands[0], node)
    if is_op(x, "multiply", "divide") and x.shape != ():
        fixed, rest = _split(node, x)
        return fixed is not None and rest is not None and _sums_to_zero(rest, node)
    return False


def _is_mean(mean: Node, whole: Node, node: Node) -> bool:
    """Whether a node is the mean of another along the axes of a sum, also written (1/m) Σ x or (Σ x)/m."""
    axis = node.attributes["axis"]
    if is_op(mean, "mean"):
        return mean.operands[0] is whole and mean.attributes["axis"] == axis
    if not is_op(mean, "multiply", "divide"):
        return False
    left, total = mean.operands if is_op(mean, "multiply") else mean.operands[::-1]
    if not is_op(total, "sum") or total.operands[0] is not whole or total.attributes["axis"] != axis:
        return False
    taken = [whole.shape[i] for i in _along(node, whole)]
    size = (
        left.operands[1]
        if is_op(mean, "multiply") and is_op(left, "divide") and number(left.operands[0]) == 1
        else left
    )
    is_share = size is not left or is_op(mean, "divide")
    return is_share and len(taken) == 1 and _is_size(size, taken[0])


def _is_size(x: Node, size: Dimension) -> bool:
    return number(x) == size or (is_op(x, "dimension") and x.attributes["dimension"] == size)


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
    """Σ y → 1 of what is known to sum to 1, as a column of one_hot and of softmax does."""
    axis = axis_of_one(x)
    return broadcast(1, shape=node.shape) if axis is not None and node.attributes["axis"] == (axis,) else None
