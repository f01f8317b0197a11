"""The rules of `simplify`, a tuple for each op: plain ones of one line here, those that take sums and products apart
in files of their own.

A rule gets a node whose operands are simple already, and these operands; it returns a simpler node, or None where it
has nothing to say.
"""

import math
from collections.abc import Callable

from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import Node, Op, constant
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.linear import broadcast
from chainrule.ops.reductions import count, sum
from chainrule.transforms.rules.fractions import Fraction, one_bar, spread
from chainrule.transforms.rules.patterns import (
    in_place,
    is_number,
    is_op,
    is_size,
    is_some_number,
    number,
    stretched,
    without_sign,
)
from chainrule.transforms.rules.sums import cancelled, common_matrix, common_scalar
from chainrule.transforms.rules.terms import is_scaled, scalar_taken

Rule = Callable[..., Node | None]  # of the node, then of its operands


# ---- numbers and copies -------------------------------------------------------------------------------------------


def _fold(node: Node, *operands: Node) -> Node | None:  # f(2, 3) → its number, where it has one
    if node.shape == () and operands and all(map(is_some_number, operands)):
        value = float(evaluate([node], {})[0])
        return constant(value) if math.isfinite(value) else None
    return None


def _without_broadcast(node: Node, *operands: Node) -> Node | None:  # broadcast(x) + y → broadcast(x + y)
    if not any(is_op(x, "broadcast") for x in operands):
        return None
    plain = node.with_operands(tuple(x.operands[0] if is_op(x, "broadcast") else x for x in operands))
    return stretched(plain, node)


def _collect_scalars(_: Node, s: Node, y: Node) -> Node | None:  # s · (t · x) → (t · s) · x
    if is_op(y, "multiply") and s.shape == () and y.operands[0].shape == ():
        t, x = y.operands
        if x.shape != () or (is_some_number(t) and not is_some_number(x)):
            value = _product(t, s)
            if value is None and is_some_number(t) and is_some_number(s):
                return None  # no float holds it, but t · x may have one
            return (t * s if value is None else value) * x
    return None


def _product(t: Node, s: Node) -> Node | None:
    """The number t · s of two numbers, where it has one."""
    return _fold(t * s, t, s)


def _scalar_forwards(_: Node, x: Node, y: Node) -> Node | None:  # X · (s · Y) → s · (X · Y)
    return y.operands[0] * (x * y.operands[1]) if x.shape != () and is_scaled(y) else None


def _scalar_from_below(_: Node, x: Node, y: Node) -> Node | None:  # (t · X) / (s · Y) → (t / s) · (X / Y)
    if not is_scaled(y):
        return None
    s, below = y.operands
    if is_some_number(s):
        return None
    t, above = x.operands if is_scaled(x) else (constant(1), x)
    return (t / s) * (above / below)


def _size_forwards(_: Node, x: Node, y: Node) -> Node | None:  # (t · X) / m → (t / m) · X for a size m
    if x.shape == () or not is_size(y):
        return None
    t, whole = x.operands if is_scaled(x) else (constant(1), x)
    return (t / y) * whole


def _reciprocal(node: Node, x: Node, y: Node) -> Node | None:  # X · (1 / Y) → X / Y
    if not (is_op(y, "divide") and is_number(y.operands[0], 1)):
        return None
    fraction = Fraction.of(node)
    if fraction is None or (x.shape == () != y.shape and fraction.has_scalars_below):
        return None
    result = fraction.written()
    return None if result is None else stretched(result, node)


def _collect_quotient(_: Node, x: Node, y: Node) -> Node | None:  # 2 · (3 / y) → 6 / y
    value = _product(x, y.operands[0]) if is_op(y, "divide") else None
    return None if value is None else value / y.operands[1]


# ---- signs and scalars --------------------------------------------------------------------------------------------


def _signs_outwards(node: Node, x: Node, y: Node) -> Node | None:  # (−x) · y, x · (−y), −2 · y → −(x · y), −(2 · y)
    if is_some_number(x) and is_some_number(y):
        return None
    for left, right in ((without_sign(x), y), (x, without_sign(y))):
        if left is not None and right is not None:
            return -node.with_operands((left, right))
    return None


def _scalar_of_data_outwards(_: Node, x: Node, y: Node) -> Node | None:  # Xᵀ (s · G) → s · (Xᵀ G) for data X
    """The scale of an error signal stays with it on its way back through weights, as in w₂ᵀ (2/m) (ŷ − y) Xᵀ."""
    taken = None if _holds_parameter(x) else scalar_taken(y)
    return None if taken is None else taken[0] * (x @ taken[1])


def _holds_parameter(x: Node) -> bool:
    return is_op(x, "parameter") or (is_op(x, "transpose") and _holds_parameter(x.operands[0]))


# ---- sums ---------------------------------------------------------------------------------------------------------


def _sum_over_ones(node: Node, x: Node) -> Node | None:  # a sum along axes of size 1, or of one number
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


def _sum_of_copies(node: Node, x: Node) -> Node | None:  # Σ of m copies of s → m · s
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


def _constant_along(node: Node, x: Node) -> Node | None:  # Σ s ⊙ A → s ⊙ Σ A, Σ A/s → (Σ A)/s, s fixed along the sum
    if not is_op(x, "multiply", "divide") or x.shape == ():
        return None
    taken = scalar_taken(x)
    if taken is not None:
        return taken[0] * sum(taken[1], axis=node.attributes["axis"])  # type: ignore[arg-type]
    s, a = _split(node, x)
    if s is None or a is None:
        return None
    total = sum(a, axis=node.attributes["axis"])  # type: ignore[arg-type]
    return s * total if is_op(x, "multiply") else total / s


def _deviations(node: Node, x: Node) -> Node | None:  # Σ (x − mean x) → 0, and so of s ⊙ (x − mean x)
    if is_op(x, "subtract") and is_op(x.operands[1], "mean"):
        whole, mean = x.operands
        if mean.operands[0] is whole and mean.attributes["axis"] == node.attributes["axis"]:
            return stretched(constant(0), node)
    if is_op(x, "multiply", "divide"):
        fixed, rest = _split(node, x)
        if fixed is not None and rest is not None:
            return _deviations(node, rest)
    return None


def _of_labels(node: Node, x: Node) -> Node | None:  # what is known to sum to 1, as a column of one_hot does
    axis = 0 if is_op(x, "one_hot") else x.attributes.get("unit_axis")
    return broadcast(1, shape=node.shape) if axis is not None and node.attributes["axis"] == (axis,) else None


# ---- matrices -----------------------------------------------------------------------------------------------------


def _one_by_one(node: Node, x: Node, y: Node) -> Node | None:  # x 1 → x, 1 y → y for the (1, 1) matrix of a 1
    for one, other in ((y, x), (x, y)):
        if one.shape == (1, 1) and is_number(one, 1):
            return in_place(other, node)
    return None


def transpose_of_product(_: Node, x: Node) -> Node | None:  # (Aᵀ B)ᵀ → Bᵀ A, (A Bᵀ)ᵀ → B Aᵀ
    """One transpose instead of two, as it stands in textbooks."""
    if is_op(x, "matmul") and any(is_op(one, "transpose") for one in x.operands):
        left, right = x.operands
        return _transposed(right) @ _transposed(left)
    return None


def _transposed(x: Node) -> Node:
    return x.operands[0] if is_op(x, "transpose") else x.T


def _scalar_out_of_transpose(_: Node, x: Node) -> Node | None:  # (s · X)ᵀ → s · Xᵀ
    if is_op(x, "multiply") and x.operands[0].shape == ():
        return x.operands[0] * x.operands[1].T
    return None


PRODUCTS = (_signs_outwards, _reciprocal, _collect_quotient, _collect_scalars, _scalar_forwards, one_bar, spread)
SUMS = (common_scalar, common_matrix, cancelled)
RULES_BY_NAME: dict[str, tuple[Rule, ...]] = {
    "add": (
        lambda node, x, y: in_place(x, node) if is_number(y, 0) else None,  # x + 0 → x
        lambda node, x, y: in_place(y, node) if is_number(x, 0) else None,  # 0 + y → y
        lambda _, x, y: None if (z := without_sign(y)) is None else x - z,  # x + (−y) → x − y
        lambda _, x, y: None if (z := without_sign(x)) is None else y - z,  # (−x) + y → y − x
        lambda _, x, y: 2 * x if x is y else None,  # x + x → 2 · x
        *SUMS,
    ),
    "subtract": (
        lambda node, x, y: in_place(x, node) if is_number(y, 0) else None,  # x − 0 → x
        lambda node, x, y: -y if is_number(x, 0) and y.shape == node.shape else None,  # 0 − y → −y
        lambda _, x, y: None if (z := without_sign(y)) is None else x + z,  # x − (−y) → x + y
        *SUMS,
    ),
    "multiply": (
        lambda node, x, y: in_place(y, node) if is_number(x, 1) else None,  # 1 · y → y
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x · 1 → x
        lambda _, x, y: y * x if is_some_number(y) and not is_some_number(x) else None,  # x · 2 → 2 · x
        lambda _, x, y: y * x if y.shape == () != x.shape else None,  # X · s → s · X
        *PRODUCTS,
    ),
    "divide": (
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x / 1 → x
        _signs_outwards,
        one_bar,
        _scalar_from_below,
        _size_forwards,
    ),
    "negate": (
        lambda _, x: x.operands[0] if is_op(x, "negate") else None,  # −(−x) → x
        lambda _, x: x.operands[1] - x.operands[0] if is_op(x, "subtract") else None,  # −(x − y) → y − x
    ),
    "power": (
        lambda node, x, y: in_place(x, node) if is_number(y, 1) else None,  # x¹ → x
        lambda node, x, y: ALL_OPS["square"](x) if is_some_number(y) and is_number(y, 2) else None,  # x² → square
    ),
    "where": (  # where(1, x, y) → x, where(0, x, y) → y
        lambda node, chosen, x, y: stretched(y if number(chosen) == 0 else x, node) if is_some_number(chosen) else None,
    ),
    "matmul": (_one_by_one, _signs_outwards, _scalar_of_data_outwards),
    "transpose": (
        lambda _, x: x.operands[0] if is_op(x, "transpose") else None,  # (xᵀ)ᵀ → x
        lambda _, x: x if x.rank < 2 or {*x.shape} == {1} else None,  # xᵀ → x of a number, a vector, a (1, 1)
        lambda _, x: -x.operands[0].T if is_op(x, "negate") else None,  # (−x)ᵀ → −xᵀ
        _scalar_out_of_transpose,
        transpose_of_product,
    ),
    "broadcast": (
        lambda node, x: in_place(x, node),
        lambda node, x: broadcast(x.operands[0], shape=node.shape) if is_op(x, "broadcast") else None,
    ),
    "sum_to": (lambda node, x: in_place(x, node),),
    "reshape": (
        lambda node, x: in_place(x, node),
        lambda node, x: ALL_OPS["reshape"](x.operands[0], shape=node.shape) if is_op(x, "reshape") else None,
    ),
    "sum": (
        _sum_over_ones,
        lambda node, x: (
            -sum(x.operands[0], axis=node.attributes["axis"]) if is_op(x, "negate") else None
        ),  # Σ −x → −Σ x
        _of_labels,
        _sum_of_copies,
        _deviations,
        _constant_along,
    ),
}
RULES: dict[Op, tuple[Rule, ...]] = {ALL_OPS[name]: rules for name, rules in RULES_BY_NAME.items()}
for _primitive in (op for op in ENTRYWISE if op.definition is None):
    RULES[_primitive] = (_fold, _without_broadcast, *RULES.get(_primitive, ()))
TWICE: tuple[Rule, ...] = (transpose_of_product, common_matrix)  # what costs a product where the old one stays in use
